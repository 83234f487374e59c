/** The exercise as the page carries it (docs/page.md, Exercise). */
import type { CalcAnswer } from "./calc";
import { readJson } from "./dom";
import type { Result } from "./engine";

export type FormName = "predict" | "calc" | "fix" | "write" | "deep";
export const FORMS: readonly FormName[] = ["predict", "calc", "fix", "write", "deep"];

export interface PredictQuestion {
  readonly id: string;
  readonly ask: string;
  readonly tables: readonly { name: string; title: string; html: string }[];
  readonly choices: readonly { label: string; is: string }[];
}

export interface CalcForm {
  readonly ask: string;
  readonly steps?: readonly string[];
  readonly sheet?: string | null;
  readonly answers: readonly CalcAnswer[];
}

export interface Exercise {
  readonly id: string;
  readonly slug: string;
  readonly hints: readonly string[];
  readonly solution: string;
  readonly starter: string;
  readonly mistakes: Readonly<Record<string, { title: string; message: string }>>;
  readonly forms: {
    readonly predict?: readonly PredictQuestion[];
    readonly calc?: CalcForm;
    readonly fix?: { code: string; mistake: string };
    readonly write?: object;
    readonly deep?: { ask: string };
  };
  readonly minutes?: Readonly<Record<string, number>>;
}

export function readExercise(): Exercise | undefined {
  return readJson(document.getElementById("siyu-exercise")) as Exercise | undefined;
}

/** The local name of a mistake: `same_day` of `E3.4:same_day`. */
export function mistakeName(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}

export function globalMistake(exercise: Exercise, name: string | null): string | null {
  return name === null ? null : `${exercise.id}:${name}`;
}

/** What a `check` event says of a run of the checks. */
export function checkPayload(form: FormName, result: Result): Record<string, unknown> {
  return {
    form,
    status: result.status,
    points: result.points,
    max_points: result.max_points,
    mistake: result.misconception?.id ?? null,
  };
}
