/**
 * When a learner can study: the same rules in whole numbers as `course.plan.calendar`. A day is its number since 1970-01-01,
 * so no time zone takes part.
 */

export interface Holidays {
  readonly off: ReadonlySet<number>;
  readonly makeup: ReadonlySet<number>;
  readonly exactUntil: number;
}

/** Minutes by weekday from Monday, reviews included. `weekMinutes` bounds an ISO week; null when nothing does. */
export interface Availability {
  readonly weekdayMinutes: readonly number[];
  readonly weekMinutes: number | null;
  readonly daysOff: ReadonlySet<number>;
  readonly shifts: ReadonlyMap<number, number>;
  readonly rest: boolean;
  readonly reviewMinutes: readonly number[];
}

export interface StudyDay {
  readonly day: number;
  readonly unitMinutes: number;
  readonly reviewMinutes: number;
}

export const HORIZON_DAYS = 3 * 366;
const DAY_MS = 86_400_000;
const SATURDAY = 5;

/** The number of a day written `2026-03-02`; NaN when it is no day. */
export function dayNumber(text: string): number {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return NaN;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || dayText(time / DAY_MS) !== text ? NaN : time / DAY_MS;
}

export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Monday. */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Today in Shanghai, wherever the reader's clock stands. */
export function today(now: Date = new Date()): number {
  return Math.floor((now.getTime() + 8 * 3_600_000) / DAY_MS);
}

/** Days with time from `start` on; a week's limit cuts its later days; reviews take their share first, rounded up. */
export function* studyDays(
  availability: Availability,
  holidays: Holidays,
  start: number,
  reviewPermille: number,
): Generator<StudyDay> {
  let left = availability.weekMinutes;
  for (let day = start; day < start + HORIZON_DAYS; day += 1) {
    if (weekday(day) === 0) left = availability.weekMinutes;
    let minutes = dayMinutes(availability, holidays, day);
    if (left !== null) {
      minutes = Math.min(minutes, left);
      left -= minutes;
    }
    if (minutes <= 0) continue;
    const own = availability.reviewMinutes[weekday(day)];
    const review = own === undefined ? Math.ceil((minutes * reviewPermille) / 1000) : Math.min(minutes, own);
    yield { day, unitMinutes: minutes - review, reviewMinutes: review };
  }
}

/** Minutes of one day before the week's limit: what is said of the day itself goes before what the calendar says. */
export function dayMinutes(availability: Availability, holidays: Holidays, day: number): number {
  if (availability.daysOff.has(day)) return 0;
  const shift = availability.shifts.get(day);
  if (shift !== undefined) return shift;
  if (availability.rest && holidays.off.has(day)) return 0;
  const minutes = availability.weekdayMinutes[weekday(day)] ?? 0;
  if (availability.rest && holidays.makeup.has(day) && weekday(day) >= SATURDAY) {
    return Math.min(minutes, ...availability.weekdayMinutes.slice(0, SATURDAY));
  }
  return minutes;
}
