/** The days of a plan as lists: what is on each, what is done. */
import { button, el } from "./dom";
import { icon } from "./icons";
import { say } from "./messages";
import { weekday } from "./plan_calendar";
import type { PlanDay, Unit } from "./plan_dating";
import { sittingName } from "./plan_ics";
import { dayTitle } from "./plan_words";
import { record } from "./progress";

export interface Shelf {
  readonly units: ReadonlyMap<string, Unit>;
  readonly done: ReadonlySet<string>;
  readonly root: string;
}

/** One day; with `ticks` a unit can be ticked off. */
export function dayList(day: PlanDay, shelf: Shelf, ticks: boolean): HTMLElement {
  const rows = day.sittings.flatMap((sitting) => {
    const unit = shelf.units.get(sitting.unit);
    return unit ? [row(unit, sittingName(unit, sitting), sitting.minutes, shelf, ticks)] : [];
  });
  const review = el("li", { class: "siyu-plan-review" }, mark(false), el("span", {}, say("plan.review_short")));
  review.append(minutes(day.reviewMinutes));
  return el("ul", { class: "siyu-plan-day" }, ...rows, day.reviewMinutes ? review : null);
}

/** All days from the first, week by week. */
export function weekLists(days: readonly PlanDay[], shelf: Shelf): HTMLElement[] {
  const weeks = new Map<number, PlanDay[]>();
  for (const day of days) {
    const monday = day.day - weekday(day.day);
    weeks.set(monday, [...(weeks.get(monday) ?? []), day]);
  }
  return [...weeks].map(([monday, own]) =>
    el(
      "section",
      { class: "siyu-plan-week-list" },
      el("h3", {}, say("plan.week_of", { day: dayTitle(monday) })),
      ...own.flatMap((day) => [el("h4", {}, dayTitle(day.day)), dayList(day, shelf, false)]),
    ),
  );
}

function row(unit: Unit, name: string, length: number, shelf: Shelf, ticks: boolean): HTMLElement {
  const done = shelf.done.has(unit.id);
  const title = unit.page ? el("a", { href: shelf.root + unit.page }, name) : el("span", {}, name);
  const tick = ticks && !done && button("siyu-quiet siyu-tick", say("plan.tick"), () => record("done", unit.id), {
    "aria-label": say("plan.tick_named", { name }),
  });
  return el("li", { class: done ? "siyu-done" : null, "data-unit": unit.id }, mark(done), title, minutes(length), tick);
}

function mark(done: boolean): HTMLElement {
  return el("span", { class: "siyu-plan-mark", "aria-hidden": "true" }, done ? icon("tick") : null);
}

function minutes(n: number): HTMLElement {
  return el("span", { class: "siyu-minutes" }, say("plan.minutes", { n }));
}
