/** Writes a plan as an iCalendar file: the entries, names and UIDs of `course.plan.ics`. China has one zone without summer time. */
import { say } from "./messages";
import type { Book } from "./plan_book";
import type { PlanDay, Sitting, Unit } from "./plan_dating";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LINE_BYTES = 74;
const HEAD = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//siyu-course//plan//ZH",
  "METHOD:PUBLISH",
  "X-WR-TIMEZONE:Asia/Shanghai",
];
const ZONE = [
  "BEGIN:VTIMEZONE",
  "TZID:Asia/Shanghai",
  "BEGIN:STANDARD",
  "DTSTART:19700101T000000",
  "TZOFFSETFROM:+0800",
  "TZOFFSETTO:+0800",
  "TZNAME:CST",
  "END:STANDARD",
  "END:VTIMEZONE",
];

/** `link` is a unit's address, or empty. */
export function planIcs(book: Book, units: readonly Unit[], link: (unit: Unit) => string): string {
  const known = new Map(units.map((unit) => [unit.id, unit]));
  const events = book.days.flatMap((day) => dayEvents(book, day, known, link));
  const lines = [...HEAD, `X-WR-CALNAME:${escaped(say("plan.calendar"))}`, ...ZONE, ...events, "END:VCALENDAR"];
  return lines.map(folded).join("\r\n") + "\r\n";
}

/** What a sitting is called: its unit, and which part when there are several. */
export function sittingName(unit: Unit, sitting: Sitting): string {
  return unit.name + (sitting.part === 1 && sitting.last ? "" : say("plan.part", { part: sitting.part }));
}

function dayEvents(book: Book, day: PlanDay, units: ReadonlyMap<string, Unit>, link: (unit: Unit) => string): string[] {
  const [hours = "20", minutes = "0"] = book.profile.clock.split(":");
  let at = day.day * DAY_MS + (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  const entries: string[][] = [];
  const add = (name: string, summary: string, length: number, url: string) => {
    const alarm = entries.length ? [] : alarmLines(summary);
    entries.push(eventLines(book, name, summary, at, length, url, alarm));
    at += length * MINUTE_MS;
  };
  for (const sitting of day.sittings) {
    const unit = units.get(sitting.unit);
    if (unit) add(`${unit.id}/${sitting.part}`, sittingName(unit, sitting), sitting.minutes, link(unit));
  }
  if (day.reviewMinutes) {
    const date = new Date(day.day * DAY_MS).toISOString().slice(0, 10);
    add(`review/${date}`, say("plan.review", { minutes: day.reviewMinutes }), day.reviewMinutes, "");
  }
  return entries.flat();
}

function eventLines(
  book: Book, name: string, summary: string, at: number, minutes: number, url: string, alarm: string[],
): string[] {
  return [
    "BEGIN:VEVENT",
    `UID:${escaped(`${book.id}/${name}@siyu-course`)}`,
    `SEQUENCE:${book.revision}`,
    `DTSTAMP:${stamp(book.madeOn * DAY_MS)}Z`,
    `DTSTART;TZID=Asia/Shanghai:${stamp(at)}`,
    `DTEND;TZID=Asia/Shanghai:${stamp(at + minutes * MINUTE_MS)}`,
    `SUMMARY:${escaped(summary)}`,
    "TRANSP:TRANSPARENT",
    ...(url ? [`URL:${url}`] : []),
    ...alarm,
    "END:VEVENT",
  ];
}

function alarmLines(summary: string): string[] {
  return ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT10M", `DESCRIPTION:${escaped(summary)}`, "END:VALARM"];
}

/** Wall-clock digits: `at` counts as if Shanghai were UTC. */
function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, "");
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");
}

/** Lines of at most 75 bytes; one that goes on begins with a space. Never cuts within a character. */
function folded(line: string): string {
  const pieces: string[] = [""];
  let bytes = 0;
  for (const letter of line) {
    const size = new TextEncoder().encode(letter).length;
    if (bytes + size > LINE_BYTES) {
      pieces.push("");
      bytes = 1;
    }
    pieces[pieces.length - 1] += letter;
    bytes += size;
  }
  return pieces.join("\r\n ");
}
