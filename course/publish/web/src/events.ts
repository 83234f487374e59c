/** Authority on the progress log's form in the page (docs/page.md, Progress): pure functions over JSON lines. */

export type EventKind = "read" | "run" | "guess" | "check" | "hint" | "solution" | "quiz" | "review" | "done" | "reset";

export interface ProgressEvent {
  readonly id: string;
  readonly at: string;
  readonly device: string;
  readonly kind: EventKind;
  readonly ref: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Tries {
  failed: number;
  passed: boolean;
}

const HEADER = JSON.stringify({ siyu_progress: 1 });
const FIELDS = ["id", "at", "device", "kind", "ref", "payload"] as const;

/** Events of a log in time order, one for each id; lines that are no event are left out. */
export function parseLog(text: string): ProgressEvent[] {
  return mergeLogs(text.split("\n").flatMap(parseLine));
}

function parseLine(line: string): ProgressEvent[] {
  try {
    const event = readEvent(JSON.parse(line));
    return event ? [event] : [];
  } catch {
    return [];
  }
}

/** The event that a JSON value is, its time in the one canonical form; fields of newer versions are kept. */
function readEvent(value: unknown): ProgressEvent | null {
  if (typeof value !== "object" || value === null) return null;
  const event = value as Record<string, unknown>;
  const texts = [event.id, event.at, event.device, event.kind, event.ref];
  const sound = texts.every((part) => typeof part === "string") && isRecord(event.payload);
  const at = sound && /(?:Z|[+-]\d\d:?\d\d)$/.test(String(event.at)) ? new Date(String(event.at)) : null;
  if (!at || Number.isNaN(at.getTime())) return null;
  return { ...event, at: at.toISOString() } as unknown as ProgressEvent;
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The event as one line of ASCII JSON, as `course.progress` writes it. */
export function toLine(event: ProgressEvent): string {
  const named = Object.fromEntries(FIELDS.map((name) => [name, event[name]]));
  const line = JSON.stringify({ ...named, ...event, ...named });
  return line.replace(/[^ -~]/g, (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"));
}

/** A whole log, to be taken elsewhere. */
export function formatLog(events: readonly ProgressEvent[]): string {
  return [HEADER, ...events.map(toLine)].join("\n") + "\n";
}

/** The union of logs by event id, in time order: any order and repetition of merging gives the same log. */
export function mergeLogs(...logs: readonly (readonly ProgressEvent[])[]): ProgressEvent[] {
  const union = new Map<string, ProgressEvent>();
  for (const event of logs.flat()) {
    const held = union.get(event.id);
    if (!held || toLine(event) < toLine(held)) union.set(event.id, event);
  }
  return [...union.values()].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Tries at an exercise in the given forms since its last reset. */
export function triesAt(events: readonly ProgressEvent[], ref: string, forms: readonly string[]): Tries {
  const tries: Tries = { failed: 0, passed: false };
  for (const event of events) {
    if (event.ref !== ref) continue;
    if (event.kind === "reset") Object.assign(tries, { failed: 0, passed: false });
    if (event.kind !== "check" || !forms.includes(String(event.payload.form))) continue;
    if (event.payload.status === "passed") tries.passed = true;
    if (event.payload.status === "failed") tries.failed += 1;
  }
  return tries;
}

/** What is done: lessons read, exercises passed since their last reset, questions last answered right. */
export function doneRefs(events: readonly ProgressEvent[]): { read: Set<string>; passed: Set<string> } {
  const read = new Set<string>();
  const passed = new Set<string>();
  for (const { kind, ref, payload } of events) {
    if (kind === "read") read.add(ref);
    if (kind === "check" && payload.status === "passed") passed.add(ref);
    if (kind === "quiz") payload.right === true ? passed.add(ref) : passed.delete(ref);
    if (kind === "reset") {
      read.delete(ref);
      passed.delete(ref);
    }
  }
  return { read, passed };
}
