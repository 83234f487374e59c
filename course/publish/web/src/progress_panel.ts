/** Taking progress along without an account: out and in as a file or as text; merged, never overwritten. */
import { button, el } from "./dom";
import { doneRefs, formatLog } from "./events";
import { say } from "./messages";
import { showCarrying } from "./carry_view";
import { readPage } from "./page";
import { events, mergeIn, onProgress, record } from "./progress";
import { keeps } from "./store";
import { packLog, unpackLog } from "./transfer";

export function mountProgressPanels(): void {
  for (const root of document.querySelectorAll<HTMLElement>(".siyu-progress")) mountPanel(root);
}

function mountPanel(root: HTMLElement): void {
  const summary = el("p", {});
  const told = el("p", { class: "siyu-note", role: "status" });
  const textBox = el("textarea", {
    class: "siyu-transfer",
    rows: "4",
    spellcheck: "false",
    "aria-label": say("progress.text_label"),
  });
  const take = async (text: string): Promise<void> => {
    const log = await unpackLog(text);
    told.textContent =
      log === null ? say("progress.import_bad") : say("progress.imported", { n: mergeIn(log) });
  };
  const textPart = el(
    "div",
    { hidden: true },
    textBox,
    button("siyu-quiet", say("progress.take_text"), () => void take(textBox.value)),
  );
  const showText = async (): Promise<void> => {
    textPart.hidden = !textPart.hidden;
    textBox.value = events().length ? await packLog(formatLog(events())) : "";
    if (!textPart.hidden) textBox.select();
  };
  const carrying = el("div", { class: "siyu-carrying" });
  const file = fileInput(take);
  root.replaceChildren(
    el("p", { class: "siyu-label" }, say("progress.title")),
    summary,
    wayToStanding() ?? "",
    el(
      "div",
      { class: "siyu-actions" },
      button("siyu-quiet", say("progress.export"), give),
      button("siyu-quiet", say("progress.import"), () => file.click()),
      button("siyu-quiet", say("progress.text"), () => void showText()),
      button("siyu-quiet", say("progress.carry"), () => void showCarrying(carrying)),
      file,
      resetControl(),
    ),
    carrying,
    textPart,
    told,
  );
  const refresh = (): void => {
    summary.textContent = standing();
  };
  refresh();
  onProgress(refresh);
}

/** Asks in place; everything that was done is set back by an event each, so that a merge does not bring it back. */
function resetControl(): HTMLElement {
  const box = el("span", { class: "siyu-reset" });
  const idle = (): void => box.replaceChildren(button("siyu-quiet", say("progress.reset"), ask));
  const ask = (): void => {
    const yes = button("siyu-quiet siyu-warn", say("progress.reset_yes"), () => {
      for (const ref of new Set(events().map((event) => event.ref))) record("reset", ref);
      idle();
    });
    box.replaceChildren(
      el("span", { role: "alert" }, say("progress.reset_ask")),
      yes,
      button("siyu-quiet", say("desk.reset_no"), idle),
    );
  };
  idle();
  return box;
}

/** To the page of where one stands; null on that page. */
function wayToStanding(): HTMLElement | null {
  if (document.querySelector(".siyu-standing")) return null;
  return el("p", {}, el("a", { href: `${readPage().root}progress/` }, say("progress.where")));
}

function standing(): string {
  if (!keeps()) return say("progress.unstored");
  const done = doneRefs(events());
  const exercises = [...done.passed].filter((ref) => ref.startsWith("E")).length;
  return say("progress.summary", { read: done.read.size, passed: exercises });
}

function fileInput(take: (text: string) => Promise<void>): HTMLInputElement {
  const file = el("input", { type: "file", accept: ".jsonl,.json,.txt", hidden: true });
  file.addEventListener("change", async () => {
    const text = await file.files?.[0]?.text();
    file.value = "";
    if (text !== undefined) await take(text);
  });
  return file;
}

function give(): void {
  const url = URL.createObjectURL(new Blob([formatLog(events())], { type: "application/jsonl" }));
  el("a", { href: url, download: say("progress.file") }).click();
  window.setTimeout(() => URL.revokeObjectURL(url), 1000);
}
