"""Authority on which unit is done on which day. Whole numbers and comparisons only: the page's script does the same.

Day by day, units are taken in their order as long as they fit. A later unit of the same chapter fills what the first one
leaves; on longer days the hardest of the next few goes first. A chapter is finished before the next begins, unless the
day would stay empty.
"""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course.plan.calendar import StudyDay
from course.plan.units import Unit

LOOK_AHEAD = 6
SITTING_MINUTES = 15


@dataclass(frozen=True)
class Sitting:
    """Minutes given to a unit on one day. `part` counts its sittings from 1; `last` says whether it is done then."""

    unit: str
    minutes: int
    part: int
    last: bool


@dataclass(frozen=True)
class PlanDay:
    """One dated day: its sittings in order, and the minutes kept for reviews."""

    day: dt.date
    sittings: tuple[Sitting, ...]
    review_minutes: int


class TooLongError(ValueError):
    """A unit that no day has room for. `minutes` is its length, `room` the most that a day offers to new work."""

    def __init__(self, unit: Unit, room: int) -> None:
        super().__init__(unit.id)
        self.unit, self.minutes, self.room = unit, unit.minutes, room


class NeverDoneError(ValueError):
    """The days run out before the units do; `left` are the units not done."""

    def __init__(self, left: tuple[str, ...]) -> None:
        super().__init__(str(len(left)))
        self.left = left


def date_units(units: Sequence[Unit], days: Iterable[StudyDay], long_day: int) -> tuple[PlanDay, ...]:
    """Every unit on its day or days. A day with more than `long_day` minutes for new work is a long one.

    Days before the last that nothing fits into are there with their reviews only. Raises NeverDoneError.
    """
    desk = _Desk(units)
    plan: list[PlanDay] = []
    for day in days:
        if not desk.ready:
            break
        plan.append(PlanDay(day.day, tuple(_fill(desk, day, day.unit_minutes > long_day)), day.review_minutes))
    if desk.ready:
        raise NeverDoneError(tuple(units[at].id for at in desk.ready))
    return tuple(plan)


def check_lengths(units: Sequence[Unit], room: int) -> None:
    """Raise TooLongError for the longest unit that cannot be split and does not fit a day of `room` minutes."""
    whole = [unit for unit in units if not unit.splits and unit.minutes > room]
    if whole:
        raise TooLongError(max(whole, key=lambda unit: unit.minutes), room)


class _Desk:
    """What is still to do: units ready to start, by their place in the order, and the minutes left of each."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.left = [unit.minutes for unit in units]
        self.parts = [0] * len(units)
        at = {unit.id: index for index, unit in enumerate(units)}
        self.open_requires = [0] * len(units)
        self.waiting: dict[int, list[int]] = defaultdict(list)
        for index, unit in enumerate(units):
            for name in unit.requires:
                if name in at:
                    self.open_requires[index] += 1
                    self.waiting[at[name]].append(index)
        self.ready = [index for index, left in enumerate(self.open_requires) if not left]

    def sit(self, index: int, minutes: int) -> Sitting:
        """Give `minutes` to a unit; what waited for it becomes ready once it is done."""
        self.left[index] -= minutes
        self.parts[index] += 1
        done = self.left[index] <= 0
        if done:
            self.ready.remove(index)
            for later in self.waiting[index]:
                self.open_requires[later] -= 1
                if not self.open_requires[later]:
                    insort(self.ready, later)
        return Sitting(self.units[index].id, minutes, self.parts[index], done)


def _fill(desk: _Desk, day: StudyDay, long: bool) -> list[Sitting]:
    room = day.unit_minutes
    sittings: list[Sitting] = []
    while desk.ready and room > 0:
        chosen = _choose(desk, room, long, empty=not sittings)
        if chosen is None:
            break
        minutes = min(room, desk.left[chosen])
        sittings.append(desk.sit(chosen, minutes))
        room -= minutes
    return sittings


def _choose(desk: _Desk, room: int, long: bool, empty: bool) -> int | None:
    """The unit to do next in `room` minutes; None when none fits."""
    chapter = desk.units[desk.ready[0]].chapter
    near = [index for index in desk.ready if desk.units[index].chapter == chapter][:LOOK_AHEAD]
    fitting = [index for index in near if _fits(desk, index, room)]
    if not fitting and empty:
        fitting = [index for index in desk.ready if _fits(desk, index, room)][:1]
    if not fitting:
        return None
    if long:
        return min(fitting, key=lambda index: (-desk.units[index].level, index))
    return fitting[0]


def _fits(desk: _Desk, index: int, room: int) -> bool:
    left = desk.left[index]
    return left <= room or (desk.units[index].splits and room >= SITTING_MINUTES)
