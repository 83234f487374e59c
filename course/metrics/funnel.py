"""From reached to acting: reach, click, interaction, conversion, opting out. Members are counted, never times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import narwhals as nw

from course.metrics.activity import active_events
from course.metrics.estimates import Rate, rate, unfinished
from course.metrics.frames import (
    DAY,
    Frame,
    Moment,
    Native,
    col,
    in_window,
    instant,
    read,
    row,
    shown,
    whole,
    window,
)

PAY = "pay"
_SENT = ("member_id", "sent_at", "delivered")


def delivered(exposures: Native, start: Moment, end: Moment, *columns: str) -> Frame:
    """Touches delivered, sent in [start, end): member_id, sent_at and the columns asked for."""
    sent = read(exposures, "exposures", *_SENT, *columns, within={"sent_at": (start, end)})
    return sent.filter(col("delivered").fill_null(False))


def reach_rate(members: Native, exposures: Native, *, start: Moment, end: Moment, asof: Moment) -> Rate:
    """reach_rate: of the target members (`members`: member_id, joined_at, left_at; those in at `start`), those reached.

    `exposures`: member_id, sent_at, delivered.
    """
    span = window(start, end)
    if instant(end) > instant(asof):
        return unfinished("reach_rate", span)
    first = instant(start)
    spells = read(members, "members", "member_id", "joined_at", "left_at")
    here = (col("joined_at") <= first) & (col("left_at").is_null() | (col("left_at") > first))
    target = spells.filter(here).select("member_id").unique()
    reached = delivered(exposures, start, end).select("member_id").unique()
    n = whole(row(target, n=nw.len())["n"])
    return rate("reach_rate", whole(row(target.join(reached, on="member_id"), k=nw.len())["k"]), n, n, span)


def click_rate(exposures: Native, *, start: Moment, end: Moment, asof: Moment) -> Rate:
    """click_rate: of the members delivered to in [start, end), those who clicked one of these touches before `end`."""
    span = window(start, end)
    if instant(end) > instant(asof):
        return unfinished("click_rate", span)
    touches = delivered(exposures, start, end, "clicked_at")
    clicked = nw.when(col("clicked_at") < instant(end)).then(1).otherwise(0)
    people = touches.with_columns(clicked=clicked).group_by("member_id").agg(col("clicked").max())
    counts = row(people, k=col("clicked").sum(), n=nw.len())
    return rate("click_rate", whole(counts["k"]), whole(counts["n"]), whole(counts["n"]), span)


def interaction_rate(
    exposures: Native, interactions: Native, *, start: Moment, end: Moment, days: int, kinds: Sequence[str],
    asof: Moment,
) -> Rate:  # fmt: skip
    """interaction_rate: of the members reached in [start, end), those who interacted within `days` days of the first touch.

    Members whose `days` days are not over before asof are in neither number.
    """
    touches = delivered(exposures, start, end).filter(col("sent_at") < instant(asof))
    first = touches.group_by("member_id").agg(start_at=col("sent_at").min())
    acts = active_events(interactions, kinds, asof).select("member_id", next_at=col("event_at"))
    span = f"{window(start, end)}, +[0, {days}), asof {shown(asof)}"
    return _followed("interaction_rate", first, acts, days, asof, span, after=False)


def conversion_rate(
    interactions: Native, orders: Native, *, step: str, then: str, start: Moment, end: Moment, within_days: int,
    asof: Moment,
) -> Rate:  # fmt: skip
    """conversion_rate: of the members whose first `step` in [start, end) is `within_days` days old, those who took the
    step `then` after it (strictly) within that time. A step is an event type, or `pay`: an order paid, not cancelled.
    """
    taken = _step(interactions, orders, step, asof).filter(in_window("at", start, end))
    first = taken.group_by("member_id").agg(start_at=col("at").min())
    later = _step(interactions, orders, then, asof).select("member_id", next_at=col("at"))
    span = f"{step} → {then}, {window(start, end)}, +[0, {within_days}), asof {shown(asof)}"
    return _followed("conversion_rate", first, later, within_days, asof, span, after=True)


def _step(interactions: Native, orders: Native, step: str, asof: Moment) -> Frame:
    """member_id and `at` of everyone's `step`."""
    if step != PAY:
        return active_events(interactions, [step], asof).select("member_id", at=col("event_at"))
    paid = read(orders, "orders", "member_id", "paid_at", "status", within={"paid_at": (None, asof)})
    known = paid.filter(~col("member_id").is_null(), col("status") != "cancelled")
    return known.select("member_id", at=col("paid_at"))


def _followed(name: str, first: Frame, later: Frame, days: int, asof: Moment, span: str, *, after: bool) -> Rate:
    """Of those whose `days` days from start_at are over, the share with a next_at within them."""
    began = (col("next_at") > col("start_at")) if after else (col("next_at") >= col("start_at"))
    within = first.join(later, on="member_id").filter(began, col("next_at") < col("start_at") + days * DAY)
    done = within.select("member_id").unique().with_columns(done=nw.lit(1))
    full = nw.when(col("start_at") + days * DAY <= instant(asof)).then(1).otherwise(0)
    marked = first.join(done, on="member_id", how="left").with_columns(done=col("done").fill_null(0), full=full)
    counts = row(marked, k=(col("done") * col("full")).sum(), n=col("full").sum(), n_total=nw.len())
    return rate(name, whole(counts["k"]), whole(counts["n"]), whole(counts["n_total"]), span)


def consenting(consents: Native, purpose: str, at: Moment) -> Frame:
    """The members whose last word on the purpose, at or before `at`, is a grant; of the same instant a withdrawal wins."""
    said = read(consents, "consents", "member_id", "purpose", "action", "at")
    before = said.filter(col("purpose") == purpose, col("at") <= instant(at))
    said_at = {
        name: nw.when(col("action") == action).then(col("at")).otherwise(nw.lit(-1))
        for name, action in (("granted", "grant"), ("withdrawn", "withdraw"))
    }
    last = before.with_columns(**said_at).group_by("member_id").agg(col("granted").max(), col("withdrawn").max())
    return last.filter(col("granted") > col("withdrawn")).select("member_id")


def optout_rate(consents: Native, *, start: dt.date, end: Moment, asof: Moment, purpose: str = "营销触达") -> Rate:
    """optout_rate: of the members with a valid consent at `start`, those who withdrew it in [start, end).

    `consents`: member_id, purpose, action (grant, withdraw), at. A withdrawal works from its own instant.
    """
    span = window(start, end)
    if instant(end) > instant(asof):
        return unfinished("optout_rate", span)
    valid = consenting(consents, purpose, start)
    said = read(consents, "consents", "member_id", "purpose", "action", "at", within={"at": (start, end)})
    withdrew = said.filter(col("purpose") == purpose, col("action") == "withdraw").select("member_id").unique()
    n = whole(row(valid, n=nw.len())["n"])
    return rate("optout_rate", whole(row(valid.join(withdrew, on="member_id"), k=nw.len())["k"]), n, n, span)
