"""Members who bring members, and members who move between stages.

`referrals`: referral_id, referrer_id, invitee_id (missing: not registered), invited_at, registered_at, first_paid_at,
is_valid (False: refused by the review, as accounts made for the reward are; missing: not reviewed).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import narwhals as nw

from course.metrics.activity import active_events
from course.metrics.estimates import Estimate, Rate, average, rate, unfinished
from course.metrics.frames import (
    DAY,
    Frame,
    Moment,
    Native,
    col,
    day_number,
    in_window,
    instant,
    read,
    row,
    rows,
    shown,
    whole,
    window,
)

_COLUMNS = ("referral_id", "referrer_id", "invitee_id", "invited_at", "registered_at", "first_paid_at", "is_valid")
NEW, GONE = "新入", "流失"


def invites(referrals: Native, asof: Moment) -> Frame:
    """Invitations before asof, of others, not refused; an invitee's first one only. `invitee` names the unregistered too."""
    sent = read(referrals, "referrals", *_COLUMNS, within={"invited_at": (None, asof)})
    other = col("invitee_id").is_null() | (col("invitee_id").fill_null("") != col("referrer_id"))
    honest = sent.filter(other, col("is_valid").fill_null(True))
    named = honest.with_columns(invitee=nw.coalesce("invitee_id", "referral_id"))
    return named.unique(subset=["invitee"], keep="first", order_by=["invited_at", "referral_id"])


def registrations(referrals: Native, asof: Moment) -> Frame:
    """The invitations that led to a registration before asof."""
    led = invites(referrals, asof)
    return led.filter(~col("invitee_id").is_null(), col("registered_at") < instant(asof))


def referral_rate(
    interactions: Native, referrals: Native, *, start: Moment, end: Moment, kinds: Sequence[str], asof: Moment
) -> Rate:
    """referral_rate: of the members active in [start, end), those with an invitation in it that led to a registration."""
    span = window(start, end)
    if instant(end) > instant(asof):
        return unfinished("referral_rate", span)
    events = active_events(interactions, kinds, asof).filter(in_window("event_at", start, end))
    active = events.select("member_id").unique()
    led = registrations(referrals, asof).filter(in_window("invited_at", start, end))
    referrers = led.select(member_id=col("referrer_id")).unique()
    n = whole(row(active, n=nw.len())["n"])
    return rate("referral_rate", whole(row(active.join(referrers, on="member_id"), k=nw.len())["k"]), n, n, span)


def invite_conversion(
    referrals: Native, *, days: int, asof: Moment, success: Literal["registered", "first_paid"] = "registered",
    start: Moment = dt.date(1970, 1, 1), end: Moment | None = None,
) -> Rate:  # fmt: skip
    """invite_conversion: of the invited whose `days` days are over, those who registered (or first paid) within them."""
    asked = invites(referrals, asof).filter(in_window("invited_at", start, end or asof))
    full = nw.when(col("invited_at") + days * DAY <= instant(asof)).then(1).otherwise(0)
    reached = col(f"{success}_at")
    done = (reached >= col("invited_at")) & (reached < col("invited_at") + days * DAY)
    marked = asked.select(full=full, done=nw.when(done).then(1).otherwise(0))
    counts = row(marked, k=(col("done") * col("full")).sum(), n=col("full").sum(), n_total=nw.len())
    span = f"{success}, +[0, {days}), asof {shown(asof)}"
    return rate("invite_conversion", whole(counts["k"]), whole(counts["n"]), whole(counts["n_total"]), span)


def k_factor(members: Native, referrals: Native, *, generation: int, days: int, asof: Moment) -> Estimate:
    """k_factor: registrations that a member of the generation brings in the first `days` days, interval between members.

    Generation 0 has no valid referrer; rings are in none. `members`: member_id, joined_at.
    """
    led = registrations(referrals, asof).select("referrer_id", "registered_at", child=col("invitee_id"))
    known = read(members, "members", "member_id", "joined_at", within={"joined_at": (None, asof)})
    people = known.join(led.select(member_id=col("child")), on="member_id", how="anti")
    for _ in range(generation):
        next_ids = people.join(led, left_on="member_id", right_on="referrer_id").select(member_id=col("child"))
        people = known.join(next_ids, on="member_id", how="semi")
    full = people.filter(col("joined_at") + days * DAY <= instant(asof))
    brought = full.join(led, left_on="member_id", right_on="referrer_id").filter(
        col("registered_at") >= col("joined_at"), col("registered_at") < col("joined_at") + days * DAY
    )
    each = brought.group_by("member_id").agg(brought=nw.len())
    values = full.join(each, on="member_id", how="left").with_columns(col("brought").fill_null(0))
    counts = row(values, mean=col("brought").mean(), deviation=col("brought").std(), n=nw.len())
    span = f"generation {generation}, [0, {days}), asof {shown(asof)}"
    n_total = whole(row(people, n=nw.len())["n"])
    return average("k_factor", counts["mean"], counts["deviation"], whole(counts["n"]), n_total, span)


def amplify(k: float) -> float | None:
    """How many members one seed brings in all, itself included: 1/(1 − k); None for k ≥ 1, which has no end."""
    return 1 / (1 - k) if 0 <= k < 1 else None


def transition_probability(stage_snapshots: Native, *, before: dt.date, after: dt.date) -> dict[tuple[str, str], Rate]:
    """transition_probability: of the members in a stage on the day `before`, the share in each stage on `after`.

    `stage_snapshots`: snapshot_on (day), member_id, stage. Keys (from, to); `to` 流失: no row any more; `from` 新入: no
    row before. The shares of a row add up to 1; a stage nobody was in has None.
    """
    snapshots = read(stage_snapshots, "stage_snapshots", "snapshot_on", "member_id", "stage")
    old, new = (
        snapshots.filter(col("snapshot_on") == day_number(day)).select("member_id", **{name: col("stage")})
        for name, day in (("stage_from", before), ("stage_to", after))
    )
    moved = old.join(new, on="member_id", how="left").with_columns(col("stage_to").fill_null(GONE))
    came = new.join(old, on="member_id", how="anti").with_columns(stage_from=nw.lit(NEW))
    counts = {
        (line["stage_from"], line["stage_to"]): whole(line["n"])
        for part in (moved, came)
        for line in rows(part.group_by("stage_from", "stage_to").agg(n=nw.len()))
    }
    stages = sorted({line["stage"] for line in rows(snapshots.select("stage").unique())})
    leaving = {name: sum(k for (origin, _), k in counts.items() if origin == name) for name in [*stages, NEW]}
    span = f"{before} → {after}"
    return {
        (origin, to): rate("transition_probability", counts.get((origin, to), 0), n, n, span)
        for origin, n in leaving.items()
        for to in [*stages, GONE]
    }
