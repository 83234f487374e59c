"""Invitations, generations and stages, worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from course.metrics.referral import amplify, invite_conversion, k_factor, referral_rate, transition_probability
from tests.metrics.conftest import Table, at

ASOF = at("2026-02-10")
REFERRAL = "referral_id referrer_id invitee_id invited_at registered_at first_paid_at is_valid"
# a brings b and c, b asks c again (too late) and brings d; a asks itself; x's account e was refused; f never registers.
REFERRALS = [
    ["r1", "a", "b", "2026-01-02", "2026-01-03", "2026-01-20", None],
    ["r2", "a", "c", "2026-01-02", "2026-01-12", None, True],
    ["r3", "b", "c", "2026-01-05", "2026-01-12", None, True],
    ["r4", "b", "d", "2026-01-10", "2026-01-10", "2026-01-10", True],
    ["r5", "a", "a", "2026-01-04", "2026-01-04", None, True],
    ["r6", "x", "e", "2026-01-04", "2026-01-04", "2026-01-05", False],
    ["r7", "a", None, "2026-01-04", None, None, None],
    ["r8", "a", None, "2026-02-05", None, None, None],
]
MEMBERS = [
    ["a", "2026-01-01"],
    ["b", "2026-01-03"],
    ["c", "2026-01-12"],
    ["d", "2026-01-10"],
    ["e", "2026-01-04"],
    ["x", "2026-02-09"],
]


def test_invitations_are_counted_by_the_invited(table: Table) -> None:
    # Asked: b, c, d, and two who never registered; the last one's 7 days are not over. Registered within 7: b, d.
    referrals = table("referrals", REFERRAL, REFERRALS)
    got = invite_conversion(referrals, days=7, asof=ASOF)
    assert (got.k, got.n, got.n_total) == (2, 4, 5)
    assert invite_conversion(referrals, days=10, asof=ASOF).k == 2  # c registers exactly ten days after: too late
    assert invite_conversion(referrals, days=11, asof=ASOF).k == 3
    assert invite_conversion(referrals, days=19, asof=ASOF, success="first_paid").k == 2
    assert invite_conversion(referrals, days=60, asof=ASOF).value is None


def test_referrers_are_a_part_of_the_active(table: Table) -> None:
    # Active in January: b and c. b led d; a led others but was not active.
    events = table("interactions", "event_id member_id actor_type event_type event_at ingested_at", [
        ["e1", "b", "member", "like", "2026-01-20", "2026-01-20"], ["e2", "c", "member", "like", "2026-01-20", "2026-01-20"],
    ])  # fmt: skip
    referrals = table("referrals", REFERRAL, REFERRALS)
    january = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 2, 1)}
    got = referral_rate(events, referrals, **january, kinds=["like"], asof=ASOF)
    assert (got.k, got.n) == (1, 2)
    assert referral_rate(events, referrals, **january, kinds=["like"], asof=at("2026-01-31")).value is None


def test_k_by_generation(table: Table) -> None:
    # Generation 0: a, e, x; x is too new. In 14 days a brought b (day 2) and c (day 11): mean (2 + 0)/2 = 1.
    # Generation 1: b and c; b brought d on day 7. Generation 2: d.
    members, referrals = table("members", "member_id joined_at", MEMBERS), table("referrals", REFERRAL, REFERRALS)
    zero, one, two, three = (k_factor(members, referrals, generation=g, days=14, asof=ASOF) for g in range(4))
    assert (zero.value, zero.n, zero.n_total) == (1, 2, 3)
    assert (one.value, one.n) == (0.5, 2)
    assert (two.value, two.n, two.low) == (0, 1, None)
    assert (three.value, three.n_total) == (None, 0)
    assert k_factor(members, referrals, generation=0, days=11, asof=ASOF).value == 0.5  # c came exactly 11 days after a


def test_a_ring_is_in_no_generation(table: Table) -> None:
    ring = [
        ["r1", "a", "b", "2026-01-02", "2026-01-03", None, None],
        ["r2", "b", "a", "2026-01-02", "2026-01-03", None, None],
    ]
    members, referrals = table("members", "member_id joined_at", MEMBERS[:2]), table("referrals", REFERRAL, ring)
    assert [k_factor(members, referrals, generation=g, days=1, asof=ASOF).n for g in (0, 1, 2)] == [0, 0, 0]


def test_amplification_ends_only_below_one() -> None:
    assert amplify(0.5) == 2
    assert amplify(1) is None and amplify(1.2) is None
    assert amplify(0) == 1


def test_stages_by_row(table: Table) -> None:
    # 兴趣: a stays, b moves to 购买, c is gone. 购买: d goes back. e is new. 忠诚: nobody was in it.
    snapshots = table("stage_snapshots", "snapshot_on member_id stage", [
        *[["2026-01-31", name, stage] for name, stage in (("a", "兴趣"), ("b", "兴趣"), ("c", "兴趣"), ("d", "购买"))],
        *[["2026-02-28", name, stage] for name, stage in (("a", "兴趣"), ("b", "购买"), ("d", "兴趣"), ("e", "忠诚"))],
    ])  # fmt: skip
    got = transition_probability(snapshots, before=dt.date(2026, 1, 31), after=dt.date(2026, 2, 28))
    assert got["兴趣", "购买"].value == pytest.approx(1 / 3) and got["兴趣", "流失"].k == 1
    assert got["购买", "兴趣"].value == 1 and got["新入", "忠诚"].value == 1
    assert got["忠诚", "忠诚"].value is None
    for stage in ("兴趣", "购买", "新入"):
        row = [value for (origin, _), rate in got.items() if origin == stage and (value := rate.value) is not None]
        assert sum(row) == pytest.approx(1)
