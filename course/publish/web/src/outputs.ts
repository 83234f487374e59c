/** Showing what a cell printed: text, tables, drawings, errors; up to a limit. */
import { CHART, chartView } from "./chart";
import { el } from "./dom";
import type { Output } from "./engine";
import { errorView, troubleView, TROUBLE } from "./errors";
import { say } from "./messages";
import { drawing, tableMarkup } from "./sanitise";
import { dressTables } from "./tables";

const LIMIT = 100 * 1024;
/** A table longer than this is cut. */
const ROWS = 60;
/** Charts of a runtime without Altair, and with more data than a page takes. */
const UNDRAWN = "application/vnd.siyu.undrawn";
const TOO_LARGE = "application/vnd.siyu.too-large";
/** What pandas writes under a table it shortened. */
const SIZE = /^(\d+) rows × (\d+) columns$/;
const ANSI = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

export class OutputArea {
  private used = 0;
  private capped = false;
  private stream: HTMLPreElement | null = null;
  private streamName = "";
  private error: HTMLElement | null = null;

  constructor(private readonly target: HTMLElement) {
    target.replaceChildren();
  }

  get empty(): boolean {
    return !this.target.hasChildNodes();
  }

  append(output: Output): void {
    if (output.output_type === "error") {
      this.error = errorView(output.ename, output.evalue, output.traceback);
      return this.show(this.error);
    }
    if (output.output_type !== "stream" && TROUBLE in output.data)
      return void this.error?.querySelector(".siyu-error-name")?.after(...troubleView(output.data[TROUBLE]));
    if (this.capped) return;
    if (output.output_type === "stream") return this.text(output.name, output.text);
    const view = dataView(output.data, (text) => this.fit(text));
    if (view) this.show(view);
    if (view instanceof HTMLElement) dressTables(view);
  }

  note(sentence: string, kind = "siyu-note"): void {
    this.show(el("p", { class: kind }, sentence));
  }

  private text(name: string, text: string): void {
    if (!this.stream || this.streamName !== name) {
      this.stream = el("pre", { class: name === "stderr" ? "siyu-text siyu-stderr" : "siyu-text" });
      this.streamName = name;
      this.target.append(this.stream);
    }
    const stream = this.stream;
    stream.append(this.fit(text.replace(ANSI, "")) ?? "");
  }

  /** The text cut to what is left of the limit; null when it may not be cut (markup) and does not fit. */
  private fit(text: string, whole = false): string | null {
    const left = LIMIT - this.used;
    this.used += text.length;
    if (text.length <= left) return text;
    this.capped = true;
    queueMicrotask(() => this.note(say("output.capped")));
    return whole ? null : text.slice(0, Math.max(0, left));
  }

  private show(node: Node): void {
    this.stream = null;
    this.target.append(node);
  }
}

type Fit = (text: string, whole?: boolean) => string | null;

/** The richest form of a value that the page may show. */
function dataView(data: Record<string, unknown>, fit: Fit): Node | null {
  const kinds = Object.keys(data);
  const svg = text(data["image/svg+xml"]);
  const drawn = svg && fit(svg, true) ? drawing(svg) : null;
  if (drawn) {
    drawn.setAttribute("role", "img");
    drawn.setAttribute("aria-label", say("output.image"));
    return el("figure", { class: "siyu-figure" }, drawn);
  }
  const png = text(data["image/png"]);
  if (png && fit(png, true)) {
    return el("img", {
      class: "siyu-image",
      alt: say("output.image"),
      src: `data:image/png;base64,${png.replace(/\s/g, "")}`,
    });
  }
  if (CHART in data) return chartView(data[CHART]);
  if (UNDRAWN in data) return el("p", { class: "siyu-note" }, say("output.chart_static"));
  if (TOO_LARGE in data) return el("p", { class: "siyu-note" }, say("output.chart_large"));
  const html = text(data["text/html"]);
  if (html?.includes("<table")) return tableView(html, fit);
  const plain = text(data["text/plain"]);
  if (plain) return el("pre", { class: "siyu-text" }, fit(plain.replace(ANSI, "")) ?? "");
  return kinds.length
    ? el("p", { class: "siyu-note" }, say("output.unknown", { kind: kinds.join("、") }))
    : null;
}

/** A table, cut before it is measured: a long one is shown in part, and says how long it is. */
function tableView(html: string, fit: Fit): HTMLElement | null {
  const view = el("div", {}, tableMarkup(html));
  for (const table of view.querySelectorAll("table")) {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    if (rows.length <= ROWS) continue;
    for (const row of rows.slice(ROWS)) row.remove();
    table.after(el("p", { class: "siyu-size" }, say("output.rows_cut", { rows: rows.length, shown: ROWS })));
  }
  for (const line of view.querySelectorAll("p")) {
    const size = SIZE.exec(line.textContent?.trim() ?? "");
    if (!size) continue;
    line.textContent = say("output.size", { rows: size[1] ?? "", columns: size[2] ?? "" });
    line.className = "siyu-size";
  }
  return fit(view.textContent ?? "", true) === null ? null : view;
}

function text(value: unknown): string | null {
  if (Array.isArray(value)) return value.join("");
  return typeof value === "string" && value ? value : null;
}
