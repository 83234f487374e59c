"""What customers cost and what money brings back: CAC, ROAS, ROI, LTV to come, growth and the words for change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import narwhals as nw

from course.metrics.estimates import Estimate, Z, ratio
from course.metrics.frames import Moment, Native, col, day_of, instant, read, rows, whole, window

_COSTS = ("media_cost_fen", "incentive_cost_fen", "staff_cost_fen")


def cac_media(
    channel_costs: Native, members: Native, *, start: Moment, end: Moment, counted_at: str = "joined_at"
) -> dict[str, Estimate]:
    """cac_media: media fen a new customer, by channel_id, [start, end); both windows the same.

    `channel_costs`: cost_date, channel_id, media_cost_fen; `members`: channel_id and `counted_at`, the instant one
    becomes a new customer (joined, activated or first paid: say which). The interval is that of the number of customers,
    n ± 1.96·√n (Poisson); no upper end when n ≤ 3.
    """
    spent = _spent(channel_costs, start, end, _COSTS[:1])
    return _cac("cac_media", spent, _customers(members, start, end, counted_at), window(start, end))


def cac_full(
    channel_costs: Native, members: Native, *, start: Moment, end: Moment, shared_cost_fen: int = 0,
    counted_at: str = "joined_at",
) -> dict[str, Estimate]:  # fmt: skip
    """cac_full: media, incentives, staff and a share of `shared_cost_fen` by new customers, fen a new customer.

    As `cac_media`. The parts of the shared cost add up to it (float fen); with no new customer at all it stays whole in
    nobody's cost.
    """
    new = _customers(members, start, end, counted_at)
    everyone = sum(new.values())
    spent = _spent(channel_costs, start, end, _COSTS)
    full = {
        channel: spent.get(channel, 0) + (shared_cost_fen * new.get(channel, 0) / everyone if everyone else 0)
        for channel in spent.keys() | new.keys()
    }
    return _cac("cac_full", full, new, window(start, end))


def _spent(channel_costs: Native, start: Moment, end: Moment, columns: Sequence[str]) -> dict[str, float]:
    costs = read(channel_costs, "channel_costs", "cost_date", "channel_id", *columns)
    first, last = (instant(moment) for moment in (start, end))
    days = costs.filter(col("cost_date") >= _day(first), col("cost_date") < _day(last))
    added = days.group_by("channel_id").agg(*(col(column).sum() for column in columns))
    return {line["channel_id"]: sum(whole(line[column]) for column in columns) for line in rows(added)}


def _day(at: int) -> nw.Expr:
    return day_of(nw.lit(at))


def _customers(members: Native, start: Moment, end: Moment, counted_at: str) -> dict[str, int]:
    new = read(members, "members", "channel_id", counted_at, within={counted_at: (start, end)})
    return {line["channel_id"]: whole(line["n"]) for line in rows(new.group_by("channel_id").agg(n=nw.len()))}


def _cac(name: str, spent: dict[str, float], new: dict[str, int], span: str) -> dict[str, Estimate]:
    found = {}
    for channel in sorted(spent.keys() | new.keys()):
        cost, n = spent.get(channel, 0), new.get(channel, 0)
        half = Z * sqrt(n)
        found[channel] = Estimate(
            id=name, value=cost / n if n else None, low=cost / (n + half) if n else None,
            high=cost / (n - half) if n > half else None, numerator=cost, denominator=n, n=n, n_total=n, window=span,
        )  # fmt: skip
    return found


def roas(revenue_fen: float, spend_fen: float, *, attribution: str = "") -> Estimate:
    """roas: attributed revenue over spend (times); None when nothing was spent. `attribution` names the window."""
    return ratio("roas", revenue_fen, spend_fen, attribution)


def roi(profit_fen: float, spend_fen: float, *, attribution: str = "") -> Estimate:
    """roi: attributed profit less spend, over spend (fraction); None when nothing was spent."""
    return ratio("roi", profit_fen - spend_fen, spend_fen, attribution)


def ltv_pred(survival: Sequence[float], margin_fen: Sequence[float], *, discount_rate: float) -> Estimate:
    """ltv_pred: Σ S(t)·m(t)/(1+r)^t, t from 0; fen a starting member, over the periods given.

    `survival`: probability of still being a member; `margin_fen`: expected profit of one who is; `discount_rate` a period.
    """
    parts = zip(survival, margin_fen, strict=True)
    value = sum(alive * margin / (1 + discount_rate) ** t for t, (alive, margin) in enumerate(parts))
    return Estimate(id="ltv_pred", value=value, numerator=value, window=f"[0, {len(survival)})")


def cagr(v0: float, y0: int, v1: float, y1: int) -> Estimate:
    """cagr: (v1/v0)^(1/(y1−y0)) − 1, a fraction a year; None for one year or v0 ≤ 0 (or v1 < 0, which has no root)."""
    defined = y1 != y0 and v0 > 0 and v1 >= 0
    value = (v1 / v0) ** (1 / (y1 - y0)) - 1 if defined else None
    return Estimate(id="cagr", value=value, numerator=v1, denominator=v0, window=f"[{y0}, {y1}]")


def baseline_ceiling(pct: float) -> Estimate:
    """baseline_ceiling: the largest share before a rise of `pct` %: 1/(1 + pct/100), at most 1; None for pct ≤ −100."""
    grown = 1 + pct / 100
    return ratio("baseline_ceiling", 1.0, max(1.0, grown) if grown > 0 else None, "")


@dataclass(frozen=True)
class Change:
    """One change in three words: percentage points, per cent, times; the last two None from 0."""

    pp: float
    pct: float | None
    times: float | None


def describe_change(before: float, after: float) -> Change:
    """The change of a share (fractions) in percentage points, per cent and times."""
    times = after / before if before else None
    return Change((after - before) * 100, (times - 1) * 100 if times is not None else None, times)
