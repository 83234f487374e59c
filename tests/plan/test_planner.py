"""No plan breaks a hard rule, whoever the learner is; what does not fit is said with what would."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from course.plan.calendar import Availability, chinese_holidays, day_minutes
from course.plan.planner import DoesNotFitError, Plan, make_plan
from course.plan.units import Unit
from tests.plan.conftest import availabilities, days, unit_lists

HOUR_A_DAY = Availability((60,) * 7, rest=False)
MONDAY = dt.date(2026, 3, 2)


def lesson(name: str, minutes: int = 20, requires: tuple[str, ...] = ()) -> Unit:
    return Unit(name, "lesson", name, name, minutes, name.split("/")[0], requires=requires)


def planned(units: list[Unit], start: dt.date, availability: Availability) -> Plan:
    """A learner's plan; learners whose every day is too short for some unit (a holiday, a shift) are left out."""
    try:
        return make_plan(units, start, availability)
    except DoesNotFitError as fault:
        assert fault.too_long is not None
        reject()


def done_on(plan: Plan) -> dict[str, tuple[int, int]]:
    """When each unit's last sitting is: number of the day, place in it."""
    return {
        sitting.unit: (number, place)
        for number, day in enumerate(plan.days)
        for place, sitting in enumerate(day.sittings)
        if sitting.last
    }


@settings(max_examples=300)
@given(unit_lists(), days, availabilities())
def test_every_unit_is_planned_once_after_what_it_requires(
    units: list[Unit], start: dt.date, availability: Availability
) -> None:
    plan = planned(units, start, availability)
    finished = done_on(plan)
    assert set(finished) == {unit.id for unit in units}
    begun = defaultdict(lambda: (10**6, 0))
    for number, day in enumerate(plan.days):
        for place, sitting in enumerate(day.sittings):
            begun[sitting.unit] = min(begun[sitting.unit], (number, place))
    for unit in units:
        assert all(finished[name] < begun[unit.id] for name in unit.requires), unit.id


@settings(max_examples=300)
@given(unit_lists(), days, availabilities())
def test_a_sitting_list_adds_up_to_the_unit(units: list[Unit], start: dt.date, availability: Availability) -> None:
    given_minutes: dict[str, int] = defaultdict(int)
    parts: dict[str, int] = defaultdict(int)
    for day in planned(units, start, availability).days:
        for sitting in day.sittings:
            given_minutes[sitting.unit] += sitting.minutes
            parts[sitting.unit] += 1
            assert sitting.part == parts[sitting.unit]
    assert given_minutes == {unit.id: unit.minutes for unit in units}
    assert all(parts[unit.id] == 1 for unit in units if not unit.splits)


@settings(max_examples=300)
@given(unit_lists(), days, availabilities())
def test_no_day_and_no_week_is_over_its_limit(units: list[Unit], start: dt.date, availability: Availability) -> None:
    weeks: dict[tuple[int, int], int] = defaultdict(int)
    holidays = chinese_holidays(start.year, start.year + 3)
    for day in planned(units, start, availability).days:
        work = sum(sitting.minutes for sitting in day.sittings)
        kept = work + day.review_minutes
        assert kept <= day_minutes(availability, holidays, day.day)
        assert day.day not in availability.days_off
        weeks[day.day.isocalendar()[:2]] += kept
    if availability.week_minutes is not None:
        assert max(weeks.values()) <= availability.week_minutes


@settings(max_examples=200)
@given(unit_lists(), days, availabilities())
def test_reviews_keep_a_tenth_of_every_day(units: list[Unit], start: dt.date, availability: Availability) -> None:
    for day in planned(units, start, availability).days:
        assert 9 * day.review_minutes >= sum(sitting.minutes for sitting in day.sittings)


@settings(max_examples=100)
@given(unit_lists(), days, availabilities())
def test_the_same_input_gives_the_same_plan(units: list[Unit], start: dt.date, availability: Availability) -> None:
    assert planned(units, start, availability) == planned(units, start, availability)


@settings(max_examples=60, deadline=None)
@given(unit_lists(), availabilities(), st.integers(0, 20))
def test_what_is_said_to_fit_does_fit(units: list[Unit], availability: Availability, given_days: int) -> None:
    deadline = MONDAY + dt.timedelta(days=given_days)
    try:
        assert make_plan(units, MONDAY, availability, deadline).end <= deadline
    except DoesNotFitError as fault:
        if fault.least_weeks is None:  # no number of weeks helps: some unit is longer than every day
            assert fault.too_long is not None
            return
        later = MONDAY + dt.timedelta(weeks=fault.least_weeks, days=-1)
        assert later > deadline
        assert make_plan(units, MONDAY, availability, later).end <= later


def test_more_minutes_are_named_when_the_deadline_is_too_near() -> None:
    units = [lesson(f"a/{n}", 30) for n in range(12)]
    deadline = MONDAY + dt.timedelta(days=6)
    with pytest.raises(DoesNotFitError) as caught:
        make_plan(units, MONDAY, Availability((30,) * 7, rest=False), deadline)
    least = caught.value.least_week_minutes
    assert least is not None and least > 210
    assert make_plan(units, MONDAY, Availability((-(-least // 7),) * 7, rest=False), deadline).end <= deadline


def test_a_unit_longer_than_every_day_is_named() -> None:
    with pytest.raises(DoesNotFitError) as caught:
        make_plan([lesson("a/1", 45)], MONDAY, Availability((40,) * 7, rest=False))
    assert caught.value.too_long is not None
    assert (caught.value.too_long.unit.id, caught.value.too_long.room) == ("a/1", 36)
    assert caught.value.least_weeks is None and caught.value.least_week_minutes == 7 * 50


def test_no_time_at_all_fits_nothing() -> None:
    with pytest.raises(DoesNotFitError) as caught:
        make_plan([lesson("a/1")], MONDAY, Availability((0,) * 7))
    assert (caught.value.least_weeks, caught.value.least_week_minutes) == (None, None)


def test_nothing_to_do_is_a_plan_without_days() -> None:
    assert make_plan([], MONDAY, HOUR_A_DAY).days == ()


def test_a_quiz_is_spread_when_a_day_is_too_short() -> None:
    quiz = Unit("a#quiz", "quiz", "a#quiz", "a", 60, "a")
    plan = make_plan([quiz], MONDAY, Availability((30,) * 7, rest=False))
    assert [(s.minutes, s.part, s.last) for day in plan.days for s in day.sittings] == [
        (27, 1, False),
        (27, 2, False),
        (6, 3, True),
    ]


def test_a_chapter_is_finished_before_the_next_begins() -> None:
    units = [lesson("a/1", 40), lesson("a/2", 40), lesson("b/1", 10), lesson("b/2", 10)]
    plan = make_plan(units, MONDAY, HOUR_A_DAY)
    assert [[s.unit for s in day.sittings] for day in plan.days] == [["a/1"], ["a/2", "b/1"], ["b/2"]]


def test_harder_work_stands_on_the_longer_day() -> None:
    easy = Unit("E1/predict", "exercise", "E1", "E1", 20, "a", "predict", 1)
    hard = Unit("E2/write", "exercise", "E2", "E2", 20, "a", "write", 3)
    saturday = dt.date(2026, 3, 7)
    week = Availability((25, 25, 25, 25, 25, 50, 25), rest=False)
    assert [s.unit for s in make_plan([easy, hard], MONDAY, week).days[0].sittings] == ["E1/predict"]
    assert [s.unit for s in make_plan([easy, hard], saturday, week).days[0].sittings] == ["E2/write", "E1/predict"]


@pytest.mark.full
@settings(max_examples=3000)
@given(unit_lists(), days, availabilities())
def test_thousands_of_learners_break_no_hard_rule(
    units: list[Unit], start: dt.date, availability: Availability
) -> None:
    for rule in (
        test_every_unit_is_planned_once_after_what_it_requires,
        test_a_sitting_list_adds_up_to_the_unit,
        test_no_day_and_no_week_is_over_its_limit,
        test_reviews_keep_a_tenth_of_every_day,
    ):
        rule.hypothesis.inner_test(units, start, availability)  # type: ignore[attr-defined]
