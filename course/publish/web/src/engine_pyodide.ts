/** The engine of a page on plain hosting: Pyodide in a worker of its own, opened after a tap that states its size. */
import {
  EngineFault,
  type CheckRequest,
  type CheckResult,
  type Engine,
  type Heard,
  type Output,
  type Result,
} from "./engine";
import { bytesToFetch, fetchedFiles, sum } from "./kept_files";
import type { MessageKey } from "./messages";
import { askToLoad, type Loading } from "./runtime_gate";
import type { FromWorker, Runtime, ToWorker } from "./runtime";

/** Longer than this, and it is taken for a loop that does not end. */
const RUN_SECONDS = 60;
const CHECK_SECONDS = 30;
/** A slow device gets as many times what importing took there. */
const TIMES_IMPORTS = 6;

interface Pending {
  readonly id: number;
  readonly listener: Listener;
  readonly resolve: (answer: string) => void;
  readonly reject: (fault: EngineFault) => void;
}

/** What is told before the answer. */
interface Listener {
  onOutput?: (output: Output) => void;
  heard?: Heard;
}

type Request = { type: "run"; code: string } | ({ type: "check" } & CheckRequest);

export class PyodideEngine implements Engine {
  readonly kind = "pyodide";
  private worker: Worker | null = null;
  private opened: Promise<Worker> | null = null;
  private pending: Pending | null = null;
  /** Ends an opening under way. */
  private abandon: (() => void) | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private count = 0;
  private imports = 0;
  /** Done when what later checks need has been made ready; no verdict of a first check waits for that. */
  private preparing: Promise<void> | null = null;
  private prepared: () => void = () => undefined;
  private readonly root: string;

  constructor(
    private readonly runtime: Runtime,
    root: string,
    /** The exercise to make ready for; null on a lesson's page. */
    private readonly exercise: string | null,
  ) {
    this.root = new URL(root, window.location.href).href;
    window.addEventListener("pagehide", () => this.dispose());
  }

  async run(code: string, onOutput: (output: Output) => void): Promise<{ status: "ok" | "error" }> {
    const answer = await this.ask({ type: "run", code }, () => RUN_SECONDS, { onOutput });
    return { status: answer === "ok" ? "ok" : "error" };
  }

  async check(request: CheckRequest, heard?: Heard): Promise<Result> {
    const listener = heard ? { heard } : {};
    return JSON.parse(await this.ask({ type: "check", ...request }, () => this.checkSeconds(), listener)) as Result;
  }

  private checkSeconds(): number {
    return Math.max(CHECK_SECONDS, Math.ceil(TIMES_IMPORTS * this.imports));
  }

  /** Python in a page cannot be interrupted: its worker goes, and another one is made ready. */
  async interrupt(): Promise<"fresh"> {
    this.renew("engine.kernel");
    return "fresh";
  }

  async restart(): Promise<void> {
    this.renew("engine.kernel");
  }

  dispose(): void {
    this.end("engine.kernel");
  }

  /** One request at a time, in order. */
  private ask(request: Request, limit: () => number, listener: Listener): Promise<string> {
    const answer = this.queue.then(() => this.send(request, limit, listener));
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  private async send(request: Request, limit: () => number, listener: Listener): Promise<string> {
    await this.preparing;
    const worker = await this.ready();
    const id = ++this.count;
    const seconds = limit();
    const timer = window.setTimeout(() => this.renew("engine.too_long", { seconds }), seconds * 1000);
    try {
      return await new Promise((resolve, reject) => {
        this.pending = { id, listener, resolve, reject };
        worker.postMessage({ ...request, id } satisfies ToWorker);
      });
    } finally {
      window.clearTimeout(timer);
      this.prepare();
    }
  }

  /** Once in a worker's life, when nobody waits for it: tables are made, mistakes are known. */
  private prepare(): void {
    const { worker, exercise } = this;
    if (!worker || exercise === null || this.preparing) return;
    this.preparing = new Promise((resolve) => (this.prepared = resolve));
    worker.postMessage({ type: "prepare", exercise } satisfies ToWorker);
  }

  private ready(): Promise<Worker> {
    const opening = (this.opened ??= this.open());
    opening.catch(() => {
      if (this.opened === opening) this.opened = null;
    });
    return opening;
  }

  private async open(): Promise<Worker> {
    const loading = await askToLoad(await bytesToFetch(this.runtime, this.root), sum(fetchedFiles(this.runtime)));
    if (!loading) throw new EngineFault("engine.declined");
    try {
      return await this.start(loading);
    } finally {
      loading.end();
    }
  }

  private start(loading: Loading): Promise<Worker> {
    const worker = new Worker(this.root + this.runtime.worker, { type: "module" });
    this.worker = worker;
    return new Promise((resolve, reject) => {
      const broken = (detail: string): void => {
        reject(new EngineFault("engine.runtime", { detail }));
        this.end("engine.runtime", { detail });
      };
      this.abandon = () => reject(new EngineFault("engine.kernel"));
      worker.onerror = (event) => broken(event.message || "worker");
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.type === "progress") loading.got(data.bytes);
        else if (data.type === "opened") {
          this.imports = data.imports;
          resolve(worker);
        } else if (data.type === "prepared") this.prepared();
        else if (data.type === "broken") broken(data.detail);
        else this.receive(data);
      };
      const { runtime, root, exercise } = this;
      worker.postMessage({ type: "open", runtime, root, exercise } satisfies ToWorker);
    });
  }

  private receive(message: Extract<FromWorker, { id: number }>): void {
    const pending = this.pending;
    if (!pending || pending.id !== message.id) return;
    const { onOutput, heard } = pending.listener;
    if (message.type === "output") return onOutput?.(JSON.parse(message.output) as Output);
    if (message.type === "checked") return heard?.(JSON.parse(message.check) as CheckResult, message.of);
    this.pending = null;
    if (message.type === "done") pending.resolve(message.answer);
    else pending.reject(new EngineFault("engine.runtime", { detail: message.detail }));
  }

  /** Ends what runs and makes a fresh worker ready; its files are kept ones by now. */
  private renew(key: MessageKey, values: Record<string, string | number> = {}): void {
    const had = this.worker !== null;
    this.end(key, values);
    if (had) void this.ready().then(() => this.prepare()).catch(() => undefined);
  }

  /** Before the worker is there (the reader is still asked), there is nothing to end. */
  private end(key: MessageKey, values: Record<string, string | number> = {}): void {
    const { worker, pending, abandon } = this;
    if (!worker) return;
    worker.terminate();
    this.prepared();
    this.worker = this.opened = this.pending = this.abandon = this.preparing = null;
    abandon?.();
    pending?.reject(new EngineFault(key, values));
  }
}
