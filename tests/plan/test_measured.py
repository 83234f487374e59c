"""What logs say of the time that lessons and forms took: told where they can tell, and nowhere else."""

from __future__ import annotations

import datetime as dt
import json
import statistics
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from course import progress
from course.plan.measured import Measured, measured, spent
from course.progress import Event, Log
from tests.plan.test_commands import course, said

__all__ = ["course"]  # the fixture

PAUSE = dt.timedelta(minutes=60)
START = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
LESSON, OTHER = "basics/counting", "basics/other"
PASSED, FAILED = {"form": "write", "status": "passed"}, {"form": "write", "status": "failed"}

Step = tuple[float, str, str, dict[str, Any]]  # minutes since the event before, kind, ref, payload


def log(*steps: Step) -> Log:
    at, events = START, []
    for number, (minutes, kind, ref, payload) in enumerate(steps):
        at += dt.timedelta(minutes=minutes)
        events.append(Event(f"{number:04}", at.isoformat(timespec="milliseconds"), "d", kind, ref, payload))
    return Log(tuple(events))


@pytest.mark.parametrize(
    ("steps", "want"),
    [
        ([(0, "read", OTHER, {}), (6, "guess", LESSON, {}), (19, "read", LESSON, {})], 25),
        ([(0, "read", OTHER, {}), (61, "guess", LESSON, {}), (19, "read", LESSON, {})], None),
        ([(0, "guess", LESSON, {}), (19, "read", LESSON, {})], None),
        ([(0, "read", OTHER, {}), (9, "quiz", "Q1.1", {}), (4, "read", LESSON, {}), (5, "read", LESSON, {})], 4),
    ],
    ids=[
        "begun after something else",
        "begun after a pause",
        "begun with the log",
        "questions and reading again left out",
    ],
)
def test_a_lesson_takes_the_time_up_to_its_events(steps: list[Step], want: float | None) -> None:
    assert spent(log(*steps), PAUSE)[LESSON] == want


@pytest.mark.parametrize(
    ("steps", "want"),
    [
        ([(8, "check", "E1.1", FAILED), (5, "hint", "E1.1", {"hint": 1}), (7, "check", "E1.1", PASSED)], 20),
        ([(8, "check", "E1.1", PASSED), (5, "check", "E1.1", PASSED)], 8),
        ([(8, "check", "E1.1", FAILED), (2, "solution", "E1.1", {}), (1, "check", "E1.1", PASSED)], None),
        ([(8, "check", "E1.1", FAILED), (600, "check", "E1.1", PASSED)], None),
        ([(4, "check", "E1.1", {"form": "calc", "status": "passed"}), (8, "check", "E1.1", PASSED)], 8),
    ],
    ids=["tries and hints add up", "once passed is over", "after the solution", "over night", "another form apart"],
)
def test_a_form_takes_the_time_up_to_its_first_pass(steps: list[Step], want: float | None) -> None:
    assert spent(log((0, "read", LESSON, {}), *steps), PAUSE)["E1.1/write"] == want


def test_what_was_not_passed_or_read_is_not_told() -> None:
    assert spent(log((0, "read", OTHER, {}), (8, "check", "E1.1", FAILED), (3, "guess", LESSON, {})), PAUSE) == {
        OTHER: None
    }


gaps = st.lists(st.floats(0.1, 120), min_size=1, max_size=5)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), gaps), max_size=8), st.randoms())
def test_each_unit_has_exactly_its_own_gaps_unless_one_was_a_pause(
    visits: list[tuple[str, list[float]]], random: Any
) -> None:
    """Learners do forms one after another, each in some tries; a form done again counts the first time only."""
    steps: list[Step] = [(0, "read", OTHER, {})]
    want: dict[str, float | None] = {}
    for form, tries in visits:
        for at, minutes in enumerate(tries):
            status = "passed" if at == len(tries) - 1 else "failed"
            steps.append((minutes, "check", "E1.1", {"form": form, "status": status}))
        want.setdefault(f"E1.1/{form}", sum(tries) if max(tries) <= 60 else None)
    whole = log(*steps)
    got = spent(whole, PAUSE)
    del got[OTHER]
    assert got == pytest.approx(want, abs=0.01)
    shuffled = list(whole.events)
    random.shuffle(shuffled)
    assert spent(Log().merge(Log(tuple(shuffled))).merge(whole), PAUSE).keys() == want.keys() | {OTHER}


def every_gap(of: Log) -> Iterator[float]:
    for one, two in pairwise(of.events):
        yield (dt.datetime.fromisoformat(two.at) - dt.datetime.fromisoformat(one.at)).total_seconds() / 60


kinds = st.sampled_from(["read", "run", "guess", "check", "hint", "solution", "quiz", "review", "done", "reset"])
payloads = st.sampled_from([{}, PASSED, FAILED, {"form": "calc", "status": "passed"}])
random_steps = st.lists(
    st.tuples(st.floats(0, 200), kinds, st.sampled_from([LESSON, "E1.1", "E1.2"]), payloads), max_size=30
)


@given(random_steps)
def test_no_more_is_told_than_the_sittings_lasted(steps: list[Step]) -> None:
    whole = log(*steps)
    told = [minutes for minutes in spent(whole, PAUSE).values() if minutes is not None]
    assert sum(told) <= sum(gap for gap in every_gap(whole) if gap <= 60) + 1e-6
    assert all(minutes >= 0 for minutes in told)


def test_a_class_has_a_median_quartiles_and_those_whose_log_does_not_say() -> None:
    logs = [log((0, "read", OTHER, {}), (minutes, "check", "E1.1", PASSED)) for minutes in (10, 12, 20, 30, 59, 90)]
    assert measured(logs, PAUSE) == {
        OTHER: Measured(0, 6),
        "E1.1/write": Measured(5, 1, pytest.approx(20), pytest.approx(12), pytest.approx(30)),
    }


@given(st.lists(st.floats(1, 60), min_size=1, max_size=12))
def test_at_most_a_quarter_of_the_class_rounded_up_lies_beyond_a_quartile(minutes: list[float]) -> None:
    logs = [log((0, "read", OTHER, {}), (spent, "check", "E1.1", PASSED)) for spent in minutes]
    told = measured(logs, PAUSE)["E1.1/write"]
    assert told.n == len(minutes) and told.low is not None and told.high is not None and told.median is not None
    assert told.median == pytest.approx(statistics.median(minutes), abs=0.01)
    for beyond in (
        [value for value in minutes if value < told.low - 0.01],
        [value for value in minutes if value > told.high + 0.01],
    ):
        assert len(beyond) <= -(-len(minutes) // 4)
    assert told.low <= told.median <= told.high


# ------------------------------------------------------------------------------------------------------ the command

Command = Callable[..., Result]


def keep(name: str, *steps: Step) -> str:
    progress.append(Path(name), *log(*steps).events)
    return name


def test_declared_and_modelled_minutes_stand_side_by_side(course: Command) -> None:
    told = said(course("timing"))
    assert "basics/counting" in told and "E1.1/write" in told and "实测" not in told


def test_logs_add_what_learners_took_and_the_rule(course: Command) -> None:
    one = keep("a.jsonl", (0, "read", LESSON, {}), (12, "check", "E1.1", PASSED))
    two = keep("b.jsonl", (0, "read", LESSON, {}), (20, "check", "E1.1", PASSED))
    told = said(course("timing", one, two))
    (written,) = (line for line in told.splitlines() if "E1.1/write" in line)
    assert written.split()[-3:] == ["16", "14–18", "2"]
    (lesson,) = (line for line in told.splitlines() if LESSON in line)
    assert "记录不足" in lesson and "超过 60 分钟" in told.replace("\n", "")


def test_json_has_every_part_and_what_was_measured(course: Command) -> None:
    one = keep("a.jsonl", (0, "read", LESSON, {}), (12, "check", "E1.1", PASSED))
    rows = {row["unit"]: row for row in json.loads(said(course("timing", one, "--json")))}
    assert rows["E1.1/write"]["measured"] == {"n": 1, "unknown": 0, "median": 12, "low": 12, "high": 12}
    assert rows["E1.1/calc"]["measured"] is None
    assert rows[LESSON]["measured"] == {"n": 0, "unknown": 1, "median": None, "low": None, "high": None}
    lesson = rows[LESSON]
    assert lesson["declared"] == 15 and sum(lesson["parts"].values()) == pytest.approx(lesson["modelled"], abs=0.5)


def test_a_log_that_is_not_there_is_one_sentence(course: Command) -> None:
    assert "没有文件 nobody.jsonl" in said(course("timing", "nobody.jsonl"), 2)


def test_what_is_no_log_is_said_and_the_rest_still_counts(course: Command) -> None:
    Path("torn.jsonl").write_text("不是记录\n", "utf-8")
    assert "1 行读不懂" in said(course("timing", "torn.jsonl"))


def test_an_exercise_that_cannot_be_counted_is_one_sentence(course: Command) -> None:
    readme = Path("../content/exercises/order-count/README.md")
    readme.write_bytes(b"\xff\xfe")
    assert "order-count 缺文件或写法有误" in said(course("timing"), 2)
