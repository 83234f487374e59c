"""Who is active: members' events, cleaned once here; DAU, WAU, MAU, stickiness, active rate, churn, growth.

`interactions`: event_id, member_id, actor_type, event_type (str), event_at, ingested_at (instants). `kinds` are the event
types that count as active: the threshold every figure must state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw

from course.metrics.estimates import Estimate, Rate, average, rate, ratio, total, unfinished
from course.metrics.frames import (
    DAY,
    Frame,
    Moment,
    Native,
    col,
    day_of,
    in_window,
    instant,
    read,
    row,
    shown,
    whole,
    window,
)

_EVENT = ("event_id", "member_id", "actor_type", "event_type", "event_at", "ingested_at")
PEOPLE = ("member", "kol")


def active_events(interactions: Native, kinds: Sequence[str], asof: Moment) -> Frame:
    """Events of members (opinion leaders are members) of those kinds that were stored before asof, one row an event_id.

    Of an event stored twice the earlier row stays. Columns: member_id, event_at, event_type, event_id.
    """
    known = (None, asof)
    stored = read(interactions, "interactions", *_EVENT, within={"ingested_at": known, "event_at": known})
    once = stored.unique(subset=["event_id"], keep="first", order_by=["ingested_at"])
    people = once.filter(~col("member_id").is_null(), col("actor_type").is_in(PEOPLE), col("event_type").is_in(kinds))
    return people.select("member_id", "event_at", "event_type", "event_id")


def dau(interactions: Native, *, day: dt.date, kinds: Sequence[str], asof: Moment) -> Estimate:
    """dau: distinct members active on a business day; None while the day is not over."""
    return _active_members("dau", interactions, day + dt.timedelta(days=1), 1, kinds, asof)


def wau(interactions: Native, *, end: dt.date, kinds: Sequence[str], asof: Moment) -> Estimate:
    """wau: distinct members active in the 7 days before `end` (exclusive)."""
    return _active_members("wau", interactions, end, 7, kinds, asof)


def mau(interactions: Native, *, end: dt.date, kinds: Sequence[str], asof: Moment) -> Estimate:
    """mau: distinct members active in the 28 days before `end` (exclusive)."""
    return _active_members("mau", interactions, end, 28, kinds, asof)


def _active_members(
    name: str, interactions: Native, end: dt.date, days: int, kinds: Sequence[str], asof: Moment
) -> Estimate:
    start = end - dt.timedelta(days=days)
    if instant(end) > instant(asof):
        return unfinished(name, window(start, end))
    events = active_events(interactions, kinds, asof).filter(in_window("event_at", start, end))
    n = whole(row(events, n=col("member_id").n_unique())["n"])
    return total(name, n, n, window(start, end))


def stickiness(interactions: Native, *, end: dt.date, kinds: Sequence[str], asof: Moment) -> Estimate:
    """stickiness: mean DAU over MAU of the 28 days before `end`: the members' mean share of active days.

    The interval comes from the variance between members; None when the window is not over or nobody was active.
    """
    start = end - dt.timedelta(days=28)
    if instant(end) > instant(asof):
        return unfinished("stickiness", window(start, end))
    events = active_events(interactions, kinds, asof).filter(in_window("event_at", start, end))
    days = events.with_columns(day=day_of("event_at")).group_by("member_id").agg(days=col("day").n_unique())
    share = col("days") / 28
    counts = row(days, mean=share.mean(), deviation=share.std(), n=nw.len())
    n = whole(counts["n"])
    return average("stickiness", counts["mean"], counts["deviation"], n, n, window(start, end))


def present(group_memberships: Native, at: Moment) -> Frame:
    """The distinct members in any group at that instant (joined at or before, not left): member_id."""
    spells = read(group_memberships, "group_memberships", "member_id", "joined_at", "left_at")
    moment = instant(at)
    inside = spells.filter(col("joined_at") <= moment, col("left_at").is_null() | (col("left_at") > moment))
    return inside.select("member_id").unique()


def active_rate(
    group_memberships: Native, interactions: Native, *, monday: dt.date, kinds: Sequence[str], asof: Moment
) -> Rate:
    """active_rate: of the members in a group when the week began, those active in [monday, monday + 7 days).

    `group_memberships`: member_id, joined_at, left_at. Who joined during the week is in neither number.
    """
    end = monday + dt.timedelta(days=7)
    if instant(end) > instant(asof):
        return unfinished("active_rate", window(monday, end))
    inside = present(group_memberships, monday)
    events = active_events(interactions, kinds, asof).filter(in_window("event_at", monday, end))
    n = whole(row(inside, n=nw.len())["n"])
    k = whole(row(inside.join(events.select("member_id").unique(), on="member_id"), k=nw.len())["k"])
    return rate("active_rate", k, n, n, window(monday, end))


def churn_rate(
    interactions: Native, *, x: int, kinds: Sequence[str], asof: Moment, observed_days: int | None = None
) -> Rate:
    """churn_rate: of the members first active at least `observed_days` before asof (default x), those silent for x days.

    To compare several x, give the largest as `observed_days` to all. Silent: nothing in [asof − x days, asof).
    """
    each = active_events(interactions, kinds, asof).group_by("member_id")
    spans = each.agg(first=col("event_at").min(), last=col("event_at").max())
    end, least = instant(asof), max(x, observed_days or x)
    full = col("first") <= end - least * DAY
    silent = full & (col("last") < end - x * DAY)
    marked = spans.select(full=_one(full), silent=_one(silent))
    counts = row(marked, k=col("silent").sum(), n=col("full").sum(), n_total=nw.len())
    span = f"[asof−{x}, asof), asof {shown(asof)}, ≥{least}"
    return rate("churn_rate", whole(counts["k"]), whole(counts["n"]), whole(counts["n_total"]), span)


@dataclass(frozen=True, kw_only=True)
class Growth(Estimate):
    """A net growth rate with those who joined and those who left in between."""

    joined: int = 0
    left: int = 0


def growth_rate(members: Native, *, start: Moment, end: Moment, asof: Moment) -> Growth:
    """growth_rate: members at `end` less those at `start`, over those at `start` (fraction).

    `members`: member_id, joined_at, left_at. A member who changed phones and id leaves and joins: the net figure stays.
    """
    span = window(start, end)
    first, last = instant(start), instant(end)
    if last > instant(asof):
        return Growth(id="growth_rate", value=None, window=span)
    spells = read(members, "members", "member_id", "joined_at", "left_at")
    left = col("left_at").fill_null(2**62)
    marked = spells.select(
        at_start=_one((col("joined_at") < first) & (left >= first)),
        at_end=_one((col("joined_at") < last) & (left >= last)),
        joined=_one(in_window("joined_at", start, end)),
        left=_one((left >= first) & (left < last)),
    )
    counts = row(marked, **{name: col(name).sum() for name in ("at_start", "at_end", "joined", "left")})
    before = whole(counts["at_start"])
    net = ratio("growth_rate", whole(counts["at_end"]) - before, before, span, before)
    return Growth(**vars(net), joined=whole(counts["joined"]), left=whole(counts["left"]))


def _one(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(1).otherwise(0)
