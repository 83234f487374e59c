"""The dictionary and the exercises' solutions are two ways to the same numbers; pandas and DuckDB are two engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import duckdb
import pandas as pd
import pytest

from course.metrics.cost import ltv_pred
from course.metrics.referral import amplify, k_factor
from course.metrics.survival import member_spells, survival_probability
from course.metrics.trade import ltv_hist, repeat_rate
from tests.metrics.conftest import ROOT, at, by_path

Tables = dict[str, pd.DataFrame]
SEEDS = (101, 102, 7)
MOMENTS = ("2025-09-01 00:00", "2026-02-01 00:00", "2026-01-31 23:59:59")
KEYS = ("value", "low", "high", "k", "n", "n_total")


def parts(estimate: Any, keys: tuple[str, ...] = KEYS) -> dict[str, Any]:
    return {key: getattr(estimate, key) for key in keys}


@pytest.mark.parametrize("seed", SEEDS)
def test_repeat_rate_is_the_solutions(seed: int, variant: Callable[[int], Tables]) -> None:
    tables, solution = variant(seed), by_path(ROOT / "exercises" / "repeat-rate" / "solution.py")
    for moment in MOMENTS:
        for w in (1, 30, 90, 365):
            want = solution.repeat_rate(tables["orders"], tables["refunds"], w, at(moment))
            assert parts(repeat_rate(tables["orders"], tables["refunds"], w=w, asof=at(moment))) == want


@pytest.mark.parametrize("seed", SEEDS)
def test_historical_lifetime_value_is_the_solutions(seed: int, variant: Callable[[int], Tables]) -> None:
    tables = [variant(seed)[name] for name in ("members", "orders", "refunds")]
    solution = by_path(ROOT / "exercises" / "lifetime-value" / "solution.py")
    for month, h in ((1, 365), (9, 90), (12, 45), (12, 70)):
        start, end = dt.date(2025, month, 1), dt.date(2025 + month // 12, month % 12 + 1, 1)
        got = ltv_hist(*tables, start=start, end=end, h=h, asof=at("2026-02-01"))
        want = solution.ltv_hist(*tables, f"{start:%Y-%m}", h, at("2026-02-01"))
        assert parts(got, tuple(want)) == pytest.approx(want)


@pytest.mark.parametrize("rate", (0.0, 0.008, 0.2))
def test_predicted_lifetime_value_is_the_solutions(rate: float) -> None:
    solution = by_path(ROOT / "exercises" / "lifetime-value" / "solution.py")
    survival, margin = [1.0, 0.8, 0.5, 0.5], [-1200.0, 900.0, 850.5, 0.0]
    got = ltv_pred(survival, margin, discount_rate=rate).value
    assert got == pytest.approx(solution.ltv_pred(survival, margin, rate), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_survival_is_the_solutions(seed: int, variant: Callable[[int], Tables]) -> None:
    members, solution = variant(seed)["members"], by_path(ROOT / "exercises" / "survival-curve" / "solution.py")
    spells = member_spells(members, asof=at("2026-02-01"))
    for days in (spells["days"], spells["days"] // 1):  # instants, and whole days with many ties
        curve = survival_probability(spells.assign(days=days))
        want = solution.km(days, spells["ended"])
        got = pd.DataFrame([asdict(step) for step in curve.steps])
        pd.testing.assert_frame_equal(got, want.reset_index(drop=True), check_dtype=False, rtol=1e-12)


@pytest.mark.parametrize("generation", (0, 1, 2, 9))
def test_k_factor_is_the_solutions(generation: int, sample: Tables) -> None:
    members, referrals = sample["members"], sample["referrals"]
    solution = by_path(ROOT / "exercises" / "k-factor" / "solution.py")
    for days, moment in ((30, "2025-06-01"), (90, "2026-02-01")):
        got = k_factor(members, referrals, generation=generation, days=days, asof=at(moment))
        want = solution.k_factor(members, referrals, generation, days, at(moment))
        assert parts(got, tuple(want)) == pytest.approx(want)


@pytest.mark.parametrize("k", (0.0, 0.4, 0.9, 1.0, 1.3))
def test_amplification_is_the_solutions(k: float) -> None:
    solution = by_path(ROOT / "exercises" / "k-factor" / "solution.py")
    assert amplify(k) == solution.amplify(k)


def test_the_sample_on_two_engines(sample: Tables, connection: duckdb.DuckDBPyConnection) -> None:
    orders, refunds = sample["orders"], sample["refunds"]
    for w in (30, 90):
        asked = {"w": w, "asof": at("2026-02-01")}
        there = repeat_rate(connection.from_df(orders), connection.from_df(refunds), **asked)
        assert there == repeat_rate(orders, refunds, **asked)
        assert there.n > 10_000
