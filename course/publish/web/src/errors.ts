/** A Python error for people: what it means in plain Chinese, the line it happened on, the nearest name that exists. */
import { el } from "./dom";
import { explainError, say } from "./messages";

/** What the kernel adds to an error (`kernel_setup.py`, `siyu_trouble`). */
export const TROUBLE = "application/vnd.siyu.trouble+json";

const ANSI = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

interface Trouble {
  line: number | null;
  source: string;
  wanted: string;
  near: string;
  known: string[];
}

export function errorView(name: string, value: string, traceback: string[]): HTMLElement {
  const plain = explainError(name);
  const trace = traceback.join("\n").replace(ANSI, "");
  const title = el("p", { class: "siyu-error-name" }, el("strong", {}, name));
  if (value) title.append(` ${value.replace(ANSI, "")}`);
  const whole = el(
    "details",
    {},
    el("summary", {}, say("output.traceback")),
    el("pre", { class: "siyu-text" }, trace),
  );
  return el("div", { class: "siyu-error" }, title, plain ? el("p", {}, plain) : null, trace ? whole : null);
}

/** What stands right below the error's name: the line, and the name that was probably meant. */
export function troubleView(data: unknown): Node[] {
  const { line, source, wanted, near, known } = { ...NOTHING, ...(data as Partial<Trouble>) };
  const nodes: Node[] = [];
  if (source) {
    const where = line ? say("error.at_line", { line }) : say("error.at");
    nodes.push(el("p", { class: "siyu-error-line" }, `${where} `, el("code", {}, el("mark", {}, source))));
  }
  if (near) nodes.push(el("p", { class: "siyu-error-near" }, say("error.near", { wanted, near })));
  else if (known.length) nodes.push(el("p", {}, say("error.known", { names: known.join("、") })));
  return nodes;
}

const NOTHING: Trouble = { line: null, source: "", wanted: "", near: "", known: [] };
