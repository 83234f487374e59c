"""Orders, revenue, cost and value on small tables worked out by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from course.metrics.cost import baseline_ceiling, cac_full, cac_media, cagr, describe_change, ltv_pred, roas, roi
from course.metrics.trade import gross_profit, ltv_hist, net_revenue, repeat_rate
from tests.metrics.conftest import Table, at

ASOF = at("2026-03-01")
ORDER = "order_id member_id paid_at paid_fen status gross_fen discount_fen cogs_fen"
REFUND = "order_id settled_at refund_fen"
# o1 whole price, kept; o2 100 off, half back; o3 all back; o4 cancelled; o5 unpaid; o6 a guest's; o7 free, nothing back
ORDERS = [
    ["o1", "a", "2026-01-01 00:00", 1000, "paid", 1000, 0, 400],
    ["o2", "a", "2026-01-31 23:59", 900, "paid", 1000, 100, 300],
    ["o3", "b", "2026-01-10 10:00", 500, "refunded", 500, 0, 200],
    ["o4", "b", "2026-01-11 10:00", 500, "cancelled", 500, 0, 200],
    ["o5", "b", None, 500, "created", 500, 0, 200],
    ["o6", None, "2026-01-15 10:00", 300, "paid", 300, 0, 100],
    ["o7", "c", "2026-02-01 00:00", 0, "paid", 200, 200, 50],
]
REFUNDS = [
    ["o2", "2026-02-10 00:00", 450],
    ["o3", "2026-01-20 00:00", 200],
    ["o3", "2026-01-21 00:00", 300],
    ["o1", "2026-03-01 00:00", 1000],
    ["o1", None, 1000],
]


def test_repeat_rate_by_hand(table: Table) -> None:
    # a: D0 Jan 1, again on Jan 31 = day 30: outside [D0, D0+30), inside 31. b: no valid order. c: D0 Feb 1; its 28 days
    # end Mar 1 0:00 = asof, so c is observed for w = 28 and not for 30.
    orders, refunds = table("orders", ORDER, ORDERS), table("refunds", REFUND, REFUNDS)
    got = {w: repeat_rate(orders, refunds, w=w, asof=ASOF) for w in (28, 30, 31)}
    assert [(got[w].k, got[w].n, got[w].n_total, got[w].value) for w in got] == [
        (0, 2, 2, 0.0), (0, 1, 2, 0.0), (1, 1, 2, 1.0),
    ]  # fmt: skip


def test_nobody_observed_is_none_not_zero(table: Table) -> None:
    orders, refunds = table("orders", ORDER, ORDERS), table("refunds", REFUND, REFUNDS)
    early = repeat_rate(orders, refunds, w=365, asof=ASOF)
    assert (early.value, early.low, early.high, early.n, early.n_total) == (None, None, None, 0, 2)
    nothing = repeat_rate(table("orders", ORDER, []), table("refunds", REFUND, []), w=30, asof=ASOF)
    assert (nothing.value, nothing.n_total) == (None, 0)


def test_revenue_and_profit_take_refunds_off(table: Table) -> None:
    # January: o1 1000 (its money comes back at asof: not known), o2 900 − 450, o3 500 − 500, o6 300 = 1750 of 4 orders;
    # costs 400 + 300 + 0 (given back) + 100 = 800.
    orders, refunds = table("orders", ORDER, ORDERS), table("refunds", REFUND, REFUNDS)
    january = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 2, 1)}
    revenue = net_revenue(orders, refunds, **january, asof=ASOF)
    assert (revenue.value, revenue.n) == (1750, 4)
    assert gross_profit(orders, refunds, **january, asof=ASOF).value == 950
    # A second later o1 is refunded.
    assert net_revenue(orders, refunds, **january, asof=at("2026-03-01 00:00:01")).value == 750
    assert net_revenue(orders, refunds, start=dt.date(2027, 1, 1), end=dt.date(2027, 2, 1), asof=ASOF).value == 0


def test_ltv_counts_those_who_never_bought(table: Table) -> None:
    # Joined in January: a, b and d (never bought); e joins in February. h = 31: a earns 600 (o1) + 150 (o2, 30 d 23 h 59
    # after joining), b and d 0. Mean 250. All joined by Jan 10: + 31 days is before Mar 1. h = 51: only a's and d's are over.
    members = table("members", "member_id joined_at", [
        ["a", "2026-01-01 00:00"], ["b", "2026-01-10 00:00"], ["d", "2026-01-05 00:00"], ["e", "2026-02-05 00:00"],
    ])  # fmt: skip
    orders, refunds = table("orders", ORDER, ORDERS), table("refunds", REFUND, REFUNDS)
    january: dict[str, Any] = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 2, 1), "asof": ASOF}
    got = ltv_hist(members, orders, refunds, **january, h=31)
    assert (got.value, got.n, got.n_total) == (250, 3, 3)
    deviation = ((500**2 + 250**2 + 250**2) / 2) ** 0.5
    assert got.high == pytest.approx(250 + 1.959963984540054 * deviation / 3**0.5)
    assert ltv_hist(members, orders, refunds, **january, h=51).n == 2
    assert ltv_hist(members, orders, refunds, **january, h=60).value is None


COSTS = [
    ["2026-01-01", "x", 1000, 100, 10],
    ["2026-01-31", "x", 500, 0, 0],
    ["2026-02-01", "x", 9000, 0, 0],
    ["2026-01-02", "y", 0, 60, 40],
    ["2026-01-02", "z", 70, 0, 0],
]


def test_cac_media_and_full(table: Table) -> None:
    # x: 4 new for 1500 of media; y: 1 new for none; z: nobody new. Full: x 1610 + 4/5 of 500, y 100 + 1/5 of 500.
    costs = table("channel_costs", "cost_date channel_id media_cost_fen incentive_cost_fen staff_cost_fen", COSTS)
    members = table("members", "channel_id joined_at", [
        *[["x", "2026-01-01 00:00"]] * 4, ["y", "2026-01-31 23:59"], ["y", "2026-02-01 00:00"],
    ])  # fmt: skip
    january = {"start": dt.date(2026, 1, 1), "end": dt.date(2026, 2, 1)}
    media = cac_media(costs, members, **january)
    assert {channel: got.value for channel, got in media.items()} == {"x": 375, "y": 0, "z": None}
    assert media["x"].low == pytest.approx(1500 / (4 + 2 * 1.959963984540054))
    assert media["x"].high == pytest.approx(1500 / (4 - 2 * 1.959963984540054))
    assert media["y"].high is None
    full = cac_full(costs, members, **january, shared_cost_fen=500)
    assert {channel: got.value for channel, got in full.items()} == {"x": 502.5, "y": 200, "z": None}
    assert sum(got.numerator or 0 for got in full.values()) == 1610 + 100 + 70 + 500


def test_plain_ratios() -> None:
    assert (roas(500, 100).value, roi(120, 100).value) == (5, pytest.approx(0.2))
    assert roas(500, 0).value is None and roi(500, 0).value is None
    assert cagr(100, 2020, 121, 2022).value == pytest.approx(0.1)
    assert cagr(0, 2020, 121, 2022).value is None and cagr(1, 2020, 2, 2020).value is None
    assert baseline_ceiling(300).value == 0.25
    assert baseline_ceiling(-20).value == 1
    assert baseline_ceiling(-100).value is None
    change = describe_change(0.1, 0.13)
    assert (change.pp, change.pct, change.times) == pytest.approx((3, 30, 1.3))
    assert describe_change(0, 0.1).pct is None


def test_ltv_pred_starts_at_period_zero() -> None:
    # 1·100 + 0.5·100/1.1 + 0.25·100/1.21
    assert ltv_pred([1, 0.5, 0.25], [100, 100, 100], discount_rate=0.1).value == pytest.approx(166.1157, abs=1e-4)
    with pytest.raises(ValueError):
        ltv_pred([1, 0.5], [100], discount_rate=0.1)
