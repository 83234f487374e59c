/** How well each objective is mastered: the same rules as `course.plan.standing.mastery`. */
import type { ProgressEvent } from "./events";
import type { Unit } from "./plan_dating";

export type Mastery = "unseen" | "taught" | "practised" | "mastered";

/** Every objective of the plan's units. */
export function masteries(
  units: readonly Unit[],
  done: ReadonlySet<string>,
  events: readonly ProgressEvent[],
): Map<string, Mastery> {
  const names = new Set(units.flatMap((unit) => unit.objectives));
  return new Map([...names].map((name) => [name, mastery(name, units, done, events)]));
}

function mastery(
  name: string,
  units: readonly Unit[],
  done: ReadonlySet<string>,
  events: readonly ProgressEvent[],
): Mastery {
  const own = units.filter((unit) => unit.objectives.includes(name));
  const exercises = own.filter((unit) => unit.kind === "exercise");
  if (exercises.length && exercises.every((unit) => done.has(unit.id))) {
    const chapters = new Set(own.map((unit) => unit.chapter));
    const quizzes = units.filter((unit) => unit.kind === "quiz" && chapters.has(unit.chapter));
    const refs = new Set(exercises.map((unit) => unit.ref));
    return quizzes.every((unit) => done.has(unit.id)) && !relapsed(refs, events) ? "mastered" : "practised";
  }
  return own.some((unit) => unit.kind === "lesson" && done.has(unit.id)) ? "taught" : "unseen";
}

/** Whether a mistake was made in an exercise again after it had been passed. */
function relapsed(refs: ReadonlySet<string>, events: readonly ProgressEvent[]): boolean {
  const passed = new Set<string>();
  const again = new Set<string>();
  for (const { kind, ref, payload } of events) {
    if (kind !== "check" || !refs.has(ref)) continue;
    if (payload.status === "passed") {
      passed.add(ref);
      again.delete(ref);
    } else if (payload.mistake && passed.has(ref)) again.add(ref);
  }
  return again.size > 0;
}
