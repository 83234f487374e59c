"""Authority on plans: a learner's profile and the course's units to dated days, or what would have to give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import median_low

from course.plan.calendar import WEEKDAYS, Availability, Holidays, chinese_holidays, study_days
from course.plan.dating import NeverDoneError, PlanDay, TooLongError, check_lengths, date_units
from course.plan.units import Unit

_DAY_MINUTES_AT_MOST = 16 * 60
_SAMPLE_DAYS = 56


@dataclass(frozen=True)
class Plan:
    """Units dated from `start`. `exact_until` is the last year whose public holidays are as announced."""

    start: dt.date
    units: tuple[Unit, ...]
    days: tuple[PlanDay, ...]
    exact_until: int

    @property
    def end(self) -> dt.date:
        """The day of the last sitting; `start` when there is nothing to do."""
        return self.days[-1].day if self.days else self.start

    @property
    def weeks(self) -> int:
        """Weeks of seven days from `start` to `end`, begun ones included."""
        return (self.end - self.start).days // WEEKDAYS + 1


class DoesNotFitError(ValueError):
    """No plan ends by the deadline. Raised with what would: weeks at these hours, or minutes a week until then.

    `least_weeks` is None when no number of weeks helps (a unit is longer than every day, or there is no time at all);
    `least_week_minutes` is None when even sixteen hours a day do not.
    """

    def __init__(self, least_weeks: int | None, least_week_minutes: int | None, too_long: TooLongError | None) -> None:
        super().__init__("deadline")
        self.least_weeks, self.least_week_minutes, self.too_long = least_weeks, least_week_minutes, too_long


def make_plan(
    units: Sequence[Unit],
    start: dt.date,
    availability: Availability,
    deadline: dt.date | None = None,
    review_share: float = 0.1,
) -> Plan:
    """The plan of `units` from `start`; the same input gives the same plan. Raises DoesNotFitError.

    Hard: prerequisites, minutes of a day and a week, the share of reviews, the deadline (its day included).
    """
    holidays = chinese_holidays(start.year, start.year + 3)
    try:
        plan = _plan(tuple(units), start, availability, holidays, review_share)
    except (TooLongError, NeverDoneError) as fault:
        least = _least_week_minutes(tuple(units), start, availability, holidays, review_share, deadline)
        raise DoesNotFitError(None, least, fault if isinstance(fault, TooLongError) else None) from None
    if deadline is not None and plan.end > deadline:
        least = _least_week_minutes(plan.units, start, availability, holidays, review_share, deadline)
        raise DoesNotFitError(plan.weeks, least, None)
    return plan


def _plan(
    units: tuple[Unit, ...], start: dt.date, availability: Availability, holidays: Holidays, review_share: float
) -> Plan:
    days = study_days(availability, holidays, start, review_share)
    sample = _first_weeks(availability, holidays, start, review_share)
    check_lengths(units, max(sample, default=0))
    dated = date_units(units, days, median_low(sample) if sample else 0)
    return Plan(start, units, dated, holidays.exact_until)


def _first_weeks(availability: Availability, holidays: Holidays, start: dt.date, review_share: float) -> list[int]:
    """Minutes for new work of the study days in the first eight weeks: what a long day is measured against."""
    days = study_days(availability, holidays, start, review_share)
    return [day.unit_minutes for day in takewhile(lambda day: (day.day - start).days < _SAMPLE_DAYS, days)]


def _least_week_minutes(
    units: tuple[Unit, ...],
    start: dt.date,
    availability: Availability,
    holidays: Holidays,
    review_share: float,
    deadline: dt.date | None,
) -> int | None:
    """The fewest minutes a week, in steps of a hundredth of today's, that make the plan fit; None when none do."""
    weekly = sum(availability.weekday_minutes)
    if not weekly:
        return None
    for percent in range(101, 100 * _DAY_MINUTES_AT_MOST * WEEKDAYS // weekly + 1, 1):
        more = _scaled(availability, percent)
        try:
            plan = _plan(units, start, more, holidays, review_share)
        except (TooLongError, NeverDoneError):
            continue
        if deadline is None or plan.end <= deadline:
            return sum(more.weekday_minutes)
    return None


def _scaled(availability: Availability, percent: int) -> Availability:
    """The same week with `percent` of its minutes, a day never over sixteen hours; shifts and days off stay."""
    minutes = tuple(min(_DAY_MINUTES_AT_MOST, -(-m * percent // 100)) for m in availability.weekday_minutes)
    limit = availability.week_minutes
    return replace(
        availability, weekday_minutes=minutes, week_minutes=None if limit is None else -(-limit * percent // 100)
    )
