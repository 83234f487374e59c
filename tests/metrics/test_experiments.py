"""Lifts and their intervals, against the literature's examples and by hand."""

from __future__ import annotations

from typing import Any

import pytest

from course.metrics.experiments import (
    Arms,
    _cluster_error,
    _difference,
    chi_squared_tail,
    incremental_orders,
    lift_abs,
    lift_rel,
    sample_ratio_mismatch,
)
from tests.metrics.conftest import Table, at

ASOF = at("2026-02-10")
EXPOSURE = "campaign_id member_id arm assigned_at group_id"


def exposures(table: Table) -> Any:
    """Control c1 to c4, treated t1 to t4; x is in both arms; late is assigned too late; o is another campaign's."""
    rows = [["k1", f"c{i}", "control", "2026-02-01", f"g{i % 2}"] for i in range(1, 5)]
    rows += [["k1", f"t{i}", "treat_a", "2026-02-01", f"h{i % 2}"] for i in range(1, 5)]
    rows += [["k1", "x", "control", "2026-02-01", "g0"], ["k1", "x", "treat_a", "2026-02-02", "h0"]]
    rows += [["k1", "late", "treat_a", "2026-02-08", "h0"], ["k2", "o", "control", "2026-02-01", "g0"]]
    return table("exposures", EXPOSURE, rows)


def orders(table: Table) -> Any:
    """Within 7 days c1 pays once; t1 twice, t2 at the first instant; t3 at the eighth day's; t4 before; c2 cancels."""
    return table("orders", "member_id paid_at status", [
        ["c1", "2026-02-03", "paid"], ["t1", "2026-02-03", "paid"], ["t1", "2026-02-04", "paid"],
        ["t2", "2026-02-01", "paid"], ["t3", "2026-02-08", "paid"], ["t4", "2026-01-31", "paid"],
        ["c2", "2026-02-03", "cancelled"], ["x", "2026-02-03", "paid"], ["late", "2026-02-08", "paid"],
    ])  # fmt: skip


ASKED: dict[str, Any] = {"campaign_id": "k1", "treat": "treat_a", "days": 7, "asof": ASOF}


def test_lifts_by_hand(table: Table) -> None:
    # 1 of 4 against 2 of 4.
    absolute = lift_abs(exposures(table), orders(table), **ASKED)
    assert (absolute.value, absolute.n) == (25, 8)
    assert absolute.low is not None and absolute.high is not None and absolute.low < 0 < absolute.high
    relative = lift_rel(exposures(table), orders(table), **ASKED)
    assert relative.value == pytest.approx(100)
    spread = (1 - 1 / 4 + 1 / 2 - 1 / 4) ** 0.5  # √(1/1 − 1/4 + 1/2 − 1/4)
    assert relative.high == pytest.approx((2 * 2.718281828459045 ** (1.959963984540054 * spread) - 1) * 100)
    nobody = lift_abs(exposures(table), orders(table), **{**ASKED, "campaign_id": "k9"})
    assert (nobody.value, nobody.low, nobody.n) == (None, None, 0)
    nothing = table("orders", "member_id paid_at status", [])
    assert lift_rel(exposures(table), nothing, **ASKED).value is None
    assert lift_abs(exposures(table), nothing, **ASKED).value == 0


def test_newcombe_1998() -> None:
    # The article's table II, example (a): 56/70 − 48/80 = 0.2, method 10: 0.0524 to 0.3339.
    low, high = _difference(Arms((48, 56), (80, 70)))
    assert (low, high) == pytest.approx((5.24, 33.39), abs=0.01)


def test_whole_groups_are_the_units(table: Table) -> None:
    # Control: g1 {c1, c3} 1 of 2, g0 {c2, c4} 0 of 2: error √(2 · (0.25 + 0.25)) / 4 = 0.25.
    assert _cluster_error([(1, 2), (0, 2)]) == 0.25
    assert _cluster_error([(1, 2)]) is None
    # Treated: h1 {t1, t3} 1 of 2, h0 {t2, t4} 1 of 2: no spread. 25 ± 1.96 · 25 points.
    got = lift_abs(exposures(table), orders(table), **ASKED, cluster="group_id")
    assert (got.low, got.high) == pytest.approx((25 - 49, 25 + 49), abs=0.1)
    assert lift_rel(exposures(table), orders(table), **ASKED, cluster="group_id").value == pytest.approx(100)


def test_mismatch(table: Table) -> None:
    # 4 against 5 of an even plan (x is in two arms): χ² = 1/9.
    got = sample_ratio_mismatch(exposures(table), campaign_id="k1", planned={"control": 50, "treat_a": 50}, asof=ASOF)
    assert got.numerator == pytest.approx(1 / 9) and got.value == pytest.approx(0.7388827, rel=1e-6)
    assert (
        sample_ratio_mismatch(exposures(table), campaign_id="k9", planned={"control": 1, "b": 1}, asof=ASOF).value
        is None
    )


def test_chi_squared_tail_is_the_tables() -> None:
    # The 5 % and 0.1 % points of the printed tables, 1 to 5 degrees of freedom.
    for df, (five, alarm) in enumerate(
        [(3.8415, 10.8276), (5.9915, 13.8155), (7.8147, 16.2662), (9.4877, 18.4668), (11.0705, 20.5150)], start=1
    ):
        assert chi_squared_tail(five, df) == pytest.approx(0.05, rel=1e-4)
        assert chi_squared_tail(alarm, df) == pytest.approx(0.001, rel=1e-4)
        assert chi_squared_tail(0, df) == 1


def test_increment_only_of_randomised_members(table: Table) -> None:
    # Orders: control 1, 0, 0, 0; treated 2, 1, 0, 0: 0.75 − 0.25 = 0.5 a member, 2 in all.
    campaigns = table(
        "campaigns", "campaign_id randomised unit", [["k1", True, "member"], ["k2", True, "group"], ["k3", False, None]]
    )
    got = incremental_orders(exposures(table), orders(table), campaigns, **ASKED)
    assert got is not None
    assert (got.value, got.per_member, got.n_control, got.n_treat) == (2, 0.5, 4, 4)
    assert got.low == pytest.approx(2 - 4 * 1.959963984540054 * (0.25 / 4 + (11 / 12) / 4) ** 0.5)
    for other in ("k2", "k3", "k9"):
        assert incremental_orders(exposures(table), orders(table), campaigns, **{**ASKED, "campaign_id": other}) is None
