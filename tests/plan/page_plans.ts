/** Plans of the page's script for cases on standard input, for tests/plan/test_page_agrees.py. */
import { readFileSync } from "node:fs";
import { dayNumber, dayText } from "../../course/publish/web/src/plan_calendar";
import { fittingPlan } from "../../course/publish/web/src/plan_fit";

const { holidays, cases } = JSON.parse(readFileSync(0, "utf8"));
const days = (texts: string[]) => new Set(texts.map(dayNumber));
const known = { off: days(holidays.off), makeup: days(holidays.makeup), exactUntil: holidays.exact_until };

const plans = cases.map((given: any) => {
  const availability = {
    weekdayMinutes: given.weekday_minutes,
    weekMinutes: given.week_minutes,
    daysOff: days(given.days_off),
    shifts: new Map(Object.entries(given.shifts).map(([day, minutes]) => [dayNumber(day), minutes as number])),
    rest: given.rest,
    reviewMinutes: given.review_minutes,
  };
  const deadline = given.deadline === null ? null : dayNumber(given.deadline);
  const plan = fittingPlan(given.units, dayNumber(given.start), availability, known, given.review_permille, deadline);
  if (!Array.isArray(plan)) {
    const { why, weeks, leastWeekMinutes: least } = plan;
    const long = why && "tooLong" in why ? { too_long: why.tooLong.id, room: why.room } : {};
    return { weeks, least, ...long };
  }
  return plan.map((day) => [
    dayText(day.day),
    day.reviewMinutes,
    day.sittings.map((sitting) => [sitting.unit, sitting.minutes, sitting.part, sitting.last]),
  ]);
});
process.stdout.write(JSON.stringify(plans));
