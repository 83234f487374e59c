/** What a page says about the Python it may load (docs/page.md, Runtime): files, archives, what is missing. */
import { readJson } from "./dom";

export interface RuntimeFile {
  /** Below the site's root. */
  readonly place: string;
  readonly bytes: number;
}

export interface Runtime {
  readonly schema_version: number;
  readonly pyodide: string;
  readonly python: string;
  readonly digest: string;
  readonly folder: string;
  readonly worker: string;
  readonly packages: string[];
  readonly imports: string[];
  readonly missing: string[];
  /** The script that draws charts, below the site's root; empty where no cell can make one. */
  readonly charts: string;
  readonly files: RuntimeFile[];
  readonly archives: RuntimeFile[];
}

export function readRuntime(): Runtime | null {
  const found = readJson(document.getElementById("siyu-runtime"));
  return typeof found === "object" && found !== null ? (found as Runtime) : null;
}

/** Kept copies of runtime files live as long as the runtime; those of archives as long as their bytes. */
export function cacheName(digest: string): string {
  return `siyu-runtime-${digest}`;
}

export const ARCHIVE_CACHE = "siyu-archives";

/** The page's messages to its worker, and the worker's to its page. */
export type ToWorker =
  | { type: "open"; runtime: Runtime; root: string; exercise: string | null }
  /** Make ready what later checks of the exercise need. */
  | { type: "prepare"; exercise: string }
  | { type: "run"; id: number; code: string }
  | { type: "check"; id: number; exercise: string; form: string; code: string };

export type FromWorker =
  | { type: "progress"; bytes: number }
  /** With what importing took, in seconds: how fast this device is. */
  | { type: "opened"; imports: number }
  | { type: "prepared" }
  | { type: "broken"; detail: string }
  | { type: "output"; id: number; output: string }
  | { type: "checked"; id: number; check: string; of: number }
  | { type: "done"; id: number; answer: string }
  | { type: "failed"; id: number; detail: string };
