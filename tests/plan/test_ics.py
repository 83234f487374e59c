"""The calendar file, read by two parsers that know nothing of each other."""

from __future__ import annotations

import datetime as dt
import warnings
from itertools import pairwise
from typing import Any

import pytest
from icalendar import Calendar

from course.plan.ics import write_ics
from course.plan.living import Book, new_book, replan
from course.plan.profile import Profile
from course.plan.views import unit_name
from course.progress import Event, Log
from tests.plan.small_course import small_course

COURSE = small_course()
MONDAY = dt.date(2026, 3, 2)
SHANGHAI = dt.timedelta(hours=8)
BOOK = new_book(COURSE, Profile("all", MONDAY, (40, 40, 40, 40, 40, 0, 0), clock=dt.time(19, 30)), Log(), MONDAY)


def written(book: Book = BOOK, site: str = "") -> bytes:
    return write_ics(book, unit_name, lambda unit: site and f"{site}/{unit.ref}/")


def by_icalendar(data: bytes) -> list[tuple[str, str, dt.datetime, dt.datetime]]:
    events = Calendar.from_ical(data).walk("VEVENT")
    return sorted((str(e["uid"]), str(e["summary"]), e.decoded("dtstart"), e.decoded("dtend")) for e in events)


def by_vobject(data: bytes) -> list[tuple[str, str, dt.datetime, dt.datetime]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the parser's own making
        import vobject

        events: list[Any] = vobject.readOne(data.decode("utf-8")).vevent_list
        return sorted((e.uid.value, e.summary.value, e.dtstart.value, e.dtend.value) for e in events)


def test_two_parsers_read_the_same_entries() -> None:
    one, other = by_icalendar(written()), by_vobject(written())
    assert one == other
    assert len(one) == sum(len(day.sittings) + (day.review_minutes > 0) for day in BOOK.days)


def test_a_day_begins_at_the_learner_s_hour_in_shanghai_and_its_entries_follow_each_other() -> None:
    first = [entry[2:] for entry in by_icalendar(written()) if entry[2].date() == MONDAY]
    first.sort()
    assert first[0][0] == dt.datetime(2026, 3, 2, 11, 30, tzinfo=dt.UTC)
    assert first[0][0].utcoffset() == SHANGHAI
    assert all(end == start for (_, end), (start, _) in pairwise(first))
    minutes = sum((end - start).seconds // 60 for start, end in first)
    assert minutes == sum(s.minutes for s in BOOK.days[0].sittings) + BOOK.days[0].review_minutes


def test_the_zone_is_in_the_file_and_every_line_is_short() -> None:
    zones = Calendar.from_ical(written()).walk("VTIMEZONE")
    assert [str(zone["tzid"]) for zone in zones] == ["Asia/Shanghai"]
    assert all(len(line) <= 75 for line in written().split(b"\r\n"))


def test_each_day_rings_once_ten_minutes_before() -> None:
    calendar = Calendar.from_ical(written())
    ringing = [event for event in calendar.walk("VEVENT") if event.walk("VALARM")]
    assert [event.decoded("dtstart").date() for event in ringing] == [day.day for day in BOOK.days]
    alarms = calendar.walk("VALARM")
    assert {alarm.decoded("trigger") for alarm in alarms} == {dt.timedelta(minutes=-10)}
    assert {str(alarm["action"]) for alarm in alarms} == {"DISPLAY"}


def test_replanning_keeps_an_entry_s_uid_and_raises_its_sequence() -> None:
    log = Log((Event("e", "2026-03-02T00:00:00.000Z", "d", "read", "base/counting"),))
    fresh, _ = replan(COURSE, BOOK, log, MONDAY + dt.timedelta(days=9))
    before = {name: start for name, _, start, _ in by_icalendar(written())}
    after = {name: start for name, _, start, _ in by_icalendar(written(fresh))}
    units = {uid for uid, text, *_ in by_icalendar(written(fresh)) if "复习" not in text}
    assert units < set(before), "only what is done has gone"
    assert all(after[uid] > before[uid] for uid in units)
    sequences = {int(event["sequence"]) for event in Calendar.from_ical(written(fresh)).walk("VEVENT")}
    assert sequences == {1}


def test_uids_are_unique_and_another_plan_s_are_others() -> None:
    uids = [uid for uid, *_ in by_icalendar(written())]
    assert len(set(uids)) == len(uids)
    other = new_book(COURSE, BOOK.profile, Log(), MONDAY)
    assert not set(uids) & {uid for uid, *_ in by_icalendar(written(other))}


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert written() == written()


@pytest.mark.parametrize("site", ["", "https://site.example"])
def test_a_link_stands_where_the_site_is_known(site: str) -> None:
    urls = [str(event.get("url", "")) for event in Calendar.from_ical(written(site=site)).walk("VEVENT")]
    assert any(urls) == bool(site)
    assert all(url.startswith(site) for url in urls if url)
