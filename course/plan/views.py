"""Authority on how a plan reads: units named in Chinese, days as rows; Markdown and JSON made from them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.model import Course, Track
from course.plan.dating import PlanDay, Sitting
from course.plan.living import Book
from course.plan.profile import to_mapping
from course.plan.units import Unit
from course.words import Words

_say = Words("course")


@dataclass(frozen=True)
class Row:
    """One sitting as shown: its unit, what it is called, minutes, whether it is done, which part of several."""

    unit: Unit
    name: str
    minutes: int
    done: bool
    part: str


def unit_name(unit: Unit) -> str:
    """What a unit is called, such as 读《复购率怎么算》 or E3.4 复购率 · 判."""
    form = _say(f"publish.form.{unit.form}") if unit.form else ""
    return _say(f"plan.unit.{unit.kind}", title=unit.title, ref=unit.ref, form=form)


def day_rows(book: Book, day: PlanDay, done: frozenset[str]) -> list[Row]:
    """The sittings of a day."""
    units = {unit.id: unit for unit in book.units}
    return [_row(units[s.unit], s, done) for s in day.sittings]


def day_title(day: dt.date) -> str:
    """Like 3 月 2 日 周一."""
    return _say("plan.day", month=day.month, day=day.day, weekday=_say("plan.weekdays")[day.weekday()])


def markdown(book: Book, course: Course, done: frozenset[str]) -> str:
    """The plan as a checklist, week by week."""
    lines = [f"# {_say('plan.title')}", "", summary(book, course), ""]
    week = None
    for day in book.days:
        if day.day.isocalendar()[:2] != week:
            week = day.day.isocalendar()[:2]
            monday = day.day - dt.timedelta(days=day.day.weekday())
            lines += [f"## {_say('plan.week_of', day=day_title(monday))}", ""]
        lines.append(f"### {day_title(day.day)}")
        lines.append("")
        for row in day_rows(book, day, done):
            lines.append(f"- [{'x' if row.done else ' '}] {row.name}{row.part} · {_say('plan.minutes', n=row.minutes)}")
        lines += [f"- [ ] {_say('plan.review', minutes=day.review_minutes)}", ""]
    return "\n".join(lines)


def as_json(book: Book, done: frozenset[str], place: Callable[[Unit], str]) -> str:
    """The plan with names and pages (`place` of a unit), for other programs; `schema_version` 1."""
    days = [
        {
            "day": day.day.isoformat(),
            "review_minutes": day.review_minutes,
            "sittings": [_sitting_json(row, place) for row in day_rows(book, day, done)],
        }
        for day in book.days
    ]
    content: dict[str, Any] = {
        "schema_version": 1,
        "made_on": book.made_on.isoformat(),
        "exact_until": book.exact_until,
        "profile": to_mapping(book.profile),
        "days": days,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def track_title(course: Course, track: Track) -> str:
    """A track's own title, else its role's."""
    return track.title or next((role.title for role in course.roles if role.slug == track.role), track.slug)


def summary(book: Book, course: Course) -> str:
    """One line: who, how many hours in all, until when."""
    track = course.presets.track(book.profile.track)
    minutes = sum(unit.minutes for unit in book.units)
    end = book.days[-1].day if book.days else book.profile.start
    return _say("plan.summary", role=track_title(course, track), hours=f"{minutes / 60:.1f}", end=end.isoformat())


def _sitting_json(row: Row, place: Callable[[Unit], str]) -> dict[str, Any]:
    return {
        "unit": row.unit.id,
        "kind": row.unit.kind,
        "name": row.name + row.part,
        "minutes": row.minutes,
        "done": row.done,
        "page": place(row.unit),
    }


def _row(unit: Unit, sitting: Sitting, done: frozenset[str]) -> Row:
    part = "" if sitting.part == 1 and sitting.last else _say("plan.part", part=sitting.part)
    return Row(unit, unit_name(unit), sitting.minutes, unit.id in done, part)
