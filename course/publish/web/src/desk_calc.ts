/** The form 算: numbers worked out on a downloaded sheet, judged here, the known mistake named. */
import { judgeCalc, parseNumber, shownAnswer, type CalcAnswer } from "./calc";
import { button, el, freshId, trusted } from "./dom";
import { triesAt } from "./events";
import { globalMistake, type CalcForm, type Exercise } from "./exercise";
import { icon } from "./icons";
import { say } from "./messages";
import { namedMistake } from "./named_mistake";
import { events, record } from "./progress";

const TRIES_BEFORE_ANSWER = 3;

export function mountCalc(panel: HTMLElement, exercise: Exercise, form: CalcForm, root: string): void {
  const rows = form.answers.map(answerRow);
  const feedback = el("div", { class: "siyu-feedback", "aria-live": "polite" });
  const answerForm = el("form", { class: "siyu-answers", novalidate: true }, ...rows.map((row) => row.node));
  answerForm.append(
    el(
      "div",
      { class: "siyu-actions" },
      el("button", { type: "submit", class: "siyu-button siyu-primary" }, say("calc.submit")),
    ),
  );
  answerForm.addEventListener("submit", (event) => {
    event.preventDefault();
    const complete = rows.map((row) => row.complain()).every((sound) => sound);
    if (complete) judge(exercise, form, rows, feedback);
    else rows.find((row) => row.input.getAttribute("aria-invalid") === "true")?.input.focus();
  });
  panel.replaceChildren(
    trusted("div", form.ask, { class: "siyu-ask" }),
    ...material(form, root),
    answerForm,
    feedback,
  );
}

function material(form: CalcForm, root: string): Node[] {
  const parts: Node[] = [];
  if (form.sheet) {
    const link = el(
      "a",
      { class: "siyu-download", href: root + form.sheet, download: true },
      icon("sheet"),
      say("calc.sheet"),
    );
    parts.push(el("p", {}, link));
  }
  if (form.steps?.length) {
    const list = el("ol", {}, ...form.steps.map((step) => trusted("li", step)));
    parts.push(el("details", { class: "siyu-steps" }, el("summary", {}, say("calc.steps")), list));
  }
  return parts;
}

interface AnswerRow {
  readonly answer: CalcAnswer;
  readonly node: HTMLElement;
  readonly input: HTMLInputElement;
  readonly value: number;
  /** Says what is missing; true when nothing is. */
  complain(): boolean;
  mark(right: boolean): void;
  reveal(): void;
}

function answerRow(answer: CalcAnswer): AnswerRow {
  const id = freshId("answer");
  const word = el("span", { class: "siyu-answer-word", id: `${id}-word` });
  const input = el("input", {
    id,
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "aria-describedby": word.id,
  });
  const unit = answer.unit ? el("span", { class: "siyu-unit" }, answer.unit) : null;
  const node = el(
    "div",
    { class: "siyu-answer-row" },
    el("label", { for: id }, answer.label),
    el("span", { class: "siyu-field" }, input, unit),
    word,
  );
  const tell = (sentence: string, state: string): void => {
    word.textContent = sentence;
    node.dataset.mark = state;
    input.setAttribute("aria-invalid", String(state === "wrong" || state === "missing"));
  };
  input.addEventListener("input", () => tell("", ""));
  return {
    answer,
    node,
    input,
    get value() {
      return parseNumber(input.value);
    },
    complain() {
      const sound = !Number.isNaN(this.value);
      if (!sound) tell(say(input.value.trim() ? "calc.not_number" : "calc.missing"), "missing");
      return sound;
    },
    mark: (right) => tell(say(right ? "calc.right" : "calc.wrong"), right ? "right" : "wrong"),
    reveal: () => word.replaceChildren(say("calc.show_is", { value: shownAnswer(answer) })),
  };
}

function judge(exercise: Exercise, form: CalcForm, rows: readonly AnswerRow[], feedback: HTMLElement): void {
  const given = Object.fromEntries(rows.map((row) => [row.answer.id, row.value]));
  const verdict = judgeCalc(form.answers, given);
  for (const row of rows) row.mark(verdict.right[row.answer.id] === true);
  const right = rows.filter((row) => verdict.right[row.answer.id]).length;
  record("check", exercise.id, {
    form: "calc",
    status: verdict.passed ? "passed" : "failed",
    points: right,
    max_points: rows.length,
    mistake: globalMistake(exercise, verdict.mistake),
  });
  const mistake = verdict.mistake === null ? undefined : exercise.mistakes[verdict.mistake];
  const line = verdict.passed ? say("calc.passed") : say("calc.failed", { total: rows.length, right });
  feedback.replaceChildren(
    ...(mistake ? [namedMistake(mistake.title, trusted("div", mistake.message))] : []),
    el(
      "p",
      { class: "siyu-verdict-line", "data-right": String(verdict.passed) },
      icon(verdict.passed ? "sprout" : "cross"),
      line,
    ),
    ...(mayShow(exercise) && !verdict.passed ? [showButton(rows)] : []),
  );
}

function mayShow(exercise: Exercise): boolean {
  return triesAt(events(), exercise.id, ["calc"]).failed >= TRIES_BEFORE_ANSWER;
}

function showButton(rows: readonly AnswerRow[]): HTMLButtonElement {
  const node = button("siyu-quiet", say("calc.show"), () => {
    for (const row of rows) if (row.node.dataset.mark !== "right") row.reveal();
    node.remove();
  });
  return node;
}
