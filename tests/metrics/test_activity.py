"""Activity, retention and funnels on small tables worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from course.metrics.activity import active_rate, churn_rate, dau, growth_rate, mau, stickiness, wau
from course.metrics.funnel import click_rate, conversion_rate, interaction_rate, optout_rate, reach_rate
from course.metrics.retention import (
    leave_rate,
    retention_bracket,
    retention_classic,
    retention_in_group,
    retention_rolling,
    sedimentation,
)
from tests.metrics.conftest import Table, at

ASOF = at("2026-02-10")
EVENT = "event_id member_id actor_type event_type event_at ingested_at"
SPELL = "group_id member_id joined_at left_at leave_reason"
KINDS = ["like", "comment"]


def event(number: int, member: str | None, kind: str, when: str, stored: str = "", actor: str = "member") -> list[Any]:
    return [f"e{number}", member, actor, kind, when, stored or when]


# a likes on Jan 31 and Feb 1; b's like of Feb 1 came twice, the second time under another's name; c only looks.
EVENTS = [
    event(1, "a", "like", "2026-01-31 23:59"),
    event(2, "a", "comment", "2026-02-01 00:00"),
    event(3, "b", "like", "2026-02-01 08:00"),
    ["e3", "z", "member", "like", "2026-02-01 08:00", "2026-02-02 08:00"],
    event(4, "c", "view", "2026-02-01 09:00"),
    event(5, "s", "like", "2026-02-01 09:00", actor="staff"),
    event(6, None, "like", "2026-02-01 09:00"),
    event(7, "k", "like", "2026-02-01 10:00", actor="kol"),
    event(8, "d", "like", "2026-02-01 11:00", stored="2026-02-10 00:00"),
]


def test_active_members_are_people_counted_once(table: Table) -> None:
    # Feb 1: a, b, k. d's event is stored at asof: not known yet. c and the staff do not count.
    events = table("interactions", EVENT, EVENTS)
    day = dt.date(2026, 2, 1)
    assert dau(events, day=day, kinds=KINDS, asof=ASOF).value == 3
    assert dau(events, day=day, kinds=["view", *KINDS], asof=ASOF).value == 4
    assert dau(events, day=day, kinds=KINDS, asof=at("2026-02-01 23:59")).value is None
    assert dau(events, day=day, kinds=KINDS, asof=at("2026-02-02")).value == 3
    assert wau(events, end=dt.date(2026, 2, 1), kinds=KINDS, asof=ASOF).value == 1
    assert mau(events, end=dt.date(2026, 2, 10), kinds=KINDS, asof=ASOF).value == 3
    assert mau(events, end=dt.date(2026, 2, 11), kinds=KINDS, asof=ASOF).value is None


def test_stickiness_is_the_mean_share_of_days(table: Table) -> None:
    # a on 2 of 28 days, b and k on 1: mean (2 + 1 + 1)/3/28.
    got = stickiness(table("interactions", EVENT, EVENTS), end=dt.date(2026, 2, 10), kinds=KINDS, asof=ASOF)
    assert (got.value, got.n) == (pytest.approx(4 / 3 / 28), 3)
    nobody = stickiness(table("interactions", EVENT, []), end=dt.date(2026, 2, 10), kinds=KINDS, asof=ASOF)
    assert (nobody.value, nobody.low, nobody.n) == (None, None, 0)


# The week of Monday Jan 26. a in since Monday 0:00; b in, left Monday 0:00; c in two groups; d joins on Tuesday.
SPELLS = [
    ["g1", "a", "2026-01-26 00:00", None, None],
    ["g1", "b", "2026-01-01 00:00", "2026-01-26 00:00", "主动"],
    ["g1", "c", "2026-01-01 00:00", None, None],
    ["g2", "c", "2026-01-02 00:00", "2026-02-01 00:00", "解散"],
    ["g2", "d", "2026-01-27 00:00", "2026-01-31 00:00", "移除"],
    ["g1", "d", "2026-02-03 00:00", None, None],
]


def test_active_rate_has_the_members_of_monday(table: Table) -> None:
    # In on Monday 0:00: a and c. Active that week: a (Jan 31).
    spells, events = table("group_memberships", SPELL, SPELLS), table("interactions", EVENT, EVENTS)
    got = active_rate(spells, events, monday=dt.date(2026, 1, 26), kinds=KINDS, asof=ASOF)
    assert (got.k, got.n, got.value) == (1, 2, 0.5)
    assert active_rate(spells, events, monday=dt.date(2026, 2, 9), kinds=KINDS, asof=ASOF).value is None


def test_leaving_is_not_the_groups_end(table: Table) -> None:
    # In before Jan 10: b, who leaves on Jan 26, and c, whose second group is dissolved. a and d come later.
    spells = table("group_memberships", SPELL, SPELLS)
    got = leave_rate(spells, start=dt.date(2026, 1, 10), end=dt.date(2026, 2, 5), asof=ASOF)
    assert (got.k, got.n) == (1, 2)
    assert leave_rate(spells, start=dt.date(2026, 1, 10), end=dt.date(2026, 2, 11), asof=ASOF).value is None


COHORT = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 2, 10)}


def test_retention_of_four_kinds(table: Table) -> None:
    # First joined: a Jan 26, b Jan 1, c Jan 1, d Jan 27. Active days: a 5 and 6; b 31 (day of Feb 1).
    spells, events = table("group_memberships", SPELL, SPELLS), table("interactions", EVENT, EVENTS)
    asked: dict[str, Any] = {**COHORT, "kinds": KINDS, "asof": ASOF}
    got = retention_classic(spells, events, n=5, **asked)
    assert (got.k, got.n, got.n_total) == (1, 4, 4)
    # Day 14 of a (Feb 9) is just over at asof, that of d (Feb 10) is not.
    assert retention_classic(spells, events, n=14, **asked).n == 3
    assert retention_classic(spells, events, n=60, **asked).value is None
    with pytest.raises(ValueError):
        retention_classic(spells, events, n=0, **asked)
    # Rolling [5, 33): only b and c have come so far, and b was active.
    assert (got := retention_rolling(spells, events, n=5, **asked)) and (got.k, got.n) == (1, 2)
    # Days 4 to 8: a.
    assert (got := retention_bracket(spells, events, n=6, k=2, **asked)) and (got.k, got.n) == (1, 4)
    # When day 5 ends: a in; b in (leaves later); c in; d (Feb 1 ends) out, though back on Feb 3.
    assert (got := retention_in_group(spells, n=5, **COHORT, asof=ASOF)) and (got.k, got.n) == (3, 4)
    # c leaves nothing: when day 8 ends d is back.
    assert retention_in_group(spells, n=8, **COHORT, asof=ASOF).k == 4


def test_sedimentation_wants_both(table: Table) -> None:
    # Day 31 ends Feb 2: b is active on day 31 but left; with n = 31, k = 7 nobody has both; b and c are observed.
    spells, events = table("group_memberships", SPELL, SPELLS), table("interactions", EVENT, EVENTS)
    got = sedimentation(spells, events, n=31, **COHORT, kinds=KINDS, asof=ASOF)
    assert (got.k, got.n, got.n_total) == (0, 2, 4)
    # a: n = 7 ends Feb 2: in, and active on days 5 and 6.
    assert sedimentation(spells, events, n=7, **COHORT, kinds=KINDS, asof=ASOF).k == 1


def test_churn_leaves_out_who_is_new(table: Table) -> None:
    # First active: a Jan 31 23:59 (9 days and a minute before asof), b and k Feb 1. x = 9: b and k, active 8.7 days
    # before, are not observed; a's last event, Feb 1 0:00, is exactly 9 days before: within the window, not silent.
    events = table("interactions", EVENT, EVENTS)
    got = churn_rate(events, x=9, kinds=KINDS, asof=ASOF)
    assert (got.k, got.n, got.n_total) == (0, 1, 3)
    got = churn_rate(events, x=8, kinds=KINDS, asof=ASOF)
    assert (got.k, got.n) == (3, 3)
    assert churn_rate(events, x=8, observed_days=9, kinds=KINDS, asof=ASOF).n == 1
    assert churn_rate(events, x=30, kinds=KINDS, asof=ASOF).value is None


def test_growth_is_net(table: Table) -> None:
    # Feb: a stays, b left on Feb 1 0:00 (so was there at the start), c joins, d joins and leaves.
    members = table("members", "member_id joined_at left_at", [
        ["a", "2026-01-01", None], ["b", "2026-01-01", "2026-02-01"], ["c", "2026-02-02", None],
        ["d", "2026-02-02", "2026-02-03"],
    ])  # fmt: skip
    span = {"start": dt.date(2026, 2, 1), "end": dt.date(2026, 2, 10)}
    got = growth_rate(members, **span, asof=ASOF)
    assert (got.value, got.denominator, got.joined, got.left) == (0, 2, 2, 2)
    assert growth_rate(members, **span, asof=at("2026-02-09")).value is None
    empty = growth_rate(table("members", "member_id joined_at left_at", []), **span, asof=ASOF)
    assert empty.value is None


# a is reached twice, b once, c's message is not delivered, d is no member at the start, e's touch is too fresh.
TOUCHES = [
    ["a", "2026-02-01 00:00", True, "2026-02-01 01:00"],
    ["a", "2026-02-02 00:00", True, None],
    ["b", "2026-02-01 07:00", True, None],
    ["c", "2026-02-01 07:00", False, None],
    ["d", "2026-02-01 07:00", True, "2026-02-05 00:00"],
    ["e", "2026-02-08 00:00", True, None],
    ["f", None, False, None],
]


def test_reach_click_and_interaction(table: Table) -> None:
    exposures = table("exposures", "member_id sent_at delivered clicked_at", TOUCHES)
    events = table("interactions", EVENT, EVENTS)
    members = table("members", "member_id joined_at left_at", [
        ["a", "2026-01-01", None], ["b", "2026-01-01", None], ["c", "2026-01-01", None], ["d", "2026-02-01 01:00", None],
        ["g", "2026-01-01", "2026-02-01"],
    ])  # fmt: skip
    span: dict[str, Any] = {"start": dt.date(2026, 2, 1), "end": dt.date(2026, 2, 5), "asof": ASOF}
    assert (got := reach_rate(members, exposures, **span)) and (got.k, got.n) == (2, 3)
    assert (got := click_rate(exposures, **span)) and (got.k, got.n) == (1, 3)  # d clicks when the window is over
    span["end"] = dt.date(2026, 2, 10)
    # Reached a, b, d, e; e's 3 days are not over. a comments at the very instant, b an hour later; d does nothing.
    got = interaction_rate(exposures, events, **span, days=3, kinds=KINDS)
    assert (got.k, got.n, got.n_total) == (2, 3, 4)


def test_conversion_is_strictly_after(table: Table) -> None:
    # like → pay in 2 days. a likes Jan 31 23:59, pays at that instant only; b likes Feb 1 8:00 and pays Feb 3 7:59; k pays
    # Feb 3 10:00, exactly two days after: too late.
    orders = table("orders", "member_id paid_at status", [
        ["a", "2026-01-31 23:59", "paid"], ["b", "2026-02-03 07:59", "paid"], ["k", "2026-02-03 10:00", "paid"],
        ["k", "2026-02-02 10:00", "cancelled"], [None, "2026-02-02 10:00", "paid"], ["a", None, "created"],
    ])  # fmt: skip
    events = table("interactions", EVENT, EVENTS)
    span: dict[str, Any] = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 2, 10), "asof": ASOF}
    got = conversion_rate(events, orders, step="like", then="pay", within_days=2, **span)
    assert (got.k, got.n) == (1, 3)
    assert conversion_rate(events, orders, step="like", then="pay", within_days=30, **span).value is None
    assert conversion_rate(events, orders, step="like", then="comment", within_days=1, **span).k == 1


def test_withdrawing_counts_only_who_had_agreed(table: Table) -> None:
    # a agreed, withdraws; b agreed and withdrew at one instant: not valid; c agreed after the start; d another purpose.
    said = [
        ["a", "营销触达", "grant", "2026-01-01"], ["a", "营销触达", "withdraw", "2026-02-03"],
        ["b", "营销触达", "grant", "2026-01-01"], ["b", "营销触达", "withdraw", "2026-01-01"],
        ["c", "营销触达", "grant", "2026-02-02"], ["c", "营销触达", "withdraw", "2026-02-03"],
        ["d", "数据共享", "grant", "2026-01-01"], ["e", "营销触达", "grant", "2026-01-01"],
    ]  # fmt: skip
    consents = table("consents", "member_id purpose action at", said)
    got = optout_rate(consents, start=dt.date(2026, 2, 1), end=dt.date(2026, 2, 5), asof=ASOF)
    assert (got.k, got.n) == (1, 2)
    assert optout_rate(consents, start=dt.date(2026, 2, 1), end=dt.date(2026, 2, 15), asof=ASOF).value is None
