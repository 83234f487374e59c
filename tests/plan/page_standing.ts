/** Cards, units done, mastery and calendars of the page's script for logs on standard input (tests/plan/test_page_standing.py). */
import { readFileSync } from "node:fs";
import { parseLog } from "../../course/publish/web/src/events";
import { bookText, readBook, replan, trackOf } from "../../course/publish/web/src/plan_book";
import { dayNumber } from "../../course/publish/web/src/plan_calendar";
import { doneUnits, lateAndEarly } from "../../course/publish/web/src/plan_done";
import { planIcs } from "../../course/publish/web/src/plan_ics";
import { masteries } from "../../course/publish/web/src/plan_mastery";
import { cardsOf, dueCards } from "../../course/publish/web/src/plan_review";

const { content, cases, plan, now, today } = JSON.parse(readFileSync(0, "utf8"));
const book = readBook(plan, content)!;
const units = trackOf(content, book.profile)!.units;

const found = cases.map(({ log, minutes, chapter }: { log: string; minutes: number; chapter: string }) => {
  const events = parseLog(log);
  const cards = cardsOf(content.review, events, now);
  const done = doneUnits(content, units, events);
  return {
    cards: [...cards.values()].map(({ id, kind, chapter: own, due, lapses }) => [id, kind, own, due, lapses]).sort(),
    due: dueCards(cards.values(), now, minutes, chapter).map(({ id }) => id),
    done: [...done].sort(),
    standing: lateAndEarly(book.days, done, dayNumber(today)).map((ids) => ids.sort()),
    mastery: Object.fromEntries(masteries(units, done, events)),
  };
});
const again = replan(content, book, new Set(), dayNumber(today));
if (!("book" in again)) throw new Error("no plan");
const ics = planIcs(again.book, units, (unit) => (unit.page ? `https://site.example/${unit.page}` : ""));
process.stdout.write(JSON.stringify({ found, kept: bookText(book, units), again: bookText(again.book, units), ics }));
