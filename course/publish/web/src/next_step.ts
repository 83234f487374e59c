/** On a phone the next thing to do stays at hand at the foot of a lesson or exercise, out of the way while it is in view. */
import { el } from "./dom";
import { doneRefs, type ProgressEvent } from "./events";
import { say } from "./messages";
import type { Page } from "./page";
import { events, onProgress } from "./progress";

interface Step {
  readonly label: string;
  /** Where it is done; while that is in view the reader needs no way to it. */
  readonly place: HTMLElement;
  go(): void;
}

export function mountNextStep(page: Page, ref: string): void {
  const find = { lesson: () => lessonStep(ref), exercise: exerciseStep }[page.kind];
  if (!find) return;
  const action = el("button", { type: "button", class: "siyu-button siyu-primary" });
  const bar = el("div", { class: "siyu-step", hidden: true }, action);
  let step: Step | null = null;
  const watch = new IntersectionObserver((seen) => {
    bar.hidden = !step || seen.some((entry) => entry.isIntersecting);
  });
  const refresh = (): void => {
    step = find();
    watch.disconnect();
    bar.hidden = true;
    if (!step) return;
    action.textContent = step.label;
    watch.observe(step.place);
  };
  action.addEventListener("click", () => step?.go());
  document.body.append(bar);
  refresh();
  onProgress(refresh);
  document.querySelector(".siyu-tabs")?.addEventListener("click", refresh);
}

/** The first guess not made, question not answered right, exercise of the lesson not passed; then the next lesson. */
function lessonStep(ref: string): Step | null {
  const log = events();
  const done = doneRefs(log);
  const guess = all(".siyu-guess").find((node) => !guessed(log, ref, node.id));
  if (guess) return walk("step.guess", guess);
  const question = all(".siyu-quiz").find((node) => !done.passed.has(node.dataset.question ?? ""));
  if (question) return walk("step.question", question);
  const exercise = all(".siyu-practice a[data-siyu-ref]").find((link) => !done.passed.has(link.dataset.siyuRef ?? ""));
  return follow("step.exercise", exercise) ?? follow("step.lesson", all(".siyu-next a[data-siyu-ref]").at(-1));
}

function guessed(log: readonly ProgressEvent[], ref: string, id: string): boolean {
  return log.some((event) => event.kind === "guess" && event.ref === ref && `guess-${String(event.payload.guess)}` === id);
}

/** The first form not passed; then the page after this one. */
function exerciseStep(): Step | null {
  const tab = all(".siyu-tab").find((node) => !node.querySelector(".siyu-done > *"));
  if (!tab) return follow("step.exercise", all("a.md-footer__link--next")[0]);
  const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
  if (!panel) return null;
  const name = tab.querySelector("strong")?.textContent ?? "";
  const go = (): void => {
    tab.click();
    show(tab);
  };
  return { label: say("step.form", { name }), place: document.querySelector<HTMLElement>(".siyu-exercise") ?? panel, go };
}

function walk(key: "step.guess" | "step.question", place: HTMLElement): Step {
  return { label: say(key), place, go: () => show(place) };
}

function follow(key: "step.exercise" | "step.lesson", link: HTMLElement | undefined): Step | null {
  if (!link) return null;
  const name = (link.querySelector(".md-ellipsis") ?? link.firstChild)?.textContent?.trim() ?? "";
  return { label: say(key, { name }), place: link, go: () => link.click() };
}

function show(place: HTMLElement): void {
  place.scrollIntoView({ block: "start" });
}

function all(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)];
}
