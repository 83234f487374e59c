/** The reader's progress log in this browser: append, read, merge in. */
import { parseLog, toLine, type EventKind, type ProgressEvent } from "./events";
import { load, save } from "./store";

const LOG_KEY = "siyu.progress";
const DEVICE_KEY = "siyu.device";
const CHANGED = "siyu-progress";

export function events(): ProgressEvent[] {
  return parseLog(load(LOG_KEY) ?? "");
}

export function record(kind: EventKind, ref: string, payload: Record<string, unknown> = {}): void {
  append([{ id: uuid(), at: new Date().toISOString(), device: device(), kind, ref, payload }]);
}

/** Adds what another log has and this one has not; returns how many events were new. */
export function mergeIn(text: string): number {
  const known = new Set(events().map((event) => event.id));
  const fresh = parseLog(text).filter((event) => !known.has(event.id));
  if (fresh.length) append(fresh);
  return fresh.length;
}

/** The log is only ever appended to, so that lines this version cannot read are kept. */
function append(fresh: readonly ProgressEvent[]): void {
  const log = load(LOG_KEY) ?? "";
  const ended = log === "" || log.endsWith("\n") ? log : log + "\n";
  save(LOG_KEY, ended + fresh.map((event) => toLine(event) + "\n").join(""));
  announce();
}

export function onProgress(listener: () => void): void {
  document.addEventListener(CHANGED, listener);
  window.addEventListener("storage", (event) => {
    if (event.key === LOG_KEY) listener();
  });
}

function announce(): void {
  document.dispatchEvent(new CustomEvent(CHANGED));
}

function device(): string {
  const known = load(DEVICE_KEY);
  if (known) return known;
  const fresh = uuid();
  save(DEVICE_KEY, fresh);
  return fresh;
}

/** `crypto.randomUUID` exists on https and localhost only; a copy opened from a folder needs the long way. */
export function uuid(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
