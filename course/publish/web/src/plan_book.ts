/** The learner's plan in this browser: the same file as the terminal's `.siyu/plan.json`, made, read, made again from a day. */
import { dayNumber, dayText, type Availability } from "./plan_calendar";
import { holidaysOf, type PlanContent, type Track } from "./plan_data";
import type { PlanDay, Unit } from "./plan_dating";
import { fittingPlan, type NoFit } from "./plan_fit";
import { load, save } from "./store";
import { uuid } from "./progress";

/** As in the file: days are ISO text; only what this page asks for is named, the rest of a terminal's file is kept. */
export interface Profile {
  readonly track: string;
  readonly start: string;
  readonly weekday_minutes: readonly number[];
  readonly week_minutes: number | null;
  readonly days_off: readonly string[];
  readonly shifts: Readonly<Record<string, number>>;
  readonly rest: boolean;
  readonly review_minutes: readonly number[];
  readonly deadline: string | null;
  readonly forms: readonly string[];
  readonly known: readonly string[];
  readonly clock: string;
}

export interface Book {
  readonly id: string;
  readonly revision: number;
  readonly profile: Profile;
  readonly madeOn: number;
  readonly days: readonly PlanDay[];
  readonly exactUntil: number;
}

/** A unit not done whose last day moved; null when it was or is in no plan. */
export interface Change {
  readonly unit: string;
  readonly before: number | null;
  readonly after: number | null;
}

const KEY = "siyu.plan";
const VERSION = 1;

export function newBook(content: PlanContent, profile: Profile, done: ReadonlySet<string>, today: number): Book | NoFit {
  const blank = { id: uuid(), revision: 0, profile, madeOn: today, days: [], exactUntil: content.holidays.exact_until };
  return dated(content, blank, done);
}

/** The plan from `today` with what is left, and what that moves. */
export function replan(
  content: PlanContent,
  book: Book,
  done: ReadonlySet<string>,
  today: number,
): { book: Book; moved: Change[] } | NoFit {
  const fresh = dated(content, { ...book, revision: book.revision + 1, madeOn: today }, done);
  return "days" in fresh ? { book: fresh, moved: changes(book.days, fresh.days, done) } : fresh;
}

export function trackOf(content: PlanContent, profile: Profile): Track | undefined {
  return content.tracks.find((track) => track.slug === profile.track);
}

function dated(content: PlanContent, book: Book, done: ReadonlySet<string>): Book | NoFit {
  const { profile } = book;
  const known = new Set([...done, ...profile.known]);
  const units = (trackOf(content, profile)?.units ?? []).filter((unit) => !known.has(unit.id));
  const start = Math.max(dayNumber(profile.start), book.madeOn);
  const deadline = profile.deadline === null ? null : dayNumber(profile.deadline);
  const week = availabilityOf(profile);
  const days = fittingPlan(units, start, week, holidaysOf(content), content.review_permille, deadline);
  return Array.isArray(days) ? { ...book, days } : days;
}

export function availabilityOf(profile: Profile): Availability {
  const shifts = Object.entries(profile.shifts).map(([day, minutes]) => [dayNumber(day), minutes] as const);
  return {
    weekdayMinutes: profile.weekday_minutes,
    weekMinutes: profile.week_minutes,
    daysOff: new Set(profile.days_off.map(dayNumber)),
    shifts: new Map(shifts),
    rest: profile.rest,
    reviewMinutes: profile.review_minutes,
  };
}

function changes(before: readonly PlanDay[], after: readonly PlanDay[], done: ReadonlySet<string>): Change[] {
  const [old, fresh] = [lastDays(before), lastDays(after)];
  const names = new Set([...fresh.keys(), ...old.keys()]);
  return [...names]
    .filter((unit) => !done.has(unit) && old.get(unit) !== fresh.get(unit))
    .map((unit) => ({ unit, before: old.get(unit) ?? null, after: fresh.get(unit) ?? null }));
}

function lastDays(days: readonly PlanDay[]): Map<string, number> {
  return new Map(days.flatMap((day) => day.sittings.filter((s) => s.last).map((s) => [s.unit, day.day] as const)));
}

/** The text of a plan file, as `course.plan.living.write_book` means it. */
export function bookText(book: Book, units: readonly Unit[]): string {
  return JSON.stringify({
    siyu_plan: VERSION,
    id: book.id,
    revision: book.revision,
    made_on: dayText(book.madeOn),
    exact_until: book.exactUntil,
    profile: book.profile,
    units: Object.fromEntries(units.map((unit) => [unit.id, { title: unit.name, minutes: unit.minutes }])),
    days: book.days.map((day) => ({
      day: dayText(day.day),
      review_minutes: day.reviewMinutes,
      sittings: day.sittings.map((s) => [s.unit, s.minutes, s.part, s.last]),
    })),
  });
}

/** The plan of a file's text; null when it is none, or a newer version's. Sittings of units the course has no more go. */
export function readBook(text: string, content: PlanContent): Book | null {
  try {
    const data = JSON.parse(text);
    const units = new Set(content.tracks.find((track) => track.slug === data.profile.track)?.units.map((u) => u.id));
    if (data.siyu_plan !== VERSION || !units.size || data.profile.weekday_minutes.length !== 7) return null;
    const days: PlanDay[] = data.days.map((day: any) => ({
      day: dayNumber(day.day),
      reviewMinutes: Number(day.review_minutes),
      sittings: day.sittings
        .filter(([unit]: [string]) => units.has(unit))
        .map(([unit, minutes, part, last]: [string, number, number, boolean]) => ({ unit, minutes, part, last })),
    }));
    const madeOn = dayNumber(data.made_on);
    if ([madeOn, dayNumber(data.profile.start), ...days.map((day) => day.day)].some(Number.isNaN)) return null;
    const { id, revision, profile, exact_until } = data;
    return { id: String(id), revision: Number(revision), profile, madeOn, days, exactUntil: Number(exact_until) };
  } catch {
    return null;
  }
}

/** Whether this browser keeps a plan, read or not. */
export function hasBook(): boolean {
  return load(KEY) !== null;
}

export function loadBook(content: PlanContent): Book | null {
  const text = load(KEY);
  return text === null ? null : readBook(text, content);
}

/** Keep the plan. One that this version cannot read is kept too, under another name. */
export function keepBook(book: Book, content: PlanContent): void {
  const old = load(KEY);
  if (old !== null && readBook(old, content) === null) save(`${KEY}.${Date.now()}`, old);
  save(KEY, bookText(book, trackOf(content, book.profile)?.units ?? []));
}
