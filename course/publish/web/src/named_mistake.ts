/** A known mistake, named: the first and largest thing of a verdict that has one. */
import { el } from "./dom";
import { say } from "./messages";

export function namedMistake(title: string, message: Node): HTMLElement {
  return el(
    "section",
    { class: "siyu-named" },
    el("p", { class: "siyu-label" }, say("verdict.named")),
    el("p", { class: "siyu-named-title" }, title),
    message,
  );
}
