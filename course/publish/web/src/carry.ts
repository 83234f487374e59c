/** 继续到电脑: progress in a link's fragment, which no server sees; opening such a link merges it after a yes. */
import { button, el } from "./dom";
import { formatLog } from "./events";
import { say } from "./messages";
import { events, mergeIn } from "./progress";
import { packLog, unpackLog } from "./transfer";

/** Longer links are cut by chat apps and codes of them cannot be scanned; the file takes over. */
const LONGEST = 2000;

/** A link to this page that carries the log; null when it would be too long, or opened from a folder. */
export async function carryingLink(): Promise<string | null> {
  if (window.location.protocol === "file:") return null;
  const packed = await packLog(formatLog(events().filter(({ kind }) => kind !== "run"))); // runs of cells say nothing of where one stands
  const url = new URL(window.location.href);
  url.hash = encodeURIComponent(packed);
  return url.href.length <= LONGEST ? url.href : null;
}

/** Asks before merging what the address carries, then takes it out of the address. */
export async function takeCarried(): Promise<void> {
  const fragment = decodeURIComponent(window.location.hash.slice(1));
  if (!fragment.startsWith("siyu1:")) return;
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  const log = await unpackLog(fragment);
  const bar = el("div", { class: "siyu-gate", role: "alertdialog", "aria-label": say("progress.title") });
  const close = button("siyu-quiet", say("progress.carry_close"), () => bar.remove());
  const tell = (sentence: string): void => bar.replaceChildren(el("p", { role: "status" }, sentence), close);
  if (log === null) tell(say("progress.import_bad"));
  else {
    const take = (): void => tell(say("progress.imported", { n: mergeIn(log) }));
    const yes = button("siyu-primary", say("progress.carry_yes"), take);
    const no = button("siyu-quiet", say("gate.no"), () => bar.remove());
    bar.append(el("p", {}, say("progress.carry_ask")), el("div", { class: "siyu-actions" }, yes, no));
  }
  document.body.append(bar);
}
