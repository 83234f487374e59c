"""Writes a plan as an iCalendar file (RFC 5545): one entry a sitting, one a day's reviews, times in Asia/Shanghai.

An entry keeps its UID when the plan is made again and its SEQUENCE grows, so that importing anew moves entries instead of
doubling them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from course.plan.dating import PlanDay
from course.plan.living import Book
from course.plan.units import Unit
from course.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")
ALARM_BEFORE = dt.timedelta(minutes=10)

_say = Words("course")


def write_ics(book: Book, label: Callable[[Unit], str], link: Callable[[Unit], str]) -> bytes:
    """The calendar file: `label` names a unit, `link` is its page's address or empty."""
    calendar = Calendar()
    calendar.add("prodid", "-//siyu-course//plan//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _say("plan.ics.name"))
    calendar.add("x-wr-timezone", SHANGHAI.key)
    units = {unit.id: unit for unit in book.units}
    for day in book.days:
        for event in _day_events(book, day, units, label, link):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _day_events(
    book: Book, day: PlanDay, units: dict[str, Unit], label: Callable[[Unit], str], link: Callable[[Unit], str]
) -> list[Event]:
    """The day's sittings one after another from the learner's hour, then the reviews. The first of them rings."""
    at = dt.datetime.combine(day.day, book.profile.clock, SHANGHAI)
    events: list[Event] = []
    for sitting in day.sittings:
        unit = units[sitting.unit]
        part = "" if sitting.part == 1 and sitting.last else _say("plan.part", part=sitting.part)
        event = _event(book, f"{unit.id}/{sitting.part}", label(unit) + part, at, sitting.minutes)
        if address := link(unit):
            event.add("url", address)
        events.append(event)
        at += dt.timedelta(minutes=sitting.minutes)
    if day.review_minutes:
        name = _say("plan.review", minutes=day.review_minutes)
        events.append(_event(book, f"review/{day.day}", name, at, day.review_minutes))
    if events:
        events[0].add_component(_alarm(str(events[0]["summary"])))
    return events


def _event(book: Book, name: str, summary: str, at: dt.datetime, minutes: int) -> Event:
    event = Event()
    event.add("uid", f"{book.id}/{name}@siyu-course")
    event.add("sequence", book.revision)
    event.add("dtstamp", dt.datetime.combine(book.made_on, dt.time(), dt.UTC))
    event.add("dtstart", at)
    event.add("dtend", at + dt.timedelta(minutes=minutes))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("description", summary)
    return alarm
