/** The engine a page may have (docs/page.md, Engine) and what it answers. The rest of the script knows only this. */
import type { MessageKey } from "./messages";

export type Output =
  | { output_type: "stream"; name: string; text: string }
  | { output_type: "execute_result" | "display_data"; data: Record<string, unknown> }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

export type CheckStatus = "passed" | "failed" | "skipped" | "error";

export interface DiffRow {
  where: string;
  got: string;
  want: string | null;
}

/** The rows in which two tables differ (docs/result.md, `checks[].table`). */
export interface TableDiff {
  columns: string[];
  rows: { row: number; got: string[]; want: string[]; differs: boolean[] }[];
}

export interface CheckResult {
  id: string;
  sentence: string;
  status: CheckStatus;
  points: number;
  max_points: number;
  message: string;
  hint: number | null;
  diff: DiffRow[] | null;
  table?: TableDiff | null;
}

/** The part of docs/result.md the page reads. */
export interface Result {
  schema_version: number;
  status: "passed" | "failed" | "error";
  points: number | null;
  max_points: number;
  misconception: { id: string; title: string; message: string } | null;
  load: { kind: string; message: string; line: number | null } | null;
  checks: CheckResult[];
}

export interface CheckRequest {
  exercise: string;
  form: "write" | "fix";
  code: string;
}

/** A check that has ended, and how many there are. */
export type Heard = (check: CheckResult, of: number) => void;

export interface Engine {
  readonly kind: "local" | "pyodide";
  run(code: string, onOutput: (output: Output) => void): Promise<{ status: "ok" | "error" }>;
  /** `heard` gets each check as it ends, where the engine can tell. */
  check(request: CheckRequest, heard?: Heard): Promise<Result>;
  /** Stops what runs; "fresh": what earlier cells made is gone with it. */
  interrupt(): Promise<"kept" | "fresh">;
  restart(): Promise<void>;
  dispose(): void;
}

/** A fault of the engine itself, told to the reader by its message. */
export class EngineFault extends Error {
  constructor(
    readonly key: MessageKey,
    readonly values: Record<string, string | number> = {},
  ) {
    super(key);
  }
}

export interface EngineSettings {
  kind: string;
  base: string;
  /** Whether the server rebuilds what an author changes (`watch.ts`). */
  watch?: boolean;
}

declare global {
  interface Window {
    SIYU_ENGINE?: EngineSettings;
  }
}
