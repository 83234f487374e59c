/** The plan's page, and today's tasks on the home page. */
import { button, el } from "./dom";
import { say } from "./messages";
import { bookText, hasBook, keepBook, loadBook, newBook, readBook, replan, trackOf, type Book, type Profile } from "./plan_book";
import { reviewPanel, type Shown } from "./plan_cards";
import { dayNumber, dayText, today } from "./plan_calendar";
import { planContent, type PlanContent } from "./plan_data";
import type { NoPlan, PlanDay } from "./plan_dating";
import type { NoFit } from "./plan_fit";
import { dayList, weekLists, type Shelf } from "./plan_days";
import { doneUnits, lateAndEarly } from "./plan_done";
import { settingsForm } from "./plan_form";
import { planIcs } from "./plan_ics";
import { masteries } from "./plan_mastery";
import { cardsOf, dueCards, type Card } from "./plan_review";
import { dayTitle } from "./plan_words";
import { events, onProgress } from "./progress";
import { withScript } from "./scripts";

const TASKS_AT_HOME = 3;

export async function mountPlan(root: string): Promise<void> {
  const place = document.querySelector<HTMLElement>(".siyu-plan");
  const home = document.querySelector<HTMLElement>(".siyu-today");
  if (!place && !(home && hasBook())) return;
  const content = await planContent(root);
  if (!content) return;
  if (place) {
    await withScript(root, "assets/cards.js"); // the texts of metrics, laws and mistakes are those of the hover cards
    new PlanPage(place, content, root).start();
  } else if (home) mountToday(home, content, root);
}

function mountToday(place: HTMLElement, content: PlanContent, root: string): void {
  const show = (): void => {
    const book = loadBook(content);
    if (!book) return;
    const now = today();
    const shelf = shelfOf(content, book, root);
    const open = book.days.flatMap((day) => day.sittings.filter((sitting) => !shelf.done.has(sitting.unit)));
    const next = book.days.find((day) => day.day >= now);
    const tasks = open.slice(0, TASKS_AT_HOME);
    const day: PlanDay = { day: now, sittings: tasks, reviewMinutes: next?.day === now ? next.reviewMinutes : 0 };
    place.hidden = false;
    place.replaceChildren(
      el("p", { class: "siyu-label" }, `${say("plan.today")} · ${dayTitle(now)}`),
      tasks.length ? dayList(day, shelf, false) : el("p", {}, say("plan.done_all")),
      el("p", { class: "siyu-note" }, el("a", { href: `${root}plan/` }, say("plan.open"))),
    );
  };
  show();
  onProgress(show);
}

function shelfOf(content: PlanContent, book: Book, root: string): Shelf {
  const units = trackOf(content, book.profile)?.units ?? [];
  return { units: new Map(units.map((unit) => [unit.id, unit])), done: doneUnits(content, units, events()), root };
}

class PlanPage {
  private book: Book | null;
  private editing = false;
  private told = "";

  constructor(
    private readonly place: HTMLElement,
    private readonly content: PlanContent,
    private readonly root: string,
  ) {
    this.book = loadBook(content);
    if (!this.book && hasBook()) this.told = say("plan.unreadable");
  }

  start(): void {
    this.show();
    onProgress(() => this.show());
  }

  private show(): void {
    const { book } = this;
    const told = this.told ? el("p", { class: "siyu-plan-told", role: "status" }, this.told) : null;
    if (!book || this.editing) this.place.replaceChildren(...[told, this.form(), this.fileInput()].filter((n) => n !== null));
    else this.place.replaceChildren(...[told, ...this.plan(book)].filter((n) => n !== null));
  }

  private form(): HTMLElement {
    return settingsForm(this.content, today(), this.book?.profile ?? null, (profile) => this.make(profile));
  }

  /** Makes and keeps the plan of these settings; what is wrong with them otherwise. */
  private make(profile: Profile): string {
    const units = trackOf(this.content, profile)?.units ?? [];
    const made = newBook(this.content, profile, doneUnits(this.content, units, events()), today());
    if (!("days" in made)) return whyNot(made, profile);
    const old = this.book;
    this.keep(old ? { ...made, id: old.id, revision: old.revision + 1 } : made, this.madeTold(made, units.length));
    return "";
  }

  private madeTold(book: Book, n: number): string {
    const last = book.days.at(-1)?.day ?? dayNumber(book.profile.start);
    const weeks = Math.floor((last - Math.max(book.madeOn, dayNumber(book.profile.start))) / 7) + 1;
    const lines = [say("plan.made", { weeks, end: dayText(last), n })];
    if (this.content.empty.length) lines.push(say("plan.empty", { chapters: this.content.empty.join("、") }));
    const exact = book.exactUntil;
    if (Number(dayText(last).slice(0, 4)) > exact) lines.push(say("plan.estimate", { year: exact }));
    return lines.join("");
  }

  private keep(book: Book, told: string): void {
    keepBook(book, this.content);
    Object.assign(this, { book, told, editing: false });
    this.show();
  }

  private plan(book: Book): HTMLElement[] {
    const now = today();
    const shelf = shelfOf(this.content, book, this.root);
    const day = book.days.find((one) => one.day >= now);
    const rest = book.days.filter((one) => one.day > (day?.day ?? now));
    const head = day?.day === now ? say("plan.today") : say("plan.next");
    return [
      el("h2", {}, day ? `${head} · ${dayTitle(day.day)}` : say("plan.today")),
      el("p", { class: "siyu-plan-standing" }, this.standing(book, shelf, now)),
      day ? dayList(day, shelf, true) : el("p", {}, say("plan.over")),
      this.actions(book, shelf, now),
      this.reviews(book, shelf, day, now),
      el("h2", {}, say("plan.after")),
      ...weekLists(rest, shelf),
      this.objectives(shelf),
    ];
  }

  private standing(book: Book, shelf: Shelf, now: number): string {
    if ([...shelf.units.keys()].every((unit) => shelf.done.has(unit))) return say("plan.done_all");
    const [late, early] = lateAndEarly(book.days, shelf.done, now);
    const minutes = (ids: string[]): number => ids.reduce((sum, id) => sum + (shelf.units.get(id)?.minutes ?? 0), 0);
    if (late.length) return say("plan.behind", { n: late.length, minutes: minutes(late) });
    if (early.length) return say("plan.ahead", { n: early.length, minutes: minutes(early) });
    return say("plan.on_time");
  }

  private actions(book: Book, shelf: Shelf, now: number): HTMLElement {
    const again = (): void => {
      const fresh = replan(this.content, book, shelf.done, now);
      if (!("book" in fresh)) this.told = whyNot(fresh, book.profile);
      else this.keep(fresh.book, fresh.moved.length ? say("plan.moved", { n: fresh.moved.length }) : say("plan.same"));
      this.show();
    };
    const units = [...shelf.units.values()];
    const late = lateAndEarly(book.days, shelf.done, now)[0].length > 0;
    const site = new URL(this.root, location.href).href;
    const link = (page: string): string => (page && site.startsWith("http") ? site + page : "");
    return el(
      "div",
      { class: "siyu-actions siyu-plan-actions" },
      button(late ? "siyu-primary" : "siyu-quiet", say("plan.again"), again),
      button("siyu-quiet", say("plan.ics"), () =>
        give(say("plan.ics_file"), "text/calendar", planIcs(book, units, (unit) => link(unit.page))),
      ),
      button("siyu-quiet", say("plan.print"), () => window.print()),
      button("siyu-quiet", say("plan.save"), () => give("plan.json", "application/json", bookText(book, units))),
      button("siyu-quiet", say("plan.change"), () => {
        this.editing = true;
        this.show();
      }),
    );
  }

  private reviews(book: Book, shelf: Shelf, day: PlanDay | undefined, now: number): HTMLElement {
    const cards = cardsOf(this.content.review, events(), Date.now());
    const open = day?.sittings.find((sitting) => !shelf.done.has(sitting.unit));
    const chapter = shelf.units.get(open?.unit ?? "")?.chapter ?? "";
    const minutes = book.days.find((one) => one.day === now)?.reviewMinutes ?? day?.reviewMinutes ?? 0;
    const due = dueCards(cards.values(), Date.now(), minutes - reviewedToday(now), chapter);
    return reviewPanel(due, (card) => this.shown(card));
  }

  private shown(card: Card): Shown {
    const known = window.SIYU_CARDS?.[card.id];
    const href = this.root + (this.content.pages[card.id] ?? "");
    const label = say(`plan.card.${card.kind}`);
    const again = this.content.pages[card.id] ? say(card.kind === "mistake" ? "plan.try_again" : "plan.answer_there") : "";
    return { label, front: known?.title ?? card.id, back: known?.lines ?? [], href, again };
  }

  private objectives(shelf: Shelf): HTMLElement {
    const found = masteries([...shelf.units.values()], shelf.done, events());
    const rows = [...found].map(([id, mastery]) =>
      el("li", { "data-mastery": mastery }, `${this.content.objectives[id] ?? id} `, el("span", {}, say(`plan.mastery.${mastery}`))),
    );
    return el("details", { class: "siyu-fold siyu-plan-objectives" }, el("summary", {}, say("plan.objectives")), el("ul", {}, ...rows));
  }

  /** A plan file of the terminal, or of another browser. */
  private fileInput(): HTMLElement {
    const file = el("input", { type: "file", accept: ".json" });
    file.addEventListener("change", async () => {
      const book = readBook((await file.files?.[0]?.text()) ?? "", this.content);
      if (book) this.keep(book, say("plan.taken"));
      else this.told = say("plan.not_a_plan");
      this.show();
    });
    return el("label", { class: "siyu-plan-file siyu-note" }, say("plan.take"), file);
  }
}

/** Cards reviewed today already: they use up the day's minutes, one each. */
function reviewedToday(now: number): number {
  return events().filter(({ kind, at }) => kind === "review" && today(new Date(at)) === now).length;
}

function whyNot({ why, weeks, leastWeekMinutes }: NoFit, profile: Profile): string {
  const now = profile.weekday_minutes.reduce((sum, minutes) => sum + minutes, 0);
  const lines = [why ? whyNever(why) : say("plan.late", { deadline: profile.deadline ?? "", weeks: weeks ?? "" })];
  if (leastWeekMinutes) lines.push(say("plan.least", { minutes: leastWeekMinutes, now }));
  return lines.join("");
}

function whyNever(found: NoPlan): string {
  if ("left" in found) return say("plan.never");
  return say("plan.too_long", { name: found.tooLong.name, minutes: found.tooLong.minutes, room: found.room });
}

function give(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  el("a", { href: url, download: name }).click();
  window.setTimeout(() => URL.revokeObjectURL(url), 1000);
}
