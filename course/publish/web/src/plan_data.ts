/** What the build gives the plan: units in order for each track, paces, holidays, what becomes a review card (docs/page.md). */
import { dayNumber, type Holidays } from "./plan_calendar";
import type { Unit } from "./plan_dating";
import { withScript } from "./scripts";

export type CardKind = "question" | "mistake" | "metric" | "law";

export interface Track {
  readonly slug: string;
  readonly title: string;
  readonly forms: readonly string[];
  readonly units: readonly Unit[];
}

export interface Pace {
  readonly slug: string;
  readonly title: string;
  readonly note: string;
  readonly weeks: number;
  readonly week_minutes: number;
  readonly weekday_minutes: readonly number[];
  readonly review_minutes: readonly number[];
  readonly track: string;
}

/** `lessons` are the metrics and laws each lesson brings; `laws` the dates (ISO days) from which each is due again. */
export interface ReviewContent {
  readonly lessons: Readonly<Record<string, readonly (readonly [string, CardKind])[]>>;
  readonly questions: Readonly<Record<string, string>>;
  readonly exercises: Readonly<Record<string, string>>;
  readonly laws: Readonly<Record<string, readonly string[]>>;
}

export interface PlanContent {
  readonly schema_version: number;
  readonly review_permille: number;
  readonly holidays: { off: readonly string[]; makeup: readonly string[]; exact_until: number; last: number };
  readonly tracks: readonly Track[];
  readonly paces: readonly Pace[];
  /** By chapter, each question with its lesson. */
  readonly quizzes: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  readonly quiz_share: number;
  readonly diagnostics: readonly { readonly refs: readonly string[]; readonly questions: readonly string[] }[];
  readonly review: ReviewContent;
  readonly empty: readonly string[];
  readonly objectives: Readonly<Record<string, string>>;
  readonly pages: Readonly<Record<string, string>>;
}

declare global {
  interface Window {
    SIYU_PLAN?: PlanContent;
  }
}

/** The content; null when it is not there. */
export async function planContent(root: string): Promise<PlanContent | null> {
  await withScript(root, "assets/plan.js");
  return window.SIYU_PLAN ?? null;
}

export function holidaysOf(content: PlanContent): Holidays {
  const { off, makeup, exact_until } = content.holidays;
  return { off: new Set(off.map(dayNumber)), makeup: new Set(makeup.map(dayNumber)), exactUntil: exact_until };
}
