"""How a plan reads: Markdown, JSON and the printed page as kept in `golden/`; `pytest --update-golden` writes them anew."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from course.plan.living import new_book
from course.plan.profile import Profile
from course.plan.views import as_json, day_title, markdown, summary, unit_name
from course.progress import Event, Log
from course.publish.plan_page import printed_plan, unit_place
from tests.plan.small_course import small_course

GOLDEN = Path(__file__).parent / "golden"
COURSE = small_course()
MONDAY = dt.date(2026, 3, 2)
BOOK = new_book(COURSE, Profile("all", MONDAY, (60, 0, 60, 0, 0, 0, 90)), Log(), MONDAY)
DONE = frozenset({"base/counting"})
MADE = {
    "plan.md": lambda: markdown(BOOK, COURSE, DONE),
    "plan.json": lambda: as_json(BOOK, DONE, lambda unit: unit_place(COURSE, unit)),
    "plan.html": lambda: printed_plan(BOOK, COURSE, DONE),
}


@pytest.mark.parametrize("name", MADE)
def test_a_plan_reads_as_kept(name: str, update_golden: bool) -> None:
    made = MADE[name]()
    if update_golden:
        (GOLDEN / name).parent.mkdir(exist_ok=True)
        (GOLDEN / name).write_text(made, "utf-8")
    assert made == (GOLDEN / name).read_text("utf-8")


def test_units_are_named_by_what_one_does() -> None:
    names = {unit.kind: unit_name(unit) for unit in reversed(BOOK.units)}
    assert names == {
        "lesson": "读《课 counting》",
        "exercise": "E1.1 题 E1.1 · 写",
        "quiz": "小测：章 base",
        "capstone": "结业：背景",
    }


def test_a_day_is_named_with_its_weekday() -> None:
    assert [day_title(MONDAY + dt.timedelta(n)) for n in (0, 6)] == ["3 月 2 日 周一", "3 月 8 日 周日"]


def test_the_summary_says_who_how_long_and_until_when() -> None:
    assert summary(BOOK, COURSE).startswith("学员 · 全部单元 5.")
    assert BOOK.days[-1].day.isoformat() in summary(BOOK, COURSE)


def test_a_plan_with_nothing_left_says_its_start() -> None:
    ticks = tuple(Event(unit.id, "2026-03-01T00:00:00.000Z", "d", "done", unit.id) for unit in BOOK.units)
    nothing = new_book(COURSE, BOOK.profile, Log(ticks), MONDAY)
    assert nothing.days == () and "2026-03-02" in summary(nothing, COURSE)
