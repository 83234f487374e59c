"""Authority on a plan over time: made, kept in a file, held against what was done, made again from here.

The file holds the profile and the days as they were last dated, so that a new plan can say what changed. Progress lives in
the log alone; re-planning never loses work because a unit done is never planned again.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from course.model import Course
from course.plan.dating import PlanDay, Sitting
from course.plan.planner import make_plan
from course.plan.profile import Profile, ProfileError, check_profile, from_mapping, to_mapping
from course.plan.standing import done_units
from course.plan.units import Unit, plan_units
from course.progress import Log

VERSION = 1


@dataclass(frozen=True)
class Book:
    """A learner's plan as kept: profile, the day it was made, all units in order, the days dated.

    `id` stays when the plan is made again and `revision` grows, so that a calendar knows its own entries.
    """

    id: str
    revision: int
    profile: Profile
    made_on: dt.date
    units: tuple[Unit, ...]
    days: tuple[PlanDay, ...]
    exact_until: int

    def day(self, day: dt.date) -> PlanDay | None:
        """The plan of one day; None when there is none."""
        return next((found for found in self.days if found.day == day), None)


@dataclass(frozen=True)
class Change:
    """What another plan does to a unit not done: its last day before and after, None when it was or is not in it."""

    unit: str
    before: dt.date | None
    after: dt.date | None


class BookError(ValueError):
    """A plan file that cannot be read. `key` names the sentence of `[plan.book]` in `course/messages.toml`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def new_book(course: Course, profile: Profile, log: Log, today: dt.date) -> Book:
    """A plan from the profile's start, or from `today` when that has passed; what is done or known is left out.

    Raises ProfileError, CycleError, DoesNotFitError.
    """
    check_profile(profile, course)
    units = plan_units(course, course.presets.track(profile.track), profile.forms)
    if unknown := set(profile.known) - {unit.id for unit in units}:
        raise ProfileError("known", got="、".join(sorted(unknown)))
    return _dated(course, Book(str(uuid.uuid4()), 0, profile, today, units, (), 0), log)


def replan(course: Course, book: Book, log: Log, today: dt.date) -> tuple[Book, tuple[Change, ...]]:
    """The plan from `today` with what is left, and what that moves. A deadline that cannot be kept any more raises."""
    units = plan_units(course, course.presets.track(book.profile.track), book.profile.forms)
    fresh = _dated(course, replace(book, revision=book.revision + 1, made_on=today, units=units), log)
    return fresh, changes(book.days, fresh.days, done_units(course, units, log))


def changes(before: Sequence[PlanDay], after: Sequence[PlanDay], done: frozenset[str]) -> tuple[Change, ...]:
    """Units not done whose last day moved, came or went, by the new day."""
    old, new = _last_days(before), _last_days(after)
    names = dict.fromkeys((*new, *old))
    moved = [Change(name, old.get(name), new.get(name)) for name in names if name not in done]
    return tuple(change for change in moved if change.before != change.after)


def write_book(book: Book) -> str:
    """The text of a plan file."""
    titles = {unit.id: {"title": unit.title, "minutes": unit.minutes} for unit in book.units}
    days = [
        {
            "day": day.day.isoformat(),
            "review_minutes": day.review_minutes,
            "sittings": [[s.unit, s.minutes, s.part, s.last] for s in day.sittings],
        }
        for day in book.days
    ]
    content = {
        "siyu_plan": VERSION,
        "id": book.id,
        "revision": book.revision,
        "made_on": book.made_on.isoformat(),
        "exact_until": book.exact_until,
        "profile": to_mapping(book.profile),
        "units": titles,
        "days": days,
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def read_book(path: Path, course: Course) -> Book:
    """The plan of a file; its units are the course's as they are now. Raises BookError; the file stays as it is."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise BookError("missing", path=path) from fault
    except (OSError, ValueError) as fault:
        raise BookError("damaged", path=path) from fault
    if not isinstance(data, dict) or not isinstance(data.get("siyu_plan"), int):
        raise BookError("damaged", path=path)
    if data["siyu_plan"] > VERSION:
        raise BookError("newer", path=path, got=data["siyu_plan"], ours=VERSION)
    try:
        profile = check_profile(from_mapping(data["profile"]), course)
        days = tuple(_day(day) for day in data["days"])
        made_on, exact_until = dt.date.fromisoformat(data["made_on"]), int(data["exact_until"])
        name, revision = str(data["id"]), int(data["revision"])
    except (KeyError, TypeError, ValueError) as fault:
        raise BookError("damaged", path=path) from fault
    units = plan_units(course, course.presets.track(profile.track), profile.forms)
    return Book(name, revision, profile, made_on, units, _still_there(days, units), exact_until)


def _still_there(days: tuple[PlanDay, ...], units: tuple[Unit, ...]) -> tuple[PlanDay, ...]:
    """The days without sittings of units that the course has no more."""
    known = {unit.id for unit in units}
    return tuple(replace(day, sittings=tuple(s for s in day.sittings if s.unit in known)) for day in days)


def _dated(course: Course, book: Book, log: Log) -> Book:
    """The book with what is left dated from the day it is made on, or from its start when that comes later."""
    profile, start = book.profile, max(book.profile.start, book.made_on)
    if profile.deadline and profile.deadline < start:
        raise ProfileError("deadline_past", got=profile.deadline, today=start)
    done = done_units(course, book.units, log) | set(profile.known)
    left = [unit for unit in book.units if unit.id not in done]
    plan = make_plan(left, start, profile.availability, profile.deadline, course.presets.review_share)
    return replace(book, days=plan.days, exact_until=plan.exact_until)


def _last_days(days: Sequence[PlanDay]) -> dict[str, dt.date]:
    return {sitting.unit: day.day for day in days for sitting in day.sittings if sitting.last}


def _day(data: dict[str, Any]) -> PlanDay:
    sittings = tuple(
        Sitting(str(u), int(minutes), int(part), bool(last)) for u, minutes, part, last in data["sittings"]
    )
    return PlanDay(dt.date.fromisoformat(data["day"]), sittings, int(data["review_minutes"]))
