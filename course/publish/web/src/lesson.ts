/** Running a lesson's cells: in order, each after all before it, one at a time. */
import { Cell } from "./cell";
import { button, el } from "./dom";
import { EngineFault, type Engine, type Output } from "./engine";
import { say } from "./messages";
import { record } from "./progress";

/** Faults after which what earlier cells made is gone. */
const LOST = new Set(["engine.kernel", "engine.too_long", "engine.runtime"]);

export function mountLesson(engine: Engine | null, ref: string, without: string): void {
  const roots = [...document.querySelectorAll<HTMLElement>(".siyu-cell")];
  const shown = roots.find((root) => !root.hidden);
  if (!shown) return;
  if (!engine) {
    shown.before(el("p", { class: "siyu-enginenote" }, without));
    return;
  }
  new Lesson(engine, ref, roots).introduce(shown);
}

class Lesson {
  private readonly cells: Cell[];
  private queue: Promise<void> = Promise.resolve();
  private runs = 0;
  /** Goes up with every stop or restart: work queued before it is dropped. */
  private era = 0;
  private current: Cell | null = null;

  constructor(
    private readonly engine: Engine,
    private readonly ref: string,
    roots: HTMLElement[],
  ) {
    const orders = {
      run: (cell: Cell) => this.order([cell]),
      runFromTop: (cell: Cell) => void this.runFromTop(cell),
      stop: () => void this.stop(),
    };
    this.cells = roots.map((root) => new Cell(root, orders));
    // A page that comes back from the browser's cache has lost its kernel.
    window.addEventListener("pageshow", (event) => event.persisted && this.forgetRuns());
  }

  introduce(first: HTMLElement): void {
    const visible = this.cells.filter((cell) => !cell.assert);
    const all = button("siyu-quiet", say("cell.run_all"), () => this.order(visible));
    const again = button("siyu-quiet", say("cell.restart"), () => void this.restart());
    first.before(el("div", { class: "siyu-enginenote" }, el("span", {}, say("cell.intro")), all, again));
  }

  private order(cells: Cell[]): void {
    const era = this.era;
    for (const cell of cells) {
      if (cell.state === "running" || cell.state === "queued") continue;
      cell.enter("queued");
      this.queue = this.queue.then(() => (era === this.era ? this.runWithEarlier(cell, era) : undefined));
    }
  }

  private async runWithEarlier(cell: Cell, era: number): Promise<void> {
    this.current = cell;
    cell.enter("running");
    try {
      const blocked = await this.runEarlier(cell, era);
      if (era !== this.era) return;
      if (blocked === "error") this.refuse(cell);
      else await this.execute(cell, era, blocked === "assert" ? say("cell.assert_failed") : "");
    } catch (fault) {
      if (!(fault instanceof EngineFault)) throw fault;
      if (era === this.era) this.giveUp(cell, fault);
    }
    if (era === this.era) this.current = null;
  }

  /** Runs what stands before the cell and has not run; says what went wrong there. A failed assertion stops nothing. */
  private async runEarlier(cell: Cell, era: number): Promise<"error" | "assert" | null> {
    let failed: "assert" | null = null;
    for (const other of this.cells.slice(0, this.cells.indexOf(cell))) {
      if (other.ran) continue;
      const ok = await this.executeQuietly(other, era);
      if (era !== this.era) return null;
      if (!ok && !other.assert) return "error";
      if (!ok) failed = "assert";
    }
    return failed;
  }

  /** An earlier cell failed: that one shows its error, this one says why it did not run. */
  private refuse(cell: Cell): void {
    cell.openOutput().note(say("cell.earlier_failed"));
    cell.enter("idle");
  }

  /** The engine itself failed: what waits behind this cell is dropped too. */
  private giveUp(cell: Cell, fault: EngineFault): void {
    if (LOST.has(fault.key)) this.forgetRuns();
    this.dropQueue("");
    cell.complain(say(fault.key, fault.values));
  }

  private async execute(cell: Cell, era: number, note: string): Promise<void> {
    const area = cell.openOutput();
    if (note) area.note(note);
    const { status } = await this.engine.run(cell.code, (output) => era === this.era && area.append(output));
    if (era !== this.era) return;
    if (status === "ok" && area.empty) area.note(say("cell.empty"));
    this.settle(cell, status);
    record("run", this.ref, { cell: cell.label, status });
  }

  /** Runs a cell nobody pressed: its page's output stays, unless it fails. */
  private async executeQuietly(cell: Cell, era: number): Promise<boolean> {
    const held: Output[] = [];
    const { status } = await this.engine.run(cell.code, (output) => held.push(output));
    if (era !== this.era) return false;
    if (status === "error" && !cell.assert) {
      const area = cell.openOutput();
      for (const output of held) area.append(output);
    }
    this.settle(cell, status);
    return status === "ok";
  }

  private settle(cell: Cell, status: "ok" | "error"): void {
    cell.ran = status === "ok";
    if (cell.assert) return;
    this.runs += 1;
    cell.enter(status === "ok" ? "done" : "error", this.runs);
  }

  /** A fresh kernel, everything above the cell, then the cell: what a reader of the page would get. */
  private async runFromTop(cell: Cell): Promise<void> {
    await this.restart();
    const upTo = this.cells.slice(0, this.cells.indexOf(cell) + 1);
    this.order(upTo.filter((one) => !one.assert));
  }

  private async stop(): Promise<void> {
    const stopped = this.current;
    this.dropQueue("");
    const left = await this.engine.interrupt().catch(() => "kept");
    if (left === "fresh") this.forgetRuns();
    stopped?.noteBelow(say(left === "fresh" ? "cell.stopped_fresh" : "cell.stopped"));
  }

  private async restart(): Promise<void> {
    this.dropQueue(say("cell.stopped"));
    await this.engine.restart();
    this.forgetRuns();
  }

  private dropQueue(note: string): void {
    this.era += 1;
    for (const cell of this.cells) {
      if (cell.state !== "queued" && cell.state !== "running") continue;
      if (cell === this.current && note) cell.noteBelow(note);
      if (!cell.assert) cell.enter("idle");
    }
    this.current = null;
  }

  private forgetRuns(): void {
    this.runs = 0;
    for (const cell of this.cells) {
      cell.ran = false;
      if (!cell.assert && (cell.state === "done" || cell.state === "error")) cell.enter("idle");
    }
  }
}
