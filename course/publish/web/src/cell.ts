/** One runnable cell of a lesson: its code, button, state and output. Order of running is `lesson.ts`'s. */
import { CodeField } from "./code_field";
import { button, el, freshId } from "./dom";
import { editorKit } from "./editor_script";
import { icon } from "./icons";
import { say } from "./messages";
import { OutputArea } from "./outputs";

export type CellState = "idle" | "queued" | "running" | "done" | "error" | "edited";

export interface CellOrders {
  run(cell: Cell): void;
  /** Runs everything above anew, then the cell. */
  runFromTop(cell: Cell): void;
  stop(): void;
}

export class Cell {
  state: CellState = "idle";
  /** Whether this session's kernel has run it. */
  ran = false;
  readonly assert: boolean;
  readonly label: string;
  readonly number: string;
  private readonly source: string;
  private edited: string | null = null;
  private editor: CodeField | null = null;
  private area: OutputArea | null = null;
  private readonly output: HTMLElement;
  private readonly staticOutput: Node[];
  private readonly runButton: HTMLButtonElement;
  private readonly restoreButton: HTMLButtonElement;
  private readonly topButton: HTMLButtonElement;
  private readonly status = el("span", { class: "siyu-state", role: "status" });

  constructor(
    private readonly root: HTMLElement,
    private readonly orders: CellOrders,
  ) {
    this.assert = root.classList.contains("siyu-assert");
    this.label = root.id.replace(/^cell-/, "");
    this.number = root.dataset.cell ?? "";
    this.source = (root.querySelector("code")?.textContent ?? "").replace(/\n$/, "");
    this.output = root.querySelector<HTMLElement>(".siyu-output") ?? el("div", { class: "siyu-output" });
    this.staticOutput = [...this.output.childNodes];
    this.runButton = button("siyu-run", null, () => this.press());
    this.restoreButton = button("siyu-quiet", say("cell.restore"), () => this.restore(), {
      title: say("cell.restore_hint"),
    });
    this.topButton = button("siyu-quiet", say("cell.run_above"), () => this.orders.runFromTop(this), {
      title: say("cell.run_above_hint"),
    });
    if (!this.assert) this.dress();
  }

  get code(): string {
    return this.edited ?? this.source;
  }

  /** A fresh area in place of what is shown; the page's own output is kept aside. */
  openOutput(): OutputArea {
    this.restoreButton.hidden = false;
    this.area = new OutputArea(this.output);
    return this.area;
  }

  /** Says something below what the cell printed so far; nothing when it has not printed in this session. */
  noteBelow(sentence: string): void {
    this.area?.note(sentence);
  }

  /** A fault of the engine, below what was printed if anything was. */
  complain(sentence: string): void {
    (this.area ?? this.openOutput()).note(sentence, "siyu-fault");
  }

  enter(state: CellState, run = 0): void {
    this.state = state;
    const busy = state === "running" || state === "queued";
    const action = busy ? say("cell.stop") : this.ran ? say("cell.rerun") : say("cell.run");
    this.root.dataset.state = state;
    this.status.textContent = say(`cell.state_${state}`, { n: run });
    this.runButton.replaceChildren(icon(busy ? "stop" : "run"), action);
    this.runButton.setAttribute("aria-label", say("cell.button", { action, n: this.number }));
    this.topButton.hidden = this.number === "1" || (state !== "done" && state !== "error" && state !== "edited");
    if (state === "error") this.fold?.setAttribute("open", "");
  }

  private get fold(): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(".siyu-code");
  }

  private dress(): void {
    const bar = el("div", { class: "siyu-runbar" }, this.runButton, this.status, this.topButton, this.restoreButton);
    this.restoreButton.hidden = true;
    this.root.prepend(bar);
    if (!this.output.isConnected) this.root.append(this.output);
    this.enter("idle");
    this.inviteEdits();
  }

  private press(): void {
    if (this.state === "running" || this.state === "queued") this.orders.stop();
    else this.orders.run(this);
  }

  /** Code becomes a field when its fold is opened, or when pointer or focus comes near code that stands open. */
  private inviteEdits(): void {
    const open = (): void => void editorKit().then(() => this.mountEditor());
    this.fold?.querySelector("pre")?.setAttribute("tabindex", "0");
    // A finger that scrolls past sends no mouseover, one that taps does.
    for (const kind of ["toggle", "mouseover", "focusin"]) this.fold?.addEventListener(kind, open, { once: true });
  }

  private mountEditor(): void {
    const pre = this.fold?.querySelector("pre");
    if (this.editor || !pre) return;
    const focused = pre.matches(":focus");
    const host = el("div", { class: "siyu-editor" });
    const keys = el("p", { class: "siyu-keys", id: freshId("keys") }, say("desk.cell_keys"));
    pre.replaceWith(host);
    host.after(keys);
    this.editor = new CodeField(host, {
      code: this.code,
      label: say("desk.editor"),
      describedBy: keys.id,
      numbered: false,
      onRun: () => this.orders.run(this),
      onChange: (code) => this.edit(code),
    });
    if (focused) this.editor.focus();
  }

  private edit(code: string): void {
    this.edited = code === this.source ? null : code;
    this.restoreButton.hidden = false;
    if (this.state !== "running" && this.state !== "queued") this.enter("edited");
  }

  private restore(): void {
    if (this.editor) this.editor.code = this.source;
    this.edited = null;
    this.area = null;
    this.output.replaceChildren(...this.staticOutput);
    if (this.state !== "running" && this.state !== "queued") this.enter("idle");
    this.restoreButton.hidden = true;
    this.runButton.focus();
  }
}
