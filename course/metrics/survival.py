"""Times until something happens, with those to whom it has not happened yet (right-censored): Kaplan–Meier, Greenwood."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import narwhals as nw

from course.metrics.estimates import UNKNOWN, Estimate, Interval, Z
from course.metrics.frames import DAY, Moment, Native, col, instant, read, rows, whole


@dataclass(frozen=True)
class Step:
    """One time with events: at_risk counts those censored at the same time; the interval is None where survival is 0."""

    t: float
    at_risk: int
    events: int
    censored: int
    survival: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """The Kaplan–Meier curve of n spells: its steps by time; `last` is the longest time anyone was seen."""

    id: str
    steps: tuple[Step, ...]
    n: int
    last: float

    def at(self, t: float) -> Estimate:
        """S(t); None beyond the last time anyone was seen, unless nobody was left."""
        past = [step for step in self.steps if step.t <= t]
        gone = bool(past) and past[-1].survival == 0
        value, low, high = (past[-1].survival, past[-1].low, past[-1].high) if past else (1.0, 1.0, 1.0)
        seen = self.n > 0 and (t <= self.last or gone)
        return Estimate(
            id=self.id, value=value if seen else None, low=low if seen else None, high=high if seen else None,
            n=self.n, n_total=self.n, window=f"[0, {t:g}]",
        )  # fmt: skip

    def quantile(self, q: float) -> Estimate:
        """The least t with S(t) ≤ 1 − q and its interval (the band read backwards); None where it is not reached."""
        low = next((step.t for step in self.steps if step.low is not None and step.low <= 1 - q), None)
        value = next((step.t for step in self.steps if step.survival <= 1 - q), None)
        high = next((step.t for step in self.steps if step.high is not None and step.high <= 1 - q), None)
        return Estimate(
            id=self.id, value=value, low=low, high=high, n=self.n, n_total=self.n, window=f"q={q:g}"
        )  # fmt: skip


def survival_probability(spells: Native, *, duration: str = "days", event: str = "ended") -> Curve:
    """survival_probability: the Kaplan–Meier curve S(t) = Π(1 − d/n) with Greenwood's interval, cut to [0, 1].

    `spells`: one row a person; `duration` (float, in the unit of t), `event` (bool, False = censored). Rows without
    a duration are left out. Of one time events come before censoring. Sources: Kaplan & Meier 1958; Greenwood 1926.
    """
    marks = read(spells, "spells", duration, event).filter(~col(duration).is_null())
    seen = marks.with_columns(event=nw.when(col(event)).then(1).otherwise(0))
    times = rows(seen.group_by(duration).agg(gone=nw.len(), d=col("event").sum()).sort(duration))
    at_risk = n = sum(line["gone"] for line in times)
    steps, survival, spread = [], 1.0, 0.0
    for line in times:
        events = whole(line["d"])
        if events:
            survival *= 1 - events / at_risk
            spread += events / (at_risk * (at_risk - events)) if at_risk > events else 0.0
            low, high = _greenwood(survival, spread) if at_risk > events else UNKNOWN
            steps.append(Step(line[duration], at_risk, events, line["gone"] - events, survival, low, high))
        at_risk -= line["gone"]
    return Curve("survival_probability", tuple(steps), n, times[-1][duration] if times else 0.0)


def _greenwood(survival: float, spread: float) -> Interval:
    half = Z * survival * sqrt(spread)
    return max(0.0, survival - half), min(1.0, survival + half)


def member_spells(members: Native, *, asof: Moment) -> Native:
    """A spell for each member who joined before asof: days (float) until leaving (ended) or until asof (censored).

    `members`: member_id, joined_at, left_at. The frame is of the kind given.
    """
    end = instant(asof)
    joined = read(members, "members", "member_id", "joined_at", "left_at").filter(col("joined_at") < end)
    ended = joined.with_columns(ended=(~col("left_at").is_null()) & (col("left_at").fill_null(end) < end))
    until = nw.when(col("ended")).then(col("left_at")).otherwise(nw.lit(end))
    return ended.select("member_id", "ended", days=(until - col("joined_at")) / DAY).to_native()
