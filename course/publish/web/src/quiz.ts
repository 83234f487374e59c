/** Quiz questions in a page: answer, then right or wrong, the reason of each choice, the explanation. */
import { parseNumber } from "./calc";
import { button, el, freshId, readJson, trusted } from "./dom";
import { icon } from "./icons";
import { say } from "./messages";
import { record } from "./progress";
import { judgeQuestion, pickedMistake, type Question, type QuizKind } from "./quiz_judge";
import { orderingField } from "./quiz_ordering";

/** A way of answering one kind: its DOM, and the answer read from it (a sentence when there is none yet). */
export interface Field {
  readonly node: HTMLElement;
  read(): number[] | string;
  /** Locks the field and marks it. */
  settle(right: boolean): void;
}

/** Kinds with one right choice. */
const ONE: readonly QuizKind[] = ["single", "fault"];

export function mountQuizzes(): void {
  for (const root of document.querySelectorAll<HTMLElement>(".siyu-quiz")) {
    const question = readJson(root.querySelector(".siyu-quiz-data")) as Question | undefined;
    if (question?.id) mountQuestion(root, question);
  }
}

function mountQuestion(root: HTMLElement, question: Question): void {
  for (const old of root.querySelectorAll(".siyu-choices, .siyu-answer")) old.remove();
  const body = el("div", { class: "siyu-quiz-body" });
  root.append(body);
  openQuestion(root, body, question);
}

function openQuestion(root: HTMLElement, body: HTMLElement, question: Question): void {
  const ask = root.querySelector<HTMLElement>(".siyu-ask");
  if (ask) ask.id ||= freshId("ask");
  const field = fieldOf(question);
  field.node.setAttribute("role", ONE.includes(question.kind) ? "radiogroup" : "group");
  if (ask) field.node.setAttribute("aria-labelledby", ask.id);
  const feedback = el("div", { class: "siyu-feedback", "aria-live": "polite" });
  const submit = button("siyu-primary", say("quiz.submit"), () => {
    const answer = field.read();
    if (typeof answer === "string") return feedback.replaceChildren(el("p", { class: "siyu-note" }, answer));
    const right = judgeQuestion(question, answer);
    field.settle(right);
    feedback.replaceChildren(...explanation(question, answer, right));
    const again = button("siyu-quiet", say("quiz.again"), () => {
      openQuestion(root, body, question);
      body.querySelector<HTMLElement>("input, button")?.focus();
    });
    submit.replaceWith(again);
    again.focus({ preventScroll: true });
    record("quiz", question.id, { right, answer, mistake: pickedMistake(question, answer)?.id ?? null });
  });
  body.replaceChildren(field.node, submit, feedback);
}

function fieldOf(question: Question): Field {
  if (question.kind === "numeric") return numericField(question);
  if (question.kind === "ordering") return orderingField(question);
  return choiceField(question);
}

function choiceField(question: Question): Field {
  const name = freshId("choice");
  const type = ONE.includes(question.kind) ? "radio" : "checkbox";
  const choices = question.choices ?? [];
  const inputs = choices.map(() => el("input", { type, name }));
  const labels = choices.map((choice, index) =>
    el("label", { class: "siyu-option" }, inputs[index], trusted("span", choice.text)),
  );
  const note = question.kind === "multiple" ? el("p", { class: "siyu-note" }, say("quiz.multiple")) : null;
  const node = el("div", { class: "siyu-options" }, note, ...labels);
  const read = (): number[] | string => {
    const picked = inputs.flatMap((input, index) => (input.checked ? [index] : []));
    return picked.length ? picked : say("quiz.empty");
  };
  const settle = (): void =>
    choices.forEach((choice, index) => {
      const input = inputs[index];
      const label = labels[index];
      if (!input || !label) return;
      input.disabled = true;
      label.dataset.mark = choice.right ? "right" : input.checked ? "wrong" : "";
      const words = choice.right ? say("guess.mark_right") : input.checked ? say("guess.mark_chosen") : "";
      if (words)
        label.append(el("span", { class: "siyu-mark" }, icon(choice.right ? "tick" : "cross"), words));
      if (choice.why && (input.checked || choice.right))
        label.after(trusted("div", choice.why, { class: "siyu-why" }));
    });
  return { node, read, settle };
}

function numericField(question: Question): Field {
  const input = el("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-label": say("quiz.numeric"),
  });
  const node = el(
    "div",
    { class: "siyu-number" },
    input,
    question.unit ? el("span", {}, question.unit) : null,
  );
  const read = (): number[] | string => {
    if (!input.value.trim()) return say("quiz.empty");
    const value = parseNumber(input.value);
    return Number.isNaN(value) ? say("quiz.not_number") : [value];
  };
  const settle = (right: boolean): void => {
    input.readOnly = true;
    node.dataset.mark = right ? "right" : "wrong";
  };
  return { node, read, settle };
}

function explanation(question: Question, answer: readonly number[], right: boolean): Node[] {
  const parts: Node[] = [
    el(
      "p",
      { class: "siyu-verdict-line", "data-right": String(right) },
      icon(right ? "tick" : "cross"),
      say(right ? "quiz.right" : "quiz.wrong"),
    ),
  ];
  const mistake = right ? null : pickedMistake(question, answer);
  if (mistake) {
    const title = mistake.href ? el("a", { href: mistake.href }, mistake.title) : mistake.title;
    parts.push(
      el(
        "p",
        { class: "siyu-named-line" },
        el("span", { class: "siyu-label" }, say("quiz.mistake")),
        " ",
        title,
      ),
    );
  }
  if (question.kind === "numeric" && !right) {
    parts.push(
      el(
        "p",
        {},
        say("quiz.answer_is", { answer: `${question.answer ?? ""} ${question.unit ?? ""}`.trim() }),
      ),
    );
  }
  if (question.kind === "ordering" && !right) parts.push(rightOrder(question));
  if (question.explain) parts.push(trusted("div", question.explain, { class: "siyu-explain" }));
  return parts;
}

function rightOrder(question: Question): HTMLElement {
  const items = (question.order ?? []).map((index) => trusted("li", question.choices?.[index]?.text));
  return el("div", {}, el("p", {}, say("quiz.right_order")), el("ol", {}, ...items));
}
