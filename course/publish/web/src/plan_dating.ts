/** Which unit is done on which day: the same rule in whole numbers as `course.plan.dating`. */
import { studyDays, type Availability, type Holidays, type StudyDay } from "./plan_calendar";

export interface Unit {
  readonly id: string;
  readonly kind: "lesson" | "exercise" | "quiz" | "capstone";
  readonly ref: string;
  readonly form: string | null;
  readonly name: string;
  readonly minutes: number;
  readonly chapter: string;
  readonly level: number;
  readonly splits: boolean;
  readonly requires: readonly string[];
  readonly page: string;
  readonly objectives: readonly string[];
}

export interface Sitting {
  readonly unit: string;
  readonly minutes: number;
  readonly part: number;
  readonly last: boolean;
}

export interface PlanDay {
  readonly day: number;
  readonly sittings: readonly Sitting[];
  readonly reviewMinutes: number;
}

/** Why there is no plan: a unit longer than every day, or more units than days. */
export type NoPlan = { readonly tooLong: Unit; readonly room: number } | { readonly left: readonly string[] };

const LOOK_AHEAD = 6;
const SITTING_MINUTES = 15;
const SAMPLE_DAYS = 56;

/** The plan of `units`, which stand in their order, from `start`. */
export function makePlan(
  units: readonly Unit[],
  start: number,
  availability: Availability,
  holidays: Holidays,
  reviewPermille: number,
): PlanDay[] | NoPlan {
  const sample: number[] = [];
  for (const day of studyDays(availability, holidays, start, reviewPermille)) {
    if (day.day - start >= SAMPLE_DAYS) break;
    sample.push(day.unitMinutes);
  }
  const room = Math.max(0, ...sample);
  const whole = units.filter((unit) => !unit.splits && unit.minutes > room);
  if (whole.length) {
    return { tooLong: whole.reduce((longest, unit) => (unit.minutes > longest.minutes ? unit : longest)), room };
  }
  return dateUnits(units, studyDays(availability, holidays, start, reviewPermille), medianLow(sample));
}

function dateUnits(units: readonly Unit[], days: Iterable<StudyDay>, longDay: number): PlanDay[] | NoPlan {
  const desk = new Desk(units);
  const plan: PlanDay[] = [];
  for (const day of days) {
    if (!desk.ready.length) break;
    const sittings = fill(desk, day.unitMinutes, day.unitMinutes > longDay);
    plan.push({ day: day.day, sittings, reviewMinutes: day.reviewMinutes });
  }
  return desk.ready.length ? { left: desk.ready.map((at) => desk.unit(at).id) } : plan;
}

/** What is still to do: units ready to start, by their place in the order, and the minutes left of each. */
class Desk {
  readonly left: number[];
  ready: number[];
  private readonly parts: number[];
  private readonly openRequires: number[];
  private readonly waiting = new Map<number, number[]>();

  constructor(private readonly units: readonly Unit[]) {
    const at = new Map(units.map((unit, index) => [unit.id, index]));
    this.left = units.map((unit) => unit.minutes);
    this.parts = units.map(() => 0);
    this.openRequires = units.map((unit, index) => {
      const known = unit.requires.flatMap((name) => at.get(name) ?? []);
      for (const before of known) this.waiting.set(before, [...(this.waiting.get(before) ?? []), index]);
      return known.length;
    });
    this.ready = units.map((_, index) => index).filter((index) => !this.openRequires[index]);
  }

  unit(index: number): Unit {
    return this.units[index]!;
  }

  sit(index: number, minutes: number): Sitting {
    this.left[index]! -= minutes;
    this.parts[index]! += 1;
    const last = this.left[index]! <= 0;
    if (last) {
      this.ready = this.ready.filter((other) => other !== index);
      for (const later of this.waiting.get(index) ?? []) {
        this.openRequires[later]! -= 1;
        if (!this.openRequires[later]) this.ready.push(later);
      }
      this.ready.sort((a, b) => a - b);
    }
    return { unit: this.unit(index).id, minutes, part: this.parts[index]!, last };
  }
}

function fill(desk: Desk, minutes: number, long: boolean): Sitting[] {
  const sittings: Sitting[] = [];
  let room = minutes;
  while (desk.ready.length && room > 0) {
    const chosen = choose(desk, room, long, !sittings.length);
    if (chosen === undefined) break;
    const given = Math.min(room, desk.left[chosen]!);
    sittings.push(desk.sit(chosen, given));
    room -= given;
  }
  return sittings;
}

function choose(desk: Desk, room: number, long: boolean, empty: boolean): number | undefined {
  const fits = (index: number) => {
    const left = desk.left[index]!;
    return left <= room || (desk.unit(index).splits && room >= SITTING_MINUTES);
  };
  const chapter = desk.unit(desk.ready[0]!).chapter;
  const near = desk.ready.filter((index) => desk.unit(index).chapter === chapter).slice(0, LOOK_AHEAD);
  const fitting = near.filter(fits);
  if (!fitting.length) return empty ? desk.ready.find(fits) : undefined;
  if (!long) return fitting[0];
  return fitting.reduce((hardest, index) => (desk.unit(index).level > desk.unit(hardest).level ? index : hardest));
}

function medianLow(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
