/** The settings of a plan: role, pace or minutes by weekday, start, days off. */
import { button, el } from "./dom";
import { say } from "./messages";
import type { Profile } from "./plan_book";
import { dayNumber, dayText } from "./plan_calendar";
import type { Pace, PlanContent } from "./plan_data";

const OWN = "";
const DAY_MINUTES_AT_MOST = 16 * 60;

/** A form that gives the settings it holds to `use`, which answers with what is wrong with them, or nothing. */
export function settingsForm(
  content: PlanContent,
  now: number,
  old: Profile | null,
  use: (profile: Profile) => string,
): HTMLFormElement {
  const track = choice("track", content.tracks.map(({ slug, title }) => [slug, title]), old?.track);
  const paces = [...content.paces.map((pace) => [pace.slug, pace.title] as const), [OWN, say("plan.own_pace")] as const];
  const pace = choice("pace", paces, old ? OWN : undefined);
  const start = el("input", { type: "date", name: "start", value: old?.start ?? dayText(now), required: true });
  const clock = el("input", { type: "time", name: "clock", value: old?.clock ?? "20:00", required: true });
  const deadline = el("input", { type: "date", name: "deadline", value: old?.deadline ?? "" });
  const off = el("textarea", { name: "off", rows: "2", placeholder: say("plan.off_hint") });
  off.value = old?.days_off.join(" ") ?? "";
  const rest = el("input", { type: "checkbox", name: "rest", checked: old?.rest ?? true });
  const week = [...say("plan.weekdays")].map((name, at) => minutesInput(name, old?.weekday_minutes[at]));
  const note = el("p", { class: "siyu-note" });
  const told = el("p", { class: "siyu-plan-fault", role: "alert" });
  const chosen = (): Pace | undefined => content.paces.find(({ slug }) => slug === pace.value);
  const show = (): void => {
    const preset = chosen();
    preset?.weekday_minutes.forEach((minutes, at) => (week[at]!.value = String(minutes)));
    if (preset?.track) track.value = preset.track;
    note.textContent = preset?.note ?? say("plan.own_note");
  };
  pace.addEventListener("change", show);
  week.forEach((input) => input.addEventListener("input", () => (pace.value = OWN)));
  if (!old) {
    pace.value = content.paces.filter((one) => !one.track).reduce((a, b) => (b.weeks > a.weeks ? b : a)).slug;
    show();
  }
  const read = (): Profile | string => {
    const days = off.value.split(/[\s,，、]+/).filter(Boolean);
    const wrong = days.find((day) => Number.isNaN(dayNumber(day)));
    const minutes = week.map((input) => (input.value === "" ? 0 : Number(input.value)));
    if (wrong) return say("plan.bad_day", { got: wrong });
    if (Number.isNaN(dayNumber(start.value))) return say("plan.bad_day", { got: start.value });
    if (start.value.slice(0, 4) < "2020" || Number(start.value.slice(0, 4)) > content.holidays.last - 3) {
      return say("plan.bad_start", { got: start.value, last: content.holidays.last - 3 });
    }
    if (minutes.some((n) => !Number.isInteger(n) || n < 0 || n > DAY_MINUTES_AT_MOST)) return say("plan.bad_minutes");
    if (!minutes.some(Boolean)) return say("plan.no_time");
    const until = deadline.value;
    if (until && until < [start.value, dayText(now)].sort()[1]!) return say("plan.deadline_past", { got: until });
    const preset = chosen();
    return {
      track: track.value, start: start.value, weekday_minutes: minutes, week_minutes: preset?.week_minutes ?? null,
      days_off: days, shifts: old?.shifts ?? {}, rest: rest.checked, review_minutes: preset?.review_minutes ?? [],
      deadline: until || null, forms: [], known: old?.known ?? [], clock: clock.value || "20:00",
    };
  };
  const form = el(
    "form",
    { class: "siyu-plan-form", novalidate: true },
    field(say("plan.role"), track),
    field(say("plan.pace"), pace, note),
    el("fieldset", { class: "siyu-plan-week" }, el("legend", {}, say("plan.minutes_of_days")), ...week.map(labelled)),
    field(say("plan.start"), start),
    field(say("plan.deadline"), deadline),
    field(say("plan.clock"), clock),
    field(say("plan.off"), off),
    el("label", { class: "siyu-plan-check" }, rest, say("plan.rest")),
    told,
    el("div", { class: "siyu-actions" }, button("siyu-primary", say("plan.make"), () => form.requestSubmit())),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = read();
    told.textContent = typeof found === "string" ? found : use(found);
  });
  return form;
}

function choice(name: string, options: readonly (readonly [string, string])[], value?: string): HTMLSelectElement {
  const node = el("select", { name }, ...options.map(([slug, title]) => el("option", { value: slug }, title)));
  if (value !== undefined) node.value = value;
  return node;
}

function minutesInput(day: string, value?: number): HTMLInputElement {
  const label = say("plan.weekday_minutes", { day });
  return el("input", {
    type: "number", min: "0", max: String(DAY_MINUTES_AT_MOST), step: "1", inputmode: "numeric",
    value: String(value ?? 0), "aria-label": label, "data-day": day,
  });
}

function labelled(input: HTMLInputElement): HTMLElement {
  return el("label", {}, el("span", {}, input.dataset.day ?? ""), input);
}

function field(label: string, ...parts: HTMLElement[]): HTMLElement {
  return el("label", { class: "siyu-plan-field" }, el("span", {}, label), ...parts);
}
