"""Authority on what a learner says of themselves: role, forms, start, hours. Read from a mapping, said back as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from course.model import Course, FormName, Pace
from course.plan.calendar import WEEKDAYS, Availability

EARLIEST, LATEST = dt.date(2020, 1, 1), dt.date(2100, 1, 1)
DAY_MINUTES_AT_MOST = 16 * 60
_FORMS = ("predict", "calc", "fix", "write", "deep")


class ProfileError(ValueError):
    """A profile that cannot be planned. `key` names the sentence of `[plan.profile]` in `course/messages.toml`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class Profile:
    """What a plan is made from, besides the course and what is done. Minutes include reviews; weekdays from Monday.

    `known` are ids of units that a diagnostic has shown to be known; `clock` is when a day's study begins, in Shanghai.
    """

    track: str
    start: dt.date
    weekday_minutes: tuple[int, ...]
    week_minutes: int | None = None
    days_off: tuple[dt.date, ...] = ()
    shifts: tuple[tuple[dt.date, int], ...] = ()
    rest: bool = True
    review_minutes: tuple[int, ...] = ()
    deadline: dt.date | None = None
    forms: tuple[FormName, ...] = ()
    known: tuple[str, ...] = ()
    clock: dt.time = dt.time(20)

    @property
    def availability(self) -> Availability:
        """When this learner studies."""
        return Availability(
            self.weekday_minutes,
            self.week_minutes,
            frozenset(self.days_off),
            dict(self.shifts),
            self.rest,
            self.review_minutes,
        )


def check_profile(profile: Profile, course: Course) -> Profile:
    """The profile itself. Raises ProfileError for the first thing that cannot be."""
    tracks = [track.slug for track in course.presets.tracks]
    if profile.track not in tracks:
        raise ProfileError("track", got=profile.track, known="、".join(tracks))
    _check_minutes(profile)
    if not EARLIEST <= profile.start < LATEST:
        raise ProfileError("start", got=profile.start, first=EARLIEST, last=LATEST)
    if profile.deadline and not profile.start <= profile.deadline < LATEST:
        raise ProfileError("deadline", got=profile.deadline, start=profile.start)
    if wrong := set(profile.forms) - set(_FORMS):
        raise ProfileError("forms", got="、".join(sorted(wrong)), known=" ".join(_FORMS))
    return profile


def _check_minutes(profile: Profile) -> None:
    if len(profile.weekday_minutes) != WEEKDAYS:
        raise ProfileError("seven", got=len(profile.weekday_minutes))
    for minutes in (*profile.weekday_minutes, *(minutes for _, minutes in profile.shifts)):
        if not 0 <= minutes <= DAY_MINUTES_AT_MOST:
            raise ProfileError("minutes", got=minutes, most=DAY_MINUTES_AT_MOST)
    if not any(profile.weekday_minutes):
        raise ProfileError("no_time")
    if profile.week_minutes is not None and profile.week_minutes <= 0:
        raise ProfileError("week_minutes", got=profile.week_minutes)
    if profile.review_minutes and len(profile.review_minutes) != WEEKDAYS:
        raise ProfileError("seven", got=len(profile.review_minutes))


def at_pace(pace: Pace, track: str, start: dt.date) -> Profile:
    """The profile of a preset pace; its weeks are the deadline."""
    return Profile(
        track=pace.track or track,
        start=start,
        weekday_minutes=pace.weekday_minutes,
        week_minutes=pace.week_minutes,
        review_minutes=pace.review_minutes,
        deadline=start + dt.timedelta(weeks=pace.weeks, days=-1),
    )


def to_mapping(profile: Profile) -> dict[str, Any]:
    """The profile in JSON's types: days as ISO text."""
    found = asdict(profile)
    found["start"] = profile.start.isoformat()
    found["deadline"] = profile.deadline.isoformat() if profile.deadline else None
    found["clock"] = profile.clock.isoformat("minutes")
    found["days_off"] = [day.isoformat() for day in profile.days_off]
    found["shifts"] = {day.isoformat(): minutes for day, minutes in profile.shifts}
    return found


def from_mapping(data: Mapping[str, Any]) -> Profile:
    """The profile that `to_mapping` wrote. Raises ProfileError when a value is missing or of another kind."""
    try:
        return Profile(
            track=str(data["track"]),
            start=dt.date.fromisoformat(data["start"]),
            weekday_minutes=_whole(data["weekday_minutes"]),
            week_minutes=None if data.get("week_minutes") is None else int(data["week_minutes"]),
            days_off=tuple(sorted(map(dt.date.fromisoformat, data.get("days_off", ())))),
            shifts=tuple(sorted((dt.date.fromisoformat(day), int(n)) for day, n in data.get("shifts", {}).items())),
            rest=bool(data.get("rest", True)),
            review_minutes=_whole(data.get("review_minutes", ())),
            deadline=dt.date.fromisoformat(data["deadline"]) if data.get("deadline") else None,
            forms=cast(tuple[FormName, ...], tuple(map(str, data.get("forms", ())))),
            known=tuple(map(str, data.get("known", ()))),
            clock=dt.time.fromisoformat(data.get("clock", "20:00")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise ProfileError("unreadable", fault=fault) from fault


def _whole(values: Any) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
