/** What is done, shown where lessons and exercises are listed. */
import { el } from "./dom";
import { doneRefs } from "./events";
import { icon } from "./icons";
import { say } from "./messages";
import { events, onProgress } from "./progress";

export function mountMarks(): void {
  const refresh = (): void => {
    const done = doneRefs(events());
    for (const link of document.querySelectorAll<HTMLElement>("[data-siyu-ref]")) markLink(link, done);
    for (const item of document.querySelectorAll<HTMLElement>("[data-refs]")) countItem(item, done);
  };
  refresh();
  onProgress(refresh);
}

type Done = ReturnType<typeof doneRefs>;

function markLink(link: HTMLElement, done: Done): void {
  const ref = link.dataset.siyuRef ?? "";
  const word = done.passed.has(ref) ? say("progress.passed") : done.read.has(ref) ? say("progress.read") : "";
  link.querySelector(":scope > .siyu-mark")?.remove();
  if (word) link.append(el("span", { class: "siyu-mark" }, icon("tick"), word));
}

function countItem(item: HTMLElement, done: Done): void {
  const refs = (item.dataset.refs ?? "").split(/\s+/).filter(Boolean);
  if (!refs.length) return;
  const count = refs.filter((ref) => done.read.has(ref) || done.passed.has(ref)).length;
  const old = item.querySelector(":scope > .siyu-count");
  const values = { done: count, total: refs.length };
  const label = el(
    "span",
    { class: "siyu-count", title: say("progress.count_long", values) },
    say("progress.count", values),
  );
  label.style.setProperty("--siyu-share", String(count / refs.length));
  old ? old.replaceWith(label) : item.append(label);
}
