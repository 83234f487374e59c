/** The worker in which a page's Python lives (a module worker, any Pyodide since 0.27): opens, runs cells, checks. */
import { dropOldRuntimes, KeptFiles } from "./kept_files";
import type { FromWorker, Runtime, ToWorker } from "./runtime";

interface Callable {
  (...args: unknown[]): string;
}
interface Pyodide {
  loadPackage(names: string[], options: object): Promise<unknown>;
  unpackArchive(data: ArrayBuffer, format: string, options: object): void;
  runPython(code: string): unknown;
  pyimport(name: string): Record<string, Callable & Record<string, Callable>>;
}

const HOME = "/siyu";
const tell = (message: FromWorker): void => self.postMessage(message);
const ownFetch = self.fetch.bind(self);

let python: Pyodide;
let files: KeptFiles;
let runCell: ((code: string) => string) | null = null;
let running = 0;

self.onmessage = async ({ data }: MessageEvent<ToWorker>): Promise<void> => {
  if (data.type === "open") return open(data.runtime, data.root, data.exercise);
  if (data.type === "prepare") return prepare(data.exercise);
  running = data.id;
  try {
    const answer = data.type === "run" ? run(data.code) : check(data.exercise, data.form, data.code);
    tell({ type: "done", id: data.id, answer });
  } catch (fault) {
    tell({ type: "failed", id: data.id, detail: String(fault).slice(-600) });
  }
};

async function open(runtime: Runtime, root: string, exercise: string | null): Promise<void> {
  try {
    tell({ type: "opened", imports: await start(runtime, root, exercise) });
  } catch (fault) {
    tell({ type: "broken", detail: String(fault).slice(0, 600) });
  }
}

/** Seconds that importing took. */
async function start(runtime: Runtime, root: string, exercise: string | null): Promise<number> {
  files = new KeptFiles(runtime, root, (bytes) => tell({ type: "progress", bytes }), ownFetch);
  self.fetch = (input, init) => files.take(addressOf(input)) ?? ownFetch(input, init);
  files.prefetch();
  const home = root + runtime.folder;
  const { loadPyodide } = (await import(`${home}pyodide.mjs`)) as {
    loadPyodide(options: object): Promise<Pyodide>;
  };
  python = await loadPyodide({ indexURL: home, packageBaseUrl: home, env: { HOME: "/tmp", TZ: "Asia/Shanghai" } });
  const quiet = { messageCallback: () => undefined, errorCallback: () => undefined };
  if (runtime.packages.length) await python.loadPackage(runtime.packages, quiet);
  for (const archive of runtime.archives) {
    const response = await self.fetch(root + archive.place);
    python.unpackArchive(await response.arrayBuffer(), "zip", { extractDir: HOME });
  }
  python.runPython(`import sys; sys.path[:0] = ["${HOME}", "${HOME}/dataset"]; sys.dont_write_bytecode = True`);
  const began = performance.now();
  if (exercise === null) prepareCells(runtime);
  for (const name of runtime.imports) python.pyimport(name);
  void dropOldRuntimes(runtime.digest);
  return (performance.now() - began) / 1000;
}

async function prepare(exercise: string): Promise<void> {
  try {
    await files.kept();
    python.pyimport("grader.page").prepare?.(HOME, exercise);
  } finally {
    tell({ type: "prepared" }); // what went wrong, the next check tells
  }
}

function prepareCells(runtime: Runtime): void {
  const emit = (output: string): void => tell({ type: "output", id: running, output });
  const kernel = python.pyimport("course.publish.page_kernel");
  const cells = kernel.Cells?.(emit, runtime.charts === "") as unknown as { run(code: string): string };
  runCell = (code) => cells.run(code);
}

function run(code: string): string {
  if (!runCell) throw new Error("no cells on this page");
  return runCell(code);
}

function check(exercise: string, form: string, code: string): string {
  const page = python.pyimport("grader.page");
  const heard = (ended: string, of: number): void => tell({ type: "checked", id: running, check: ended, of });
  return page.check?.(HOME, exercise, code, form, heard) ?? "";
}

function addressOf(input: RequestInfo | URL): string {
  return input instanceof Request ? input.url : String(input);
}
