/** Which units are done: the same rules as `course.plan.standing`, read off the progress log alone. */
import type { ProgressEvent } from "./events";
import type { PlanContent } from "./plan_data";
import type { PlanDay, Unit } from "./plan_dating";

interface Standing {
  read: boolean;
  ticked: boolean;
  right: boolean;
  forms: Set<string>;
}

type Quizzes = Pick<PlanContent, "quizzes" | "quiz_share" | "diagnostics">;

/** Ids of the units done. */
export function doneUnits(content: Quizzes, units: readonly Unit[], events: readonly ProgressEvent[]): Set<string> {
  const state = standings(events);
  const known = new Set(diagnosed(content.diagnostics, events).flatMap((part) => part.refs));
  return new Set(
    units.filter((unit) => known.has(unit.ref) || isDone(content, unit, state, known)).map((unit) => unit.id),
  );
}

/** How each question was answered the first time since its last reset, before any explanation was seen. */
export function firstAnswers(events: readonly ProgressEvent[]): Map<string, boolean> {
  const first = new Map<string, boolean>();
  for (const { kind, ref, payload } of events) {
    if (kind === "reset") first.delete(ref);
    if (kind === "quiz" && !first.has(ref)) first.set(ref, payload.right === true);
  }
  return first;
}

/** What of a diagnostic was answered right throughout: its lessons and exercises need no study. */
export function diagnosed<Part extends { readonly questions: readonly string[] }>(
  parts: readonly Part[],
  events: readonly ProgressEvent[],
): Part[] {
  const first = firstAnswers(events);
  return parts.filter((part) => part.questions.every((question) => first.get(question)));
}

/** Units whose last sitting was before `today` and that are not done, and those done before their day. */
export function lateAndEarly(days: readonly PlanDay[], done: ReadonlySet<string>, today: number): [string[], string[]] {
  const last = new Map(days.flatMap((day) => day.sittings.map((sitting) => [sitting.unit, day.day] as const)));
  const late = [...last].filter(([unit, day]) => day < today && !done.has(unit));
  const early = [...last].filter(([unit, day]) => day > today && done.has(unit));
  return [late.map(([unit]) => unit), early.map(([unit]) => unit)];
}

function isDone(
  content: Quizzes,
  unit: Unit,
  state: ReadonlyMap<string, Standing>,
  known: ReadonlySet<string>,
): boolean {
  if (state.get(unit.id)?.ticked) return true;
  if (unit.kind === "lesson") return state.get(unit.ref)?.read ?? false;
  if (unit.kind === "exercise") return state.get(unit.ref)?.forms.has(unit.form ?? "") ?? false;
  if (unit.kind !== "quiz") return false;
  const lessons = new Set(unit.requires.filter((lesson) => !known.has(lesson)));
  const asked = (content.quizzes[unit.chapter] ?? []).filter(([, lesson]) => lessons.has(lesson));
  const right = asked.filter(([question]) => state.get(question)?.right).length;
  return right >= content.quiz_share * asked.length;
}

/** The fold over the log, as in `course.progress`, as far as units ask. */
function standings(events: readonly ProgressEvent[]): Map<string, Standing> {
  const state = new Map<string, Standing>();
  for (const { kind, ref, payload } of events) {
    const before = kind === "reset" ? undefined : state.get(ref);
    const standing = before ?? { read: false, ticked: false, right: false, forms: new Set<string>() };
    state.set(ref, standing);
    if (kind === "read") standing.read = true;
    if (kind === "done") standing.ticked = true;
    if (kind === "quiz" && payload.status !== "error") standing.right = payload.right === true;
    if (kind === "check" && payload.status === "passed" && typeof payload.form === "string") {
      standing.forms.add(payload.form);
    }
  }
  return state;
}
