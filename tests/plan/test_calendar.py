"""Days with time: weekdays, days off, shifts, public holidays and make-up workdays."""

from __future__ import annotations

import datetime as dt
from itertools import islice

from course.plan.calendar import Availability, StudyDay, chinese_holidays, day_minutes, study_days

WEEK = Availability((40, 40, 40, 40, 30, 90, 90))
HOLIDAYS_2026 = chinese_holidays(2026, 2026)


def test_spring_festival_has_no_minutes() -> None:
    assert day_minutes(WEEK, HOLIDAYS_2026, dt.date(2026, 2, 17)) == 0


def test_a_make_up_saturday_has_the_shortest_workdays_minutes() -> None:
    assert day_minutes(WEEK, HOLIDAYS_2026, dt.date(2026, 2, 14)) == 30


def test_whoever_does_not_rest_keeps_the_weekdays() -> None:
    working = Availability(WEEK.weekday_minutes, rest=False)
    assert day_minutes(working, HOLIDAYS_2026, dt.date(2026, 2, 17)) == 40
    assert day_minutes(working, HOLIDAYS_2026, dt.date(2026, 2, 14)) == 90


def test_a_shift_goes_before_the_holiday_and_a_day_off_before_the_shift() -> None:
    festival = dt.date(2026, 2, 17)
    shifted = Availability(WEEK.weekday_minutes, shifts={festival: 60})
    assert day_minutes(shifted, HOLIDAYS_2026, festival) == 60
    both = Availability(WEEK.weekday_minutes, shifts={festival: 60}, days_off=frozenset({festival}))
    assert day_minutes(both, HOLIDAYS_2026, festival) == 0


def test_years_after_the_announced_ones_are_estimates_without_make_up_days() -> None:
    later = chinese_holidays(2026, 2040)
    assert dt.date(later.exact_until + 1, 1, 1) in later.off
    assert max(later.makeup).year <= later.exact_until


def test_a_weeks_limit_cuts_its_last_days() -> None:
    week = Availability((60,) * 7, week_minutes=150, rest=False)
    found = list(islice(study_days(week, HOLIDAYS_2026, dt.date(2026, 3, 2), 0.1), 4))
    assert [(day.day.day, day.minutes) for day in found] == [(2, 60), (3, 60), (4, 30), (9, 60)]


def test_reviews_are_a_tenth_rounded_up() -> None:
    week = Availability((25,) * 7, rest=False)
    assert next(study_days(week, HOLIDAYS_2026, dt.date(2026, 3, 2), 0.1)) == StudyDay(dt.date(2026, 3, 2), 22, 3)


def test_reviews_may_have_a_day_of_their_own() -> None:
    week = Availability((30, 0, 90, 0, 60, 0, 0), rest=False, review_minutes=(30, 0, 0, 0, 0, 0, 0))
    found = list(islice(study_days(week, HOLIDAYS_2026, dt.date(2026, 3, 2), 0.1), 3))
    assert [(day.unit_minutes, day.review_minutes) for day in found] == [(0, 30), (90, 0), (60, 0)]


def test_days_end_before_the_calendar_does() -> None:
    last = dt.date.max - dt.timedelta(days=2)
    assert len(list(study_days(Availability((60,) * 7), chinese_holidays(2026, 2026), last, 0.1))) == 2
