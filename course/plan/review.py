"""Authority on spaced review: which cards a learner has, when each is due, what is reviewed today.

Cards come from the progress log alone, replayed through FSRS-6 without fuzz and without short-term steps (a review is a
matter of days), so the terminal and the page's ts-fsrs give the same dates. A card is a quiz question once answered, a
mistake once made, a metric or a law once its lesson is read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from fsrs import Card as FsrsCard
from fsrs import Rating, Scheduler

from course.model import Course, Lesson
from course.plan.units import lesson_id
from course.progress import Event, Log

CardKind = Literal["question", "mistake", "metric", "law"]

MAXIMUM_INTERVAL_DAYS = 365
OLD_CHAPTERS_SHARE = 0.3
CARD_MINUTES = 1

_DAY = dt.timedelta(days=1)
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


@dataclass(frozen=True)
class Card:
    """One thing to remember. `due` and `last` are UTC; `last` is None before the first review.

    `stability` is in days, `difficulty` 1 to 10, both None before the first review; `lapses` counts ratings of Again.
    """

    id: str
    kind: CardKind
    chapter: str
    due: dt.datetime
    last: dt.datetime | None = None
    stability: float | None = None
    difficulty: float | None = None
    reviews: int = 0
    lapses: int = 0


def scheduler() -> Scheduler:
    """FSRS-6 with its published parameters and 90 % wanted retention; days only, no fuzz."""
    return Scheduler(
        learning_steps=(), relearning_steps=(), maximum_interval=MAXIMUM_INTERVAL_DAYS, enable_fuzzing=False
    )


def cards(course: Course, log: Log, now: dt.datetime) -> dict[str, Card]:
    """Every card by id as of `now` (aware, any zone). Events later than `now` count: another device's clock may be ahead."""
    deck = _Deck(course)
    for event in log.events:
        deck.take(event)
    return {name: _law_changed(course, card, now) for name, card in deck.cards.items()}


def due_cards(known: Iterable[Card], now: dt.datetime, minutes: int, current_chapter: str = "") -> list[Card]:
    """The cards to review now within `minutes`, the longest overdue first.

    At least three in ten are from other chapters than `current_chapter`, as far as such cards are due.
    """
    due = sorted((card for card in known if card.due <= now), key=lambda card: (card.due, card.id))
    room = max(0, minutes // CARD_MINUTES)
    old = [card for card in due if card.chapter != current_chapter]
    kept = old[: -(-room * round(OLD_CHAPTERS_SHARE * 10) // 10)]
    chosen = {card.id for card in kept}
    rest = [card for card in due if card.id not in chosen]
    return sorted([*kept, *rest[: room - len(kept)]], key=lambda card: (card.due, card.id))


def lesson_cards(course: Course, lesson: Lesson) -> list[tuple[str, CardKind]]:
    """The metrics and laws that a lesson brings, in its order."""
    registers = course.registers
    metrics: list[tuple[str, CardKind]] = [(name, "metric") for name in lesson.cites if name in registers.metrics]
    return [*metrics, *((name, "law") for name in lesson.cites if name in registers.laws)]


def law_dates(entry: Mapping[str, Any]) -> list[dt.datetime]:
    """When a law took or takes effect and when it was last looked at: from each of them on its card is due again."""
    return [moment for key in ("effective", "as_of") if (moment := _moment(entry.get(key)))]


class _Deck:
    """Cards while the log is replayed."""

    def __init__(self, course: Course) -> None:
        self.cards: dict[str, Card] = {}
        self._scheduler = scheduler()
        self._lessons = {lesson_id(lesson.chapter, lesson.slug): lesson for lesson in course.lessons}
        self._questions = {q.id: chapter.slug for chapter in course.chapters for q in chapter.questions}
        self._chapters = {e.id: e.chapter for e in course.exercises}
        self._course = course

    def take(self, event: Event) -> None:
        """What one event does to the cards; kinds that are no matter of memory do nothing."""
        at = dt.datetime.fromisoformat(event.at)
        if event.kind == "read" and event.ref in self._lessons:
            self._read(self._lessons[event.ref], at)
        elif event.kind == "quiz" and event.ref in self._questions:
            right = event.payload.get("right") is True
            self._rate(event.ref, "question", self._questions[event.ref], Rating.Good if right else Rating.Again, at)
            self._missed(event, at)
        elif event.kind == "check":
            self._missed(event, at)
        elif event.kind == "review" and event.ref in self.cards:
            self._reviewed(event, at)
        elif event.kind == "reset":
            self.cards.pop(event.ref, None)

    def _read(self, lesson: Lesson, at: dt.datetime) -> None:
        """The metrics and laws of a lesson become cards, due the next day."""
        for name, kind in lesson_cards(self._course, lesson):
            if name not in self.cards:
                self.cards[name] = Card(name, kind, lesson.chapter, at + _DAY)

    def _missed(self, event: Event, at: dt.datetime) -> None:
        """A named mistake is a card that was just forgotten."""
        mistake = event.payload.get("mistake")
        chapter = self._chapters.get(event.ref) or self._questions.get(event.ref)
        if isinstance(mistake, str) and chapter:
            self._rate(mistake, "mistake", chapter, Rating.Again, at)

    def _reviewed(self, event: Event, at: dt.datetime) -> None:
        rating = event.payload.get("rating")
        if rating in (1, 2, 3, 4) and not isinstance(rating, bool):  # 2.0 is 2, as it is in the page
            card = self.cards[event.ref]
            self._rate(card.id, card.kind, card.chapter, Rating(int(rating)), at)

    def _rate(self, name: str, kind: CardKind, chapter: str, rating: Rating, at: dt.datetime) -> None:
        card = self.cards.get(name) or Card(name, kind, chapter, at)
        reviewed, _ = self._scheduler.review_card(_to_fsrs(card), rating, max(at, card.last or at))
        self.cards[name] = replace(
            card,
            due=reviewed.due,
            last=reviewed.last_review,
            stability=reviewed.stability,
            difficulty=reviewed.difficulty,
            reviews=card.reviews + 1,
            lapses=card.lapses + (rating == Rating.Again),
        )


def _to_fsrs(card: Card) -> FsrsCard:
    from fsrs import State

    if card.last is None:
        return FsrsCard(card_id=0, due=card.due)
    return FsrsCard(0, State.Review, None, card.stability, card.difficulty, card.due, card.last)


def _law_changed(course: Course, card: Card, now: dt.datetime) -> Card:
    """A law's card is due again once a date of the law, or of the register's last look at it, has passed since its review."""
    if card.kind != "law" or card.last is None:
        return card
    passed = [moment for moment in law_dates(course.registers.laws[card.id]) if card.last < moment <= now]
    return replace(card, due=min(card.due, max(passed))) if passed else card


def _moment(text: object) -> dt.datetime | None:
    """The first date of a text like `2026-01-01` or `2025-09`, as its midnight in UTC."""
    found = _DATE.search(text) if isinstance(text, str) else None
    return dt.datetime(int(found[1]), int(found[2]), int(found[3] or 1), tzinfo=dt.UTC) if found else None
