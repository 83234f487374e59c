/** The form 判: each choice stands for the solution or a known mistake; answered once, then explained. */
import { button, el, trusted } from "./dom";
import { globalMistake, type Exercise, type PredictQuestion } from "./exercise";
import { markChoice } from "./guess";
import { say } from "./messages";
import { namedMistake } from "./named_mistake";
import { record } from "./progress";
import { dressTables } from "./tables";

export function mountPredict(
  panel: HTMLElement,
  exercise: Exercise,
  questions: readonly PredictQuestion[],
): void {
  const picked = new Map<string, string>();
  const summary = el("div", { class: "siyu-summary", "aria-live": "polite" });
  const answered = (question: PredictQuestion, is: string): void => {
    picked.set(question.id, is);
    if (picked.size === questions.length) finish();
  };
  const finish = (): void => {
    const answers = [...picked.values()];
    const right = answers.filter((is) => is === "solution").length;
    const total = questions.length;
    const mistake = answers.find((is) => is !== "solution") ?? null;
    const again = button("siyu-quiet", say("predict.again"), () => mountPredict(panel, exercise, questions));
    summary.replaceChildren(el("p", {}, say("predict.summary", { total, right })), again);
    const status = right === total ? "passed" : "failed";
    record("check", exercise.id, {
      form: "predict",
      status,
      points: right,
      max_points: total,
      mistake: globalMistake(exercise, mistake),
    });
  };
  panel.replaceChildren(
    ...questions.map((question, at) => ask(exercise, question, at, questions.length, answered)),
    summary,
  );
  dressTables(panel);
}

function ask(
  exercise: Exercise,
  question: PredictQuestion,
  at: number,
  total: number,
  answered: (question: PredictQuestion, is: string) => void,
): HTMLElement {
  const feedback = el("div", { class: "siyu-feedback", "aria-live": "polite" });
  const right = question.choices.find((choice) => choice.is === "solution")?.label ?? "";
  const choices = question.choices.map((choice) => {
    const node = el("button", { type: "button", class: "siyu-choice" }, choice.label);
    node.addEventListener("click", () => {
      question.choices.forEach((other, index) => {
        const button = choices[index];
        if (button) markChoice(button, other.is === "solution", other === choice);
      });
      feedback.replaceChildren(...explain(exercise, choice.is, right));
      answered(question, choice.is);
    });
    return node;
  });
  return el(
    "section",
    { class: "siyu-question" },
    total > 1 ? el("p", { class: "siyu-count" }, say("predict.question", { n: at + 1, total })) : null,
    trusted("div", question.ask, { class: "siyu-ask" }),
    ...question.tables.map((table) =>
      el(
        "div",
        { class: "siyu-given" },
        el("p", { class: "siyu-table-title" }, table.title),
        trusted("div", table.html),
      ),
    ),
    el("ul", { class: "siyu-choices siyu-short" }, ...choices.map((choice) => el("li", {}, choice))),
    feedback,
  );
}

function explain(exercise: Exercise, is: string, right: string): Node[] {
  if (is === "solution")
    return [el("p", { class: "siyu-verdict-line", "data-right": "true" }, say("predict.right"))];
  const mistake = exercise.mistakes[is];
  return [
    el("p", { class: "siyu-verdict-line", "data-right": "false" }, say("predict.wrong", { label: right })),
    ...(mistake ? [namedMistake(mistake.title, trusted("div", mistake.message))] : []),
  ];
}
