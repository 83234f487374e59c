/** Days and minutes as the plan says them. */
import { say } from "./messages";
import { dayText, weekday } from "./plan_calendar";

/** Like 3 月 2 日 周一. */
export function dayTitle(day: number): string {
  const [, month, date] = dayText(day).split("-").map(Number);
  return say("plan.day", { month: month ?? 0, day: date ?? 0, weekday: [...say("plan.weekdays")][weekday(day)] ?? "" });
}
