"""Cards come from the log alone: replayed, merged and bounded."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest
from fsrs import Card as FsrsCard
from fsrs import Rating
from hypothesis import given, settings
from hypothesis import strategies as st

from course.plan.review import Card, cards, due_cards, scheduler
from course.progress import Event, Log, parse
from tests.plan.small_course import small_course

COURSE = small_course()
START = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
NOW = START + dt.timedelta(days=30)
DAY = dt.timedelta(days=1)


def event(name: str, days: float, kind: str, ref: str, **payload: Any) -> Event:
    return Event(name, (START + days * DAY).isoformat(), "d", kind, ref, payload)


READ = event("a", 0, "read", "base/counting")
MISS = event("b", 1, "check", "E1.1", form="write", status="failed", mistake="E1.1:same_day")
WRONG = event("c", 2, "quiz", "Q1.1", right=False, mistake="M.base")


def test_a_lesson_gives_its_metrics_and_laws_due_the_next_day() -> None:
    found = cards(COURSE, Log((READ,)), NOW)
    assert {(card.id, card.kind, card.due) for card in found.values()} == {
        ("cac", "metric", START + DAY),
        ("LAW-1", "law", START + DAY),
    }


def test_a_mistake_and_a_question_answered_become_cards_just_forgotten() -> None:
    found = cards(COURSE, Log((MISS, WRONG)), NOW)
    assert {card.id: (card.kind, card.chapter, card.lapses) for card in found.values()} == {
        "E1.1:same_day": ("mistake", "base", 1),
        "Q1.1": ("question", "base", 1),
        "M.base": ("mistake", "base", 1),
    }
    assert all(card.due <= START + 4 * DAY for card in found.values())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0.5, 60)), max_size=12))
def test_reviews_replay_as_fsrs_says(steps: list[tuple[int, float]]) -> None:
    """The same ratings at the same times, given to FSRS directly."""
    oracle = scheduler()
    first = START + DAY
    card = FsrsCard(card_id=0, due=first)
    at, log = 0.0, [READ]
    for number, (rating, gap) in enumerate(steps):
        at += gap
        log.append(event(f"r{number:02}", at, "review", "cac", rating=rating))
        card, _ = oracle.review_card(card, Rating(rating), START + at * DAY)
    mine = cards(COURSE, Log(tuple(log)), NOW)["cac"]
    assert mine.reviews == len(steps)
    assert mine.lapses == sum(rating == 1 for rating, _ in steps)
    assert (mine.due, mine.stability) == (card.due if steps else first, card.stability)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_two_devices_merged_in_any_order_give_the_same_cards(chance: random.Random) -> None:
    kinds = [("review", "cac", {"rating": 3}), ("review", "LAW-1", {"rating": 1}), ("quiz", "Q1.1", {"right": True})]
    events = [READ, *(event(f"e{n}", 1 + n, *chance.choice(kinds)[:2]) for n in range(6))]
    events = [replace(e, payload=dict(kinds[0][2])) if e.kind == "review" else e for e in events]
    phone = Log(tuple(e for e in events if chance.random() < 0.7))
    desk = Log(tuple(e for e in events if chance.random() < 0.7))
    assert cards(COURSE, phone.merge(desk), NOW) == cards(COURSE, desk.merge(phone).merge(phone), NOW)


def test_a_clock_set_back_never_counts_a_review_before_the_last() -> None:
    log = Log((READ, event("r1", 5, "review", "cac", rating=3)))
    back = Log((*log.events, replace(event("r2", 5, "review", "cac", rating=3), at=(START + 5 * DAY).isoformat())))
    once, twice = cards(COURSE, log, NOW)["cac"], cards(COURSE, back, NOW)["cac"]
    assert twice.last == once.last and twice.due >= once.due


def test_a_zone_s_offset_is_a_way_of_writing_the_same_moment() -> None:
    line = READ.to_line()
    shifted = line.replace("2026-03-01T08:00:00+00:00", "2026-03-01T16:00:00+08:00")
    assert shifted != line
    assert cards(COURSE, parse(shifted), NOW) == cards(COURSE, parse(line), NOW)


@pytest.mark.parametrize("rating", [0, 5, "3", None, True, 2.5, [3]])
def test_a_rating_nobody_knows_changes_nothing(rating: Any) -> None:
    before = cards(COURSE, Log((READ,)), NOW)
    assert cards(COURSE, Log((READ, event("r", 5, "review", "cac", rating=rating))), NOW) == before


def test_reset_forgets_a_card() -> None:
    assert "Q1.1" not in cards(COURSE, Log((WRONG, event("z", 3, "reset", "Q1.1"))), NOW)


def test_a_law_is_due_again_once_its_date_has_passed() -> None:
    laws = {"LAW-1": {**COURSE.registers.laws["LAW-1"], "effective": "2026-03-06"}}
    course = replace(COURSE, registers=replace(COURSE.registers, laws=laws))
    log = Log((READ, event("r", 2, "review", "LAW-1", rating=4)))
    changed = dt.datetime(2026, 3, 6, tzinfo=dt.UTC)
    assert cards(course, log, changed - DAY)["LAW-1"].due > changed
    assert cards(course, log, changed + DAY)["LAW-1"].due == changed
    seen = Log((*log.events, event("s", 21, "review", "LAW-1", rating=4)))
    assert cards(course, seen, NOW)["LAW-1"].due > NOW


def _pile(chapters: list[str]) -> list[Card]:
    return [Card(f"c{n:03}", "metric", chapter, START + n * DAY) for n, chapter in enumerate(chapters)]


@given(st.lists(st.sampled_from(["base", "use", "law"]), max_size=40), st.integers(0, 20))
def test_reviews_are_bounded_and_three_in_ten_are_of_other_chapters(chapters: list[str], minutes: int) -> None:
    pile = _pile(chapters)
    today = due_cards(pile, NOW + 20 * DAY, minutes, "use")
    due = [card for card in pile if card.due <= NOW + 20 * DAY]
    assert len(today) == min(minutes, len(due))
    others = [card for card in due if card.chapter != "use"]
    taken = sum(card.chapter != "use" for card in today)
    assert 10 * taken >= 3 * len(today) or taken == len(others)
    assert today == sorted(today, key=lambda card: (card.due, card.id))


def test_what_is_not_due_is_not_reviewed() -> None:
    assert due_cards(_pile(["base", "base"]), START, 10) == _pile(["base"])
