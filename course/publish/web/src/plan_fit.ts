/** A plan that ends by its deadline, or what would have to change: the same search as `course.plan.planner`. */
import type { Availability, Holidays } from "./plan_calendar";
import { makePlan, type NoPlan, type PlanDay, type Unit } from "./plan_dating";

/** No plan ends in time: the weeks it takes at these hours (null when no number does, and then why), or the minutes a week. */
export interface NoFit {
  readonly why: NoPlan | null;
  readonly weeks: number | null;
  readonly leastWeekMinutes: number | null;
}

const DAY_MINUTES_AT_MOST = 16 * 60;

export function fittingPlan(
  units: readonly Unit[],
  start: number,
  availability: Availability,
  holidays: Holidays,
  reviewPermille: number,
  deadline: number | null,
): PlanDay[] | NoFit {
  const planFor = (week: Availability) => makePlan(units, start, week, holidays, reviewPermille);
  const inTime = (plan: PlanDay[] | NoPlan): plan is PlanDay[] =>
    Array.isArray(plan) && (deadline === null || (plan.at(-1)?.day ?? start) <= deadline);
  const plan = planFor(availability);
  if (inTime(plan)) return plan;
  const late = Array.isArray(plan);
  return {
    why: late ? null : plan,
    weeks: late ? Math.floor((plan.at(-1)!.day - start) / 7) + 1 : null,
    leastWeekMinutes: leastWeekMinutes(availability, (week) => inTime(planFor(week))),
  };
}

/** The fewest minutes a week, in steps of a hundredth of today's, that fit; null when none do. */
function leastWeekMinutes(availability: Availability, fits: (week: Availability) => boolean): number | null {
  const weekly = total(availability.weekdayMinutes);
  if (!weekly) return null;
  for (let percent = 101; percent <= Math.floor((100 * DAY_MINUTES_AT_MOST * 7) / weekly); percent++) {
    const more = scaled(availability, percent);
    if (fits(more)) return total(more.weekdayMinutes);
  }
  return null;
}

function scaled(availability: Availability, percent: number): Availability {
  const { weekdayMinutes, weekMinutes } = availability;
  return {
    ...availability,
    weekdayMinutes: weekdayMinutes.map((n) => Math.min(DAY_MINUTES_AT_MOST, Math.ceil((n * percent) / 100))),
    weekMinutes: weekMinutes === null ? null : Math.ceil((weekMinutes * percent) / 100),
  };
}

function total(minutes: readonly number[]): number {
  return minutes.reduce((sum, n) => sum + n, 0);
}
