"""Authority on when a learner can study: minutes of each day from weekdays, days off, shifts and Chinese public holidays.

Public holidays and make-up workdays come from `chinesecalendar`, which is exact for the years the State Council has
announced; later years have the statutory days of `holidays` and no make-up workdays, and are said to be estimates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

DAY = dt.timedelta(days=1)
WEEKDAYS = 7
HORIZON_DAYS = 3 * 366
_SATURDAY = 5


@dataclass(frozen=True)
class Holidays:
    """Days off and make-up workdays by date; up to and with `exact_until` they are as announced, later an estimate."""

    off: frozenset[dt.date]
    makeup: frozenset[dt.date]
    exact_until: int


@dataclass(frozen=True)
class Availability:
    """When a learner studies: minutes a weekday from Monday, reviews included.

    `days_off` have none; `shifts` replace a day's minutes; with `rest` set public holidays have none and a make-up
    workday has those of the shortest workday. `week_minutes` bounds an ISO week, None when nothing does.
    `review_minutes` by weekday replaces the share of each day that reviews get.
    """

    weekday_minutes: tuple[int, ...]
    week_minutes: int | None = None
    days_off: frozenset[dt.date] = frozenset()
    shifts: dict[dt.date, int] = field(default_factory=dict)
    rest: bool = True
    review_minutes: tuple[int, ...] = ()


@dataclass(frozen=True)
class StudyDay:
    """A day with time: `unit_minutes` for new work, `review_minutes` kept for reviews."""

    day: dt.date
    unit_minutes: int
    review_minutes: int

    @property
    def minutes(self) -> int:
        """All of the day's minutes."""
        return self.unit_minutes + self.review_minutes


def announced_until() -> int:
    """The last year whose public holidays and make-up workdays are known as announced."""
    import chinese_calendar

    return int(max(chinese_calendar.constants.workdays).year)


@cache
def chinese_holidays(first: int, last: int) -> Holidays:
    """Public holidays and make-up workdays of the years from `first` to `last`, both included."""
    import chinese_calendar
    import holidays

    known = chinese_calendar.constants
    exact_until = announced_until()
    later = holidays.country_holidays("CN", years=range(max(first, exact_until + 1), last + 1))
    announced = (day for day in known.holidays if first <= day.year <= last)
    makeup = frozenset(day for day in known.workdays if first <= day.year <= last)
    return Holidays(frozenset(announced) | frozenset(later), makeup, exact_until)


def study_days(
    availability: Availability, holidays: Holidays, start: dt.date, review_share: float
) -> Iterator[StudyDay]:
    """Days with time from `start` on, in order, for HORIZON_DAYS; a day without minutes is left out.

    A week's limit cuts its later days. Reviews take their share of a day first, rounded up to whole minutes.
    """
    day, week, left = start, start.isocalendar()[:2], availability.week_minutes
    for _ in range(min(HORIZON_DAYS, (dt.date.max - start).days)):
        if day.isocalendar()[:2] != week:
            week, left = day.isocalendar()[:2], availability.week_minutes
        minutes = day_minutes(availability, holidays, day)
        if left is not None:
            minutes = min(minutes, left)
            left -= minutes
        if minutes > 0:
            review = _review(availability, day, minutes, review_share)
            yield StudyDay(day, minutes - review, review)
        day += DAY


def day_minutes(availability: Availability, holidays: Holidays, day: dt.date) -> int:
    """Minutes of one day before the week's limit. What is said of the day itself goes before what the calendar says."""
    if day in availability.days_off:
        return 0
    if day in availability.shifts:
        return availability.shifts[day]
    if availability.rest and day in holidays.off:
        return 0
    minutes = availability.weekday_minutes[day.weekday()]
    if availability.rest and day in holidays.makeup and day.weekday() >= _SATURDAY:
        return min(minutes, min(availability.weekday_minutes[:_SATURDAY]))
    return minutes


def _review(availability: Availability, day: dt.date, minutes: int, share: float) -> int:
    if availability.review_minutes:
        return min(minutes, availability.review_minutes[day.weekday()])
    permille = round(share * 1000)
    return -(-minutes * permille // 1000)
