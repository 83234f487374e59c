"""Authority on what progress logs say of how long lessons and forms took, so that a class corrects what is declared.

A log has no "opened": a lesson leaves `run` and `guess`, and `read` when its end has been on screen; a form leaves checks. So
the time between two events next to each other belongs to what the later one names: whoever checks at 20:12 and was last heard
of at 20:05 spent those seven minutes on that check. A gap longer than a pause (`course/timing.toml`) says nothing, nor does the
time before the first event of all: what has such a gap in it is told as not known, never as a guess. Nobody's pass after having
looked at the solution counts. Each learner and unit counts once, up to the first time it was done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from course.progress import Log

_LESSON = ("run", "guess", "read")
_EXERCISE = ("hint", "solution", "check")


@dataclass(frozen=True)
class Measured:
    """Minutes that learners took: median and quartiles of the `n` whose log tells; None when there is none.

    `unknown` are those who did it while their log does not say how long it took.
    """

    n: int
    unknown: int
    median: float | None = None
    low: float | None = None
    high: float | None = None


def spent(log: Log, pause: timedelta) -> dict[str, float | None]:
    """Minutes up to the first time each unit was done, by the plan's ids (`chapter/lesson`, `E3.4/write`); None: not known."""
    done: dict[str, float | None] = {}
    gaps: dict[str, list[float | None]] = defaultdict(
        list
    )  # by ref, those of forms once a check says which form it was
    before: datetime | None = None
    for event in log.events:
        now = datetime.fromisoformat(event.at)
        known = before is not None and now - before <= pause and event.kind != "solution"
        gap = (now - before).total_seconds() / 60 if before and known else None
        before = now
        if event.kind in (*_LESSON, *_EXERCISE):
            gaps[event.ref].append(gap)
        if event.kind == "check":
            form = f"{event.ref}/{event.payload.get('form')}"
            gaps[form] += gaps.pop(event.ref)
            if event.payload.get("status") == "passed":
                done.setdefault(form, _sum(gaps[form]))
        elif event.kind == "read":
            done.setdefault(event.ref, _sum(gaps[event.ref]))
    return done


def measured(logs: Iterable[Log], pause: timedelta) -> dict[str, Measured]:
    """Every unit that somebody did, over the logs of different learners."""
    found: dict[str, list[float | None]] = defaultdict(list)
    for log in logs:
        for unit, minutes in spent(log, pause).items():
            found[unit].append(minutes)
    return {unit: _summary(values) for unit, values in found.items()}


def _sum(gaps: list[float | None]) -> float | None:
    told = [gap for gap in gaps if gap is not None]
    return sum(told) if len(told) == len(gaps) else None


def _summary(values: list[float | None]) -> Measured:
    told = sorted(value for value in values if value is not None)
    unknown = len(values) - len(told)
    if not told:
        return Measured(0, unknown)
    low, _, high = quantiles(told, n=4, method="inclusive") if len(told) > 1 else told * 3
    return Measured(len(told), unknown, median(told), low, high)
