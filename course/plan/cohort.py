"""Authority on a class that follows one plan: a roster, fixed session dates, who is behind and by what.

The cohort's plan is an ordinary plan without a learner's progress: its days are the sessions'. A roster names each learner and
their progress file.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from course.model import Course
from course.plan.living import Book
from course.plan.standing import Where, done_units, where
from course.plan.units import Unit
from course.progress import Log

_INERT = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Member:
    """A learner of the roster; `progress` is the file with their log."""

    name: str
    progress: Path


@dataclass(frozen=True)
class Row:
    """Where a member stands: `units` are those late, in the plan's order; `last` is the day of their last event, if any."""

    name: str
    stand: Where
    units: tuple[Unit, ...]
    last: dt.date | None


class RosterError(ValueError):
    """A roster that cannot be read. `key` names the sentence of `[plan.roster]` in `course/messages.toml`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def read_roster(path: Path) -> list[Member]:
    """The members of a CSV with the columns `name,progress`, or of a YAML list of such mappings; paths beside the roster.

    Raises RosterError.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows: Any = _yaml_rows(text) if path.suffix in (".yml", ".yaml") else list(csv.DictReader(io.StringIO(text)))
    except FileNotFoundError as fault:
        raise RosterError("missing", path=path) from fault
    except (OSError, ValueError, csv.Error, yaml.YAMLError) as fault:
        raise RosterError("unreadable", path=path) from fault
    members = [_member(path, number, row) for number, row in enumerate(rows, 1)]
    if not members:
        raise RosterError("empty", path=path)
    names = [member.name for member in members]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise RosterError("twice", path=path, name=twice)
    return members


def _yaml_rows(text: str) -> list[Any]:
    found = yaml.safe_load(text) or []
    if not isinstance(found, list):
        raise ValueError("no list")
    return found


def _member(path: Path, number: int, row: Any) -> Member:
    name, log = (row.get("name"), row.get("progress")) if isinstance(row, dict) else (None, None)
    if not isinstance(name, str) or not name.strip() or not isinstance(log, str) or not log.strip():
        raise RosterError("row", path=path, number=number)
    return Member(name.strip(), path.parent / log.strip())


def stand_of(course: Course, book: Book, name: str, log: Log, today: dt.date) -> Row:
    """A member against the cohort's plan."""
    stand = where(book.units, book.days, done_units(course, book.units, log), today)
    late = tuple(unit for unit in book.units if unit.id in stand.late)
    last = dt.datetime.fromisoformat(log.events[-1].at).date() if log.events else None
    return Row(name, stand, late, last)


def by_delay(rows: Sequence[Row]) -> list[Row]:
    """The furthest behind first, then by name."""
    return sorted(rows, key=lambda row: (-row.stand.late_minutes, row.name))


def inert(cell: str) -> str:
    """The text as a cell that a spreadsheet never takes for a formula."""
    return f"'{cell}" if cell.startswith(_INERT) else cell
