"""Random courses and learners for the planner's properties."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from course.plan.calendar import Availability
from course.plan.units import Unit


@st.composite
def unit_lists(draw: st.DrawFn) -> list[Unit]:
    """Chapters of lessons with exercises after them and a quiz at the end, in an order that keeps prerequisites."""
    units: list[Unit] = []
    for chapter in range(draw(st.integers(1, 4))):
        units += _chapter(draw, f"c{chapter}", units)
    return units


def _chapter(draw: st.DrawFn, chapter: str, before: list[Unit]) -> list[Unit]:
    units: list[Unit] = []
    for number in range(draw(st.integers(1, 4))):
        earlier = [unit.id for unit in (*before, *units) if unit.kind == "lesson"][-1:]
        lesson = f"{chapter}/l{number}"
        units.append(
            Unit(lesson, "lesson", lesson, lesson, draw(st.integers(10, 30)), chapter, requires=tuple(earlier))
        )
        for task in range(draw(st.integers(0, 2))):
            known = [unit.id for unit in (*before, *units) if unit.kind == "exercise"]
            needs = draw(st.lists(st.sampled_from(known), max_size=1)) if known else []
            name = f"E{chapter}.{number}{task}"
            minutes, level = draw(st.integers(5, 40)), draw(st.integers(1, 3))
            units.append(
                Unit(
                    f"{name}/write", "exercise", name, name, minutes, chapter, "write", level, requires=(lesson, *needs)
                )
            )
    lessons = tuple(unit.id for unit in units if unit.kind == "lesson")
    name = f"{chapter}#quiz"
    return [*units, Unit(name, "quiz", name, name, draw(st.integers(15, 60)), chapter, requires=lessons)]


days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))


@st.composite
def availabilities(draw: st.DrawFn) -> Availability:
    """Weeks in which at least one day has an hour, with days off, shifts and perhaps a week's limit."""
    minutes = draw(st.lists(st.integers(0, 180), min_size=7, max_size=7).filter(lambda m: max(m) >= 60))
    around = st.dates(dt.date(2024, 1, 1), dt.date(2029, 12, 31))
    return Availability(
        tuple(minutes),
        draw(st.none() | st.integers(max(minutes), 900)),
        draw(st.frozensets(around, max_size=5)),
        draw(st.dictionaries(around, st.integers(0, 240), max_size=5)),
        draw(st.booleans()),
    )
