"""Points, groups, payback, behaviours, rules: worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from course.metrics.compliance import k_anonymity, penalty_caps, risk_score, trust_top2, violation_rate
from course.metrics.estimates import rate
from course.metrics.plan import group_profit, npv, payback_month, point_balances, points_liability, precision, recall
from tests.metrics.conftest import Table, at

ASOF = at("2026-02-10")
LEDGER = "entry_id member_id account at delta reason expires_at reverses_id"
# a: 100 to Jan 31 and 50 without end; spends 60 of the first before it ends: 50 left. b: spends more than it has: owes 30,
# taken from the next 100: 70. c: 40 that end at asof. d: growth only. e: 80 taken back. f: 20 spent in the red.
POINTS = [
    ["p1", "a", "积分", "2026-01-01", 100, "购买", "2026-02-01", None],
    ["p2", "a", "积分", "2026-01-02", 50, "购买", None, None],
    ["p3", "a", "积分", "2026-01-03", -60, "兑换", None, None],
    ["p4", "a", "积分", "2026-02-01", -40, "过期", None, None],
    ["p5", "b", "积分", "2026-01-01", -30, "兑换", None, None],
    ["p6", "b", "积分", "2026-01-02", 100, "购买", None, None],
    ["p7", "c", "积分", "2026-01-01", 40, "签到", "2026-02-10", None],
    ["p8", "d", "成长值", "2026-01-01", 900, "购买", None, None],
    ["p9", "e", "积分", "2026-01-01", 80, "活动", None, None],
    ["p10", "e", "积分", "2026-01-02", -80, "冲正", None, "p9"],
    ["p11", "f", "积分", "2026-01-01", -20, "兑换", None, None],
    ["p12", "f", "积分", "2026-02-10", 500, "购买", None, None],
]


def test_points_are_owed_one_by_one(table: Table) -> None:
    ledger = table("points_ledger", LEDGER, POINTS)
    assert point_balances(ledger, asof=ASOF) == {"a": 50, "b": 70, "c": 0, "f": 0}
    redeem = rate("redeem", 40, 80, 80, "")
    got = points_liability(ledger, redeem=redeem, unit_fen=2, asof=ASOF)
    assert (got.value, got.numerator, got.n) == (120, 120, 2)
    assert redeem.low is not None and got.low == 240 * redeem.low
    assert points_liability(ledger, redeem=rate("redeem", 0, 0, 0, ""), unit_fen=2, asof=ASOF).value is None


def test_a_groups_orders_are_counted_once(table: Table) -> None:
    # a is in g1 and g2, in g1 first: o1 is g1's. b leaves g2 at the instant of o2: nobody's. c's o3 is of another month.
    spells = table("group_memberships", "group_id member_id joined_at left_at", [
        ["g2", "a", "2026-01-02", None], ["g1", "a", "2026-01-01", None], ["g2", "b", "2026-01-01", "2026-01-10"],
        ["g2", "c", "2026-01-01", None],
    ])  # fmt: skip
    order = "order_id member_id paid_at paid_fen status gross_fen discount_fen cogs_fen"
    orders = table("orders", order, [
        ["o1", "a", "2026-01-05", 1000, "paid", 1000, 0, 400], ["o2", "b", "2026-01-10", 1000, "paid", 1000, 0, 400],
        ["o3", "c", "2026-02-01", 1000, "paid", 1000, 0, 400], ["o4", None, "2026-01-05", 1000, "paid", 1000, 0, 400],
    ])  # fmt: skip
    refunds = table("refunds", "order_id settled_at refund_fen", [["o1", "2026-01-06", 100]])
    ledger = table("group_ledger", "group_id month shared_cost_fen incentive_fen", [
        ["g1", "2026-01", 200, 50], ["g2", "2026-01", 300, 0], ["g2", "2026-02", 300, 0],
    ])  # fmt: skip
    got = group_profit(spells, orders, refunds, ledger, month="2026-01", asof=ASOF)
    assert {group: (found.value, found.n) for group, found in got.items()} == {"g1": (250, 1), "g2": (-300, 0)}
    early = group_profit(spells, orders, refunds, ledger, month="2026-02", asof=ASOF)
    assert {group: found.value for group, found in early.items()} == {"g2": None}


def test_payback_and_value() -> None:
    # −100 + 55/1.1 = −50, + 60.5/1.21 = 0 in month 2, + 13.31/1.331 = 10.
    gains = [55, 60.5, 13.31]
    assert npv(gains, invest_fen=100, discount_rate=0.1).value == pytest.approx(10)
    assert payback_month([55, 60.6], invest_fen=100, discount_rate=0.1).value == 2
    assert payback_month([1, 1], invest_fen=100, discount_rate=0).value is None
    assert npv([], invest_fen=100, discount_rate=0.1).value == -100
    assert payback_month([], invest_fen=100, discount_rate=0.1).value is None


def test_behaviour_comes_before_the_outcome(table: Table) -> None:
    # Lead [0, 7), outcome [7, 21). a signs in and pays on day 7; b signs in, pays on day 3 only; c pays on day 10; d too new.
    members = table("members", "member_id joined_at", [
        ["a", "2026-01-01"], ["b", "2026-01-01"], ["c", "2026-01-20"], ["d", "2026-02-01"],
    ])  # fmt: skip
    event = "event_id member_id actor_type event_type event_at ingested_at"
    events = table("interactions", event, [
        [f"e{i}", name, "member", "checkin", when, when]
        for i, (name, when) in enumerate([("a", "2026-01-02"), ("b", "2026-01-02"), ("c", "2026-01-27"), ("d", "2026-02-02")])
    ])  # fmt: skip
    orders = table("orders", "member_id paid_at status", [
        ["a", "2026-01-08", "paid"], ["b", "2026-01-04", "paid"], ["c", "2026-01-30", "paid"], ["b", "2026-01-22", "paid"],
    ])  # fmt: skip
    asked: dict[str, Any] = {"behaviour": "checkin", "lead_days": 7, "outcome_days": 14, "asof": ASOF}
    assert (got := precision(members, events, orders, **asked)) and (got.k, got.n, got.n_total) == (1, 2, 4)
    assert (got := recall(members, events, orders, **asked)) and (got.k, got.n, got.n_total) == (1, 2, 4)
    assert recall(members, events, table("orders", "member_id paid_at status", []), **asked).value is None


def test_violations_by_article(table: Table, kind: Any) -> None:
    # t1 breaks two articles (one told twice), t2 one; t3 was never sent; t4 goes out at asof.
    exposures = table("exposures", "exposure_id sent_at", [
        ["t1", "2026-02-01"], ["t2", "2026-02-02"], ["t3", None], ["t4", "2026-02-10"], ["t5", "2026-02-03"],
    ])  # fmt: skip
    found = [("t1", "A"), ("t1", "A"), ("t1", "B"), ("t2", "A"), ("t3", "A"), ("t4", "B")]
    violations = kind(pd.DataFrame(found, columns=["exposure_id", "law_id"], dtype="str"))
    got = violation_rate(exposures, violations, start=at("2026-01-01"), asof=ASOF, laws=["C"])
    assert {law: (share.k, share.n) for law, share in got.items()} == {"A": (2, 3), "B": (1, 3), "C": (0, 3)}


def test_k_is_the_smallest_class(table: Table) -> None:
    rows = [[1, "女"], [1, "女"], [1, "女"], [None, "女"], [None, "女"]]
    members = table("members", "city_tier gender", rows)
    assert k_anonymity(members, quasi=["city_tier", "gender"]).value == 2
    assert k_anonymity(members, quasi=["gender"]).value == 5
    assert k_anonymity(table("members", "city_tier gender", []), quasi=["gender"]).value is None


def test_risk_and_caps() -> None:
    assert risk_score(4, 5).value == 20
    with pytest.raises(ValueError):
        risk_score(0, 5)
    caps = penalty_caps(fixed_cap_fen=5_000_000_000, turnover_share=0.05, turnover_fen=1_234_567_891)
    assert (caps.fixed_cap_fen, caps.turnover_cap_fen) == (5_000_000_000, 61_728_394)
    assert penalty_caps(fixed_cap_fen=None, turnover_share=0.05, turnover_fen=None).turnover_cap_fen is None


def test_trust_comes_with_the_response_rate(table: Table) -> None:
    # Wave 1: four asked, 7, 5 and (after asof) 6 answered, one silent.
    surveys = table("surveys", "wave invited_at at trust", [
        [1, "2026-01-01", "2026-01-02", 7], [1, "2026-01-01", "2026-01-02", 5], [1, "2026-01-01", "2026-02-10", 6],
        [1, "2026-01-01", None, None], [2, "2026-01-01", "2026-01-02", 1],
    ])  # fmt: skip
    got = trust_top2(surveys, wave=1, asof=ASOF)
    assert (got.k, got.n, got.n_total, got.response.value) == (1, 2, 4, 0.5)
    assert trust_top2(surveys, wave=3, asof=ASOF).value is None
