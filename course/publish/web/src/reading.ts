/** A lesson counts as read when its end has been on screen. */
import { el } from "./dom";
import { doneRefs } from "./events";
import { events, record } from "./progress";

export function markWhenRead(ref: string): void {
  const article = document.querySelector(".md-content__inner") ?? document.querySelector("main");
  if (!article || doneRefs(events()).read.has(ref)) return;
  const end = el("div", { class: "siyu-end", "aria-hidden": "true" });
  article.append(end);
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    record("read", ref);
  });
  observer.observe(end);
}
