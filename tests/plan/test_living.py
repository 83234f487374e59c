"""A plan over time: re-planned it loses no work, its file survives, what cannot be read is kept and said."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.plan.living import Book, BookError, changes, new_book, read_book, replan, write_book
from course.plan.profile import Profile, ProfileError, check_profile, from_mapping, to_mapping
from course.plan.standing import done_units
from course.progress import Event, Log
from tests.plan.small_course import small_course

COURSE = small_course()
MONDAY = dt.date(2026, 3, 2)
PROFILE = Profile("all", MONDAY, (60, 60, 60, 60, 60, 0, 0))


def ticks(*units: str) -> Log:
    return Log(tuple(Event(name, "2026-03-01T00:00:00.000Z", "d", "done", name) for name in units))


def planned(book: Book) -> list[str]:
    return [sitting.unit for day in book.days for sitting in day.sittings]


BOOK = new_book(COURSE, PROFILE, Log(), MONDAY)
NAMES = [unit.id for unit in BOOK.units]


def test_what_is_done_or_known_is_not_planned() -> None:
    profile = replace(PROFILE, known=("base/rates",))
    book = new_book(COURSE, profile, ticks("base/counting"), MONDAY)
    assert set(NAMES) - set(planned(book)) == {"base/counting", "base/rates"}
    assert [unit.id for unit in book.units] == NAMES


def test_a_start_that_has_passed_is_today() -> None:
    assert new_book(COURSE, PROFILE, Log(), dt.date(2026, 4, 8)).days[0].day == dt.date(2026, 4, 8)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(NAMES)), st.integers(0, 200))
def test_replanning_plans_each_unit_not_done_once_and_none_that_is(done: set[str], later: int) -> None:
    log, today = ticks(*done), MONDAY + dt.timedelta(days=later)
    fresh, _ = replan(COURSE, BOOK, log, today)
    last = [sitting.unit for day in fresh.days for sitting in day.sittings if sitting.last]
    assert sorted(last) == sorted(set(NAMES) - done)
    assert not fresh.days or fresh.days[0].day >= today
    assert done_units(COURSE, fresh.units, log) == done
    assert (fresh.id, fresh.revision) == (BOOK.id, BOOK.revision + 1)


def test_replanning_twice_moves_nothing_the_second_time() -> None:
    log, today = ticks("base/counting"), MONDAY + dt.timedelta(days=3)
    once, _ = replan(COURSE, BOOK, log, today)
    twice, moved = replan(COURSE, once, log, today)
    assert (twice.days, moved) == (once.days, ())


def test_a_missed_week_moves_what_is_left_and_says_so() -> None:
    _, moved = replan(COURSE, BOOK, ticks("base/counting"), MONDAY + dt.timedelta(days=7))
    assert {change.unit for change in moved} == set(NAMES) - {"base/counting"}
    assert all(change.before and change.after and change.before < change.after for change in moved)


def test_a_unit_that_goes_is_said_to_be_gone() -> None:
    fewer = [replace(day, sittings=tuple(s for s in day.sittings if s.unit != "law#quiz")) for day in BOOK.days]
    (change,) = changes(BOOK.days, fewer, frozenset())
    assert (change.unit, change.after) == ("law#quiz", None)


def test_a_deadline_that_has_passed_cannot_be_kept() -> None:
    book = new_book(COURSE, replace(PROFILE, deadline=MONDAY + dt.timedelta(weeks=8)), Log(), MONDAY)
    with pytest.raises(ProfileError) as caught:
        replan(COURSE, book, Log(), MONDAY + dt.timedelta(weeks=9))
    assert caught.value.key == "deadline_past"


def test_a_file_gives_the_plan_back(tmp_path: Path) -> None:
    profile = replace(
        PROFILE, week_minutes=290, days_off=(MONDAY + dt.timedelta(1),), shifts=((dt.date(2026, 3, 7), 120),),
        rest=False, review_minutes=(6, 6, 6, 6, 6, 0, 0), deadline=dt.date(2026, 9, 1), forms=("write",),
        known=("base/rates",), clock=dt.time(7, 30),
    )  # fmt: skip
    book = new_book(COURSE, profile, Log(), MONDAY)
    path = tmp_path / "plan.json"
    path.write_text(write_book(book), "utf-8")
    assert read_book(path, COURSE) == book


def test_a_unit_the_course_has_no_more_leaves_the_plan(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(write_book(BOOK), "utf-8")
    shorter = replace(COURSE, chapters=tuple(c for c in COURSE.chapters if c.slug != "law"), exercises=())
    book = read_book(path, shorter)
    assert set(planned(book)) <= {unit.id for unit in book.units}


def _damaged(**changes: Any) -> str:
    return json.dumps({**json.loads(write_book(BOOK)), **changes})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "damaged"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"siyu_plan": "1"}', "damaged"),
        ('{"siyu_plan": 1}', "damaged"),
        ("\udcff", "damaged"),
        (_damaged(days=[{"day": "2026-02-30", "review_minutes": 1, "sittings": []}]), "damaged"),
        (_damaged(days=[{"day": "2026-03-02", "review_minutes": 1, "sittings": [["a"]]}]), "damaged"),
        (_damaged(made_on=None), "damaged"),
        (_damaged(siyu_plan=2), "newer"),
        (None, "missing"),
    ],
)
def test_a_file_that_cannot_be_read_is_kept(text: str | None, key: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BookError) as caught:
        read_book(path, COURSE)
    assert caught.value.key == key
    assert text is None or path.read_bytes() == text.encode("utf-8", "surrogateescape")


WEEK = (60,) * 7


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"track": "boss"}, "track"),
        ({"start": dt.date(1999, 1, 1)}, "start"),
        ({"start": dt.date(2200, 1, 1)}, "start"),
        ({"deadline": dt.date(2026, 3, 1)}, "deadline"),
        ({"forms": ("sing",)}, "forms"),
        ({"weekday_minutes": (60,)}, "seven"),
        ({"weekday_minutes": (0,) * 7}, "no_time"),
        ({"weekday_minutes": (-1, *WEEK[1:])}, "minutes"),
        ({"weekday_minutes": (1441, *WEEK[1:])}, "minutes"),
        ({"shifts": ((MONDAY, -5),)}, "minutes"),
        ({"week_minutes": 0}, "week_minutes"),
        ({"review_minutes": (1,)}, "seven"),
    ],
)
def test_a_profile_that_cannot_be_is_said_to_be(wrong: dict[str, Any], key: str) -> None:
    with pytest.raises(ProfileError) as caught:
        check_profile(replace(PROFILE, **wrong), COURSE)
    assert caught.value.key == key


def test_a_unit_said_to_be_known_is_one_of_the_course() -> None:
    with pytest.raises(ProfileError) as caught:
        new_book(COURSE, replace(PROFILE, known=("nothing",)), Log(), MONDAY)
    assert caught.value.key == "known"


@pytest.mark.parametrize(
    "wrong",
    [
        {"track": None},
        {"start": None},
        {"start": "2026-02-30"},
        {"weekday_minutes": ["x"]},
        {"shifts": []},
        {"clock": 5},
    ],
)
def test_settings_of_another_kind_are_unreadable(wrong: dict[str, Any]) -> None:
    data = {**to_mapping(PROFILE), **wrong}
    if wrong == {"track": None}:
        del data["track"]
    with pytest.raises(ProfileError) as caught:
        from_mapping(data)
    assert caught.value.key == "unreadable"


def test_settings_said_as_json_are_read_back() -> None:
    assert from_mapping(json.loads(json.dumps(to_mapping(PROFILE)))) == PROFILE
