/** Review cards from the progress log: the same rules as `course.plan.review`, on ts-fsrs's FSRS-6. Times are UTC milliseconds. */
import { FSRSAlgorithm, type Grade } from "ts-fsrs";
import type { ProgressEvent } from "./events";
import type { CardKind, ReviewContent } from "./plan_data";

export interface Card {
  readonly id: string;
  readonly kind: CardKind;
  readonly chapter: string;
  readonly due: number;
  readonly last: number | null;
  readonly stability: number;
  readonly difficulty: number;
  readonly lapses: number;
}

const DAY = 86_400_000;
const AGAIN = 1;
const GOOD = 3;
const OLD_IN_TEN = 3;
// The memory model alone: which day a card is due is ours, as it is in Python, where whole 24 hours count as days.
const memory = new FSRSAlgorithm({ maximum_interval: 365, enable_fuzz: false, enable_short_term: true });

/** Every card by id as of `now`. */
export function cardsOf(content: ReviewContent, events: readonly ProgressEvent[], now: number): Map<string, Card> {
  const deck = new Deck(content);
  for (const event of events) deck.take(event);
  return new Map([...deck.cards].map(([id, card]) => [id, lawChanged(content, card, now)]));
}

/** The cards to review now, the longest overdue first; three in ten from other chapters, as far as such cards are due. */
export function dueCards(cards: Iterable<Card>, now: number, most: number, chapter: string): Card[] {
  const due = [...cards].filter((card) => card.due <= now).sort(byDue);
  const others = due.filter((card) => card.chapter !== chapter);
  const kept = new Set(others.slice(0, Math.ceil((Math.max(0, most) * OLD_IN_TEN) / 10)));
  const rest = due.filter((card) => !kept.has(card)).slice(0, Math.max(0, most - kept.size));
  return [...kept, ...rest].sort(byDue);
}

function byDue(a: Card, b: Card): number {
  return a.due - b.due || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

class Deck {
  readonly cards = new Map<string, Card>();

  constructor(private readonly content: ReviewContent) {}

  take({ kind, ref, payload, at: text }: ProgressEvent): void {
    const at = Date.parse(text);
    if (kind === "read") this.read(ref, at);
    else if (kind === "quiz") this.answered(ref, payload, at);
    else if (kind === "check") this.missed(ref, payload, at);
    else if (kind === "review") this.reviewed(ref, payload, at);
    else if (kind === "reset") this.cards.delete(ref);
  }

  private read(lesson: string, at: number): void {
    for (const [id, kind] of own(this.content.lessons, lesson) ?? []) {
      if (!this.cards.has(id)) this.cards.set(id, fresh(id, kind, lesson.split("/")[0] ?? "", at + DAY));
    }
  }

  private answered(ref: string, payload: ProgressEvent["payload"], at: number): void {
    const chapter = own(this.content.questions, ref);
    if (chapter === undefined) return;
    this.rate(ref, "question", chapter, payload.right === true ? GOOD : AGAIN, at);
    this.missed(ref, payload, at);
  }

  /** A named mistake is a card that was just forgotten. */
  private missed(ref: string, payload: ProgressEvent["payload"], at: number): void {
    const chapter = own(this.content.exercises, ref) ?? own(this.content.questions, ref);
    if (typeof payload.mistake === "string" && chapter) this.rate(payload.mistake, "mistake", chapter, AGAIN, at);
  }

  private reviewed(ref: string, payload: ProgressEvent["payload"], at: number): void {
    const card = this.cards.get(ref);
    const rating = payload.rating;
    if (card && typeof rating === "number" && [1, 2, 3, 4].includes(rating)) {
      this.rate(ref, card.kind, card.chapter, rating as Grade, at);
    }
  }

  private rate(id: string, kind: CardKind, chapter: string, rating: Grade, at: number): void {
    const card = this.cards.get(id) ?? fresh(id, kind, chapter, at);
    const now = Math.max(at, card.last ?? at);
    const days = card.last === null ? 0 : Math.floor((now - card.last) / DAY);
    const before = card.last === null ? null : { stability: card.stability, difficulty: card.difficulty };
    const { stability, difficulty } = memory.next_state(before, days, rating);
    const due = now + memory.next_interval(stability, days) * DAY;
    const lapses = card.lapses + (rating === AGAIN ? 1 : 0);
    this.cards.set(id, { ...card, due, last: now, stability, difficulty, lapses });
  }
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function fresh(id: string, kind: CardKind, chapter: string, due: number): Card {
  return { id, kind, chapter, due, last: null, stability: 0, difficulty: 0, lapses: 0 };
}

/** A law's card is due again once one of its dates has passed since its review. */
function lawChanged(content: ReviewContent, card: Card, now: number): Card {
  if (card.kind !== "law" || card.last === null) return card;
  const last = card.last;
  const passed = (own(content.laws, card.id) ?? []).map(Date.parse).filter((date) => last < date && date <= now);
  return passed.length ? { ...card, due: Math.min(card.due, Math.max(...passed)) } : card;
}
