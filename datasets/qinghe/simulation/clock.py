"""Time and the few forms everything is made of: the window, the season, ids, text and instants, weighted draws.

Inside, time is seconds since START (float, NaN when missing) and money is whole fen.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ZONE = "Asia/Shanghai"
START = pd.Timestamp("2024-03-01", tz=ZONE)
DAYS = 730
DAY = 86_400.0
END = DAYS * DAY
REPORTED = (0.85, 0.60, 0.30)              # share of rows that had arrived at export, for each of the last days
GROWTH_WEEKS = 33.0                        # joins grow by a factor e in this many weeks

WEEKDAYS = (1.0, 1.0, 1.0, 1.0, 1.0, 1.25, 1.20)           # Monday first
PEAKS = {"2024-06-18": 2.2, "2024-11-11": 2.6, "2025-01-29": 0.5,
         "2025-06-18": 2.2, "2025-11-11": 2.6, "2026-02-17": 0.5}
HOURS = (2.8, 1.6, 0.8, 0.4, 0.4, 1.0, 3.2, 5.0, 5.0, 5.2, 6.0, 6.2,       # from midnight: late and early tea
         5.8, 4.8, 4.4, 4.6, 4.6, 4.4, 4.6, 5.8, 7.2, 8.0, 7.0, 5.0)


class Season:
    """Business time: the hours of the window weighted by weekday, peak day and hour of day. One unit is a mean week."""

    def __init__(self) -> None:
        days = pd.date_range(START.tz_localize(None), periods=DAYS)
        self.day_weights: Floats = np.array(WEEKDAYS)[days.day_of_week]
        self.day_weights *= np.array([PEAKS.get(str(day.date()), 1.0) for day in days])
        hours = (self.day_weights[:, None] * np.array(HOURS)).ravel()
        self.weeks = DAYS / 7
        self._passed = np.concatenate([[0.0], np.cumsum(hours)]) * (self.weeks / hours.sum())
        self._seconds = np.arange(DAYS * 24 + 1) * 3600.0

    def at(self, weeks: Floats) -> Floats:
        """Seconds at that business time; NaN from the end of the window on."""
        seconds: Floats = np.interp(weeks, self._passed, self._seconds, right=np.nan)
        return seconds

    def passed(self, seconds: Floats) -> Floats:
        """Business weeks passed by those seconds."""
        weeks: Floats = np.interp(seconds, self._seconds, self._passed)
        return weeks


SEASON = Season()


def grown(u: Floats) -> Floats:
    """Quantiles, in business weeks, of moments that grow in number exponentially over the window."""
    weeks: Floats = GROWTH_WEEKS * np.log1p(u * np.expm1(SEASON.weeks / GROWTH_WEEKS))
    return weeks


def arrived(rng: np.random.Generator, seconds: Floats) -> Bools:
    """Which rows had arrived at export: all but some of the last days'."""
    day = np.clip((seconds - END) // DAY + len(REPORTED), -1, len(REPORTED) - 1).astype(int)
    arrived: Bools = rng.random(len(seconds)) < np.append(REPORTED, 1.0)[day]
    return arrived


def pick(rng: np.random.Generator, n: int, weights: Iterable[float]) -> Ints:
    """`n` indices drawn by weight."""
    edges = np.cumsum(list(weights))
    picked: Ints = np.searchsorted(edges, rng.random(n) * edges[-1], side="right").astype(np.int64)
    return picked


def ids(prefix: str, n: int, digits: int, first: int = 1) -> NDArray[np.object_]:
    """`n` ids, numbered on from `first`."""
    written = f"{prefix}%0{digits}d".__mod__            # three times as fast as formatting each
    return np.array(list(map(written, range(first, first + n))), dtype=object)


def text(values: object) -> pd.Series:
    return pd.Series(values, dtype="str")


def instants(seconds: Floats) -> pd.Series:
    """Instants from whole seconds since START; NaT from NaN."""
    known = ~np.isnan(seconds)
    epoch = np.where(known, seconds, 0).astype(np.int64) + int(START.timestamp())
    at = epoch.astype("M8[s]").astype("M8[us]")
    at[~known] = np.datetime64("NaT")
    return pd.Series(pd.DatetimeIndex(at).tz_localize("UTC").tz_convert(ZONE))


def days(on: Ints) -> pd.Series:
    """Business days from whole days since START; NaT where below -9000."""
    at = np.datetime64(START.tz_localize(None), "D") + np.asarray(on, dtype=np.int64)
    at = at.astype("M8[us]")
    at[np.asarray(on) < -9000] = np.datetime64("NaT")
    return pd.Series(at)


def hours(rng: np.random.Generator, n: int) -> Floats:
    """Seconds into the day, by the hours people are about."""
    seconds: Floats = (pick(rng, n, HOURS) + rng.random(n)) * 3600.0
    return seconds


def at(text: str) -> float:
    """Seconds since START of a moment written in local time."""
    return (pd.Timestamp(text, tz=ZONE) - START).total_seconds()


def chosen(rng: np.random.Generator, n: int, weighted: dict[str, float]) -> NDArray[np.object_]:
    """`n` of the names, drawn by weight; "" stands for none (None)."""
    names = np.array([name or None for name in weighted], dtype=object)
    drawn: NDArray[np.object_] = names[pick(rng, n, weighted.values())]
    return drawn


def either(flag: Bools, values: object) -> NDArray[np.object_]:
    """`values` where the flag holds, None elsewhere."""
    return np.where(flag, values, None)
