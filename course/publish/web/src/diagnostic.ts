/** Where to begin: read off the answers to the diagnostic's questions, kept up to date while they are given. */
import { el, readJson } from "./dom";
import { say, type MessageKey } from "./messages";
import { diagnosed, firstAnswers } from "./plan_done";
import { events, onProgress } from "./progress";

interface Entry {
  readonly title: string;
  readonly href: string;
  readonly minutes: number;
  readonly questions: readonly string[];
}

interface Diagnostic {
  readonly entries: readonly Entry[];
  /** The lesson that follows when all of these are known. */
  readonly after: Omit<Entry, "questions"> | null;
}

export function mountDiagnostic(): void {
  const root = document.querySelector<HTMLElement>(".siyu-diagnostic");
  const found = readJson(root?.querySelector(".siyu-diagnostic-data") ?? null) as Diagnostic | undefined;
  if (!root || !found) return;
  root.querySelector(".siyu-note")?.remove();
  const told = el("div");
  root.append(told);
  const refresh = (): void => told.replaceChildren(...outcome(found));
  refresh();
  onProgress(refresh);
}

function outcome({ entries, after }: Diagnostic): Node[] {
  const log = events();
  const first = firstAnswers(log);
  const asked = entries.flatMap((entry) => entry.questions);
  const left = asked.filter((question) => !first.has(question)).length;
  const known = new Set(diagnosed(entries, log));
  const lines = entries.map((entry) => el("li", {}, link(entry), ` ${say(verdict(entry, known, first))}`));
  const next = entries.find((entry) => !known.has(entry)) ?? after;
  return [
    el("ul", { class: "siyu-links" }, ...lines),
    left
      ? el("p", {}, say("diagnostic.left", { n: left }))
      : el("p", {}, el("strong", {}, say("diagnostic.start")), next ? link(next) : ""),
  ];
}

function verdict(entry: Entry, known: ReadonlySet<Entry>, first: ReadonlyMap<string, boolean>): MessageKey {
  if (known.has(entry)) return "diagnostic.skip";
  return entry.questions.some((question) => first.get(question) === false) ? "diagnostic.learn" : "diagnostic.open";
}

function link({ title, href }: Pick<Entry, "title" | "href">): HTMLElement {
  return el("a", { href }, title);
}
