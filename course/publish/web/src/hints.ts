/** Hints one at a time, and the reference answer after passing or after three failed tries. */
import { button, el, trusted } from "./dom";
import { editorKit } from "./editor_script";
import { triesAt } from "./events";
import type { Exercise } from "./exercise";
import { say } from "./messages";
import { events, onProgress, record } from "./progress";

const TRIES_BEFORE_SOLUTION = 3;
/** 判 takes no working out, so trying it opens nothing. */
const TRIED_IN = ["calc", "fix", "write"];

export function hintsPanel(exercise: Exercise): { node: HTMLElement; offer: (upTo: number) => void } {
  const total = exercise.hints.length;
  const list = el("ol", { class: "siyu-hints", "aria-live": "polite" });
  const next = button("siyu-quiet", null, () => offer(shown + 1));
  let shown = 0;
  const offer = (upTo: number): void => {
    for (; shown < Math.min(upTo, total); shown += 1) {
      const title = el("p", { class: "siyu-label" }, say("hints.item", { n: shown + 1, total }));
      list.append(el("li", {}, title, trusted("div", exercise.hints[shown])));
      record("hint", exercise.id, { hint: shown + 1 });
    }
    label();
    list.lastElementChild?.scrollIntoView({ block: "nearest" });
  };
  const label = (): void => {
    next.hidden = shown >= total;
    next.textContent = say("hints.next", { n: shown + 1, total });
  };
  label();
  const answer = solutionControl(exercise);
  return {
    node: el(
      "div",
      { class: "siyu-help" },
      list,
      el("div", { class: "siyu-actions" }, next, answer.button),
      answer.body,
    ),
    offer,
  };
}

function solutionControl(exercise: Exercise): { button: HTMLElement; body: HTMLElement } {
  const body = el("div", { class: "siyu-solution", "aria-live": "polite" });
  const control = button("siyu-quiet", say("hints.solution"), () => {
    const code = el("code", { class: "language-python" }, exercise.solution);
    void editorKit().then((kit) => kit?.paint(code));
    body.replaceChildren(el("p", { class: "siyu-label" }, say("hints.solution_title")), el("pre", {}, code));
    control.hidden = true;
    record("solution", exercise.id);
  });
  const locked = el("span", { class: "siyu-note" }, say("hints.locked"));
  const refresh = (): void => {
    const tries = triesAt(events(), exercise.id, TRIED_IN);
    const open = tries.passed || tries.failed >= TRIES_BEFORE_SOLUTION;
    control.hidden = !open || body.hasChildNodes();
    locked.hidden = open;
  };
  refresh();
  onProgress(refresh);
  return { button: el("span", {}, control, locked), body };
}
