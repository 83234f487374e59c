"""The options of `course plan new` as a profile, and the sentence when no plan fits it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar, cast

from course.commands.terminal import refuse, say
from course.model import Course, FormName, Pace
from course.plan.planner import DoesNotFitError
from course.plan.profile import Profile, ProfileError, at_pace
from course.plan.units import CycleError
from course.plan.views import unit_name

Made = TypeVar("Made")


def profile_at(course: Course, role: str, pace: str, start: dt.date, minutes: str) -> Profile:
    """The profile of a preset pace, or of the minutes given; with neither, the slowest preset."""
    track = role or next((track.slug for track in course.presets.tracks), "")
    if minutes:
        return Profile(track, start, week_of(minutes))
    known = {found.slug: found for found in course.presets.paces}
    chosen = known.get(pace) if pace else _slowest(course)
    if chosen is None:
        refuse(say("plan.pace", got=pace, known="、".join(known)))
    return at_pace(chosen, track, start)


def _slowest(course: Course) -> Pace | None:
    return max((pace for pace in course.presets.paces if not pace.track), key=lambda pace: pace.weeks, default=None)


def week_of(text: str) -> tuple[int, ...]:
    """Minutes from Monday, like 30,30,30,30,30,90,90."""
    try:
        return tuple(int(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        refuse(say("plan.profile.seven", got=text))


def clock_of(text: str) -> dt.time:
    """A time of day like 20:00."""
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        refuse(say("plan.profile.clock", got=text))


def shift_of(text: str) -> tuple[dt.date, int]:
    """A day's own minutes, like 2026-03-07=120."""
    day, _, minutes = text.partition("=")
    try:
        return dt.date.fromisoformat(day), int(minutes)
    except ValueError:
        refuse(say("plan.profile.shift", got=text))


def forms_of(text: str) -> tuple[FormName, ...]:
    """Forms parted by commas; `check_profile` says which do not exist."""
    return cast(tuple[FormName, ...], tuple(filter(None, text.replace("，", ",").split(","))))


def fitting(profile: Profile, make: Callable[[], Made]) -> Made:
    """What `make` gives, or one message that says what would have to give, and exit 2."""
    try:
        return make()
    except ProfileError as fault:
        refuse(say(f"plan.profile.{fault.key}", **fault.values))
    except CycleError as fault:
        refuse(say("plan.fit.cycle", ids=fault))
    except DoesNotFitError as fault:
        refuse("\n".join(_what_would_fit(profile, fault)))


def _what_would_fit(profile: Profile, fault: DoesNotFitError) -> list[str]:
    lines = []
    if fault.too_long:
        unit = fault.too_long.unit
        room = fault.too_long.room
        lines.append(say("plan.fit.too_long", name=unit_name(unit), minutes=unit.minutes, room=room))
    elif fault.least_weeks is None:
        lines.append(say("plan.fit.never"))
    else:
        end = profile.start + dt.timedelta(weeks=fault.least_weeks, days=-1)
        lines.append(say("plan.fit.weeks", deadline=profile.deadline, weeks=fault.least_weeks, end=end))
    if fault.least_week_minutes:
        lines.append(say("plan.fit.minutes", minutes=fault.least_week_minutes, now=sum(profile.weekday_minutes)))
    return lines
