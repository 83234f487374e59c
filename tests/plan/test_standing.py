"""What is done, mastered, late or early, read off the progress log alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from course.model import Chapter
from course.plan.dating import PlanDay, Sitting
from course.plan.standing import done_units, mastery, where
from course.plan.units import plan_units
from course.progress import Event, Log
from tests.plan.small_course import question, small_course, track

COURSE = small_course()
UNITS = plan_units(COURSE, track(), ("write",))
MONDAY = dt.date(2026, 3, 2)


def log(*events: tuple[str, str, dict[str, Any]]) -> Log:
    """Events a minute apart."""
    start = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    return Log(
        tuple(
            Event(f"{n:04}", (start + dt.timedelta(minutes=n)).isoformat(), "d", kind, ref, payload)
            for n, (kind, ref, payload) in enumerate(events)
        )
    )


PASSED = {"form": "write", "status": "passed"}
FAILED = {"form": "write", "status": "failed", "mistake": "E1.1:same_day"}


@pytest.mark.parametrize(
    ("event", "unit"),
    [
        (("read", "base/counting", {}), "base/counting"),
        (("check", "E1.1", PASSED), "E1.1/write"),
        (("done", "capstone/1", {}), "capstone/1"),
        (("done", "base#quiz", {}), "base#quiz"),
    ],
)
def test_one_event_ends_one_unit(event: tuple[str, str, dict[str, Any]], unit: str) -> None:
    assert done_units(COURSE, UNITS, log(event)) == {unit}
    assert done_units(COURSE, UNITS, log(event, ("reset", event[1], {}))) == set()


RIGHT, WRONG = {"right": True}, {"right": False}


def test_a_quiz_asks_only_about_the_lessons_that_the_track_takes_and_that_are_not_known() -> None:
    counting = ("base/counting",)
    units = [replace(unit, requires=counting) if unit.id == "base#quiz" else unit for unit in UNITS]
    course = replace(COURSE, chapters=(_asks_about_rates(COURSE.chapters[0]), *COURSE.chapters[1:]))
    answers = [("quiz", f"Q1.{n}", RIGHT) for n in range(1, 6)]
    assert "base#quiz" in done_units(course, units, log(*answers)), "the other lesson's questions are not asked"
    assert "base#quiz" not in done_units(course, UNITS, log(*answers))
    known = [("quiz", "D1.1", RIGHT), ("quiz", "D1.2", RIGHT)]
    assert "base#quiz" in done_units(course, UNITS, log(*answers, *known))


def _asks_about_rates(chapter: Chapter) -> Chapter:
    more = tuple(question(f"Q1.{n}", "rates") for n in range(6, 12))
    return replace(chapter, questions=(*chapter.questions, *more))


def test_a_diagnostic_answered_right_ends_the_lesson_and_its_exercises() -> None:
    known = log(("quiz", "D1.1", RIGHT), ("quiz", "D1.2", RIGHT))
    assert done_units(COURSE, UNITS, known) == {"base/rates", "E1.2/write"}


@pytest.mark.parametrize("answers", [[("D1.1", RIGHT)], [("D1.1", RIGHT), ("D1.2", WRONG), ("D1.2", RIGHT)]])
def test_an_answer_missing_or_mended_after_the_explanation_ends_nothing(answers: list[tuple[str, Any]]) -> None:
    assert done_units(COURSE, UNITS, log(*(("quiz", name, how) for name, how in answers))) == set()


def test_another_form_ends_nothing() -> None:
    assert not done_units(COURSE, UNITS, log(("check", "E1.1", {"form": "predict", "status": "passed"})))


def test_a_quiz_is_done_when_four_fifths_were_last_answered_right() -> None:
    right = [("quiz", f"Q1.{n}", {"right": True}) for n in range(1, 5)]
    assert not done_units(COURSE, UNITS, log(*right[:3]))
    assert done_units(COURSE, UNITS, log(*right)) == {"base#quiz"}
    assert not done_units(COURSE, UNITS, log(*right, ("quiz", "Q1.1", {"right": False})))


def test_an_objective_is_taught_then_practised_then_mastered() -> None:
    read = [("read", "base/counting", {})]
    passed = [("check", "E1.1", PASSED), ("check", "E1.2", PASSED)]
    quiz = [("quiz", f"Q1.{n}", {"right": True}) for n in range(1, 5)]
    steps = [log(), log(*read), log(*read, *passed), log(*read, *passed, *quiz)]
    found = [mastery(COURSE, UNITS, step)["L.base"] for step in steps]
    assert found == ["unseen", "taught", "practised", "mastered"]


def test_a_mistake_made_again_after_passing_takes_mastery_back() -> None:
    quiz = [("quiz", f"Q1.{n}", {"right": True}) for n in range(1, 5)]
    whole = [("check", "E1.1", FAILED), ("check", "E1.1", PASSED), ("check", "E1.2", PASSED), *quiz]
    assert mastery(COURSE, UNITS, log(*whole))["L.base"] == "mastered"
    assert mastery(COURSE, UNITS, log(*whole, ("check", "E1.1", FAILED)))["L.base"] == "practised"
    again = log(*whole, ("check", "E1.1", FAILED), ("check", "E1.1", PASSED))
    assert mastery(COURSE, UNITS, again)["L.base"] == "mastered"


def _days() -> list[PlanDay]:
    return [
        PlanDay(MONDAY, (Sitting("base/counting", 20, 1, True),), 5),
        PlanDay(MONDAY + dt.timedelta(days=2), (Sitting("E1.1/write", 25, 1, True),), 5),
    ]


@pytest.mark.parametrize(
    ("done", "today", "pace", "late", "early"),
    [
        (set(), 0, "on_time", 0, 0),
        (set(), 1, "behind", 20, 0),
        (set(), 9, "behind", 45, 0),
        ({"base/counting"}, 1, "on_time", 0, 0),
        ({"base/counting", "E1.1/write"}, 1, "ahead", 0, 25),
        ({"E1.1/write"}, 1, "behind", 20, 25),
    ],
)
def test_where_a_learner_stands(done: set[str], today: int, pace: str, late: int, early: int) -> None:
    found = where(UNITS, _days(), frozenset(done), MONDAY + dt.timedelta(days=today))
    assert (found.pace, found.late_minutes, found.early_minutes) == (pace, late, early)
