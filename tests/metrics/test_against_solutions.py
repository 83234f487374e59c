"""The dictionary and the exercises' solutions are two ways to the same numbers; pandas and DuckDB are two engines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from course.data.simulate import load_make, make_tables
from course.metrics.activity import active_events, churn_rate, dau, mau, stickiness
from course.metrics.cost import cac_full, cac_media, ltv_pred
from course.metrics.experiments import incremental_orders, lift_abs, lift_rel, sample_ratio_mismatch
from course.metrics.funnel import conversion_rate, interaction_rate, reach_rate
from course.metrics.referral import amplify, k_factor, referral_rate, transition_probability
from course.metrics.retention import retention_classic, retention_in_group, retention_rolling
from course.metrics.survival import member_spells, survival_probability
from course.metrics.trade import ltv_hist, repeat_rate
from course.model import Dataset
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
def test_clean_events_are_the_solutions(seed: int, interactions: Callable[[int], pd.DataFrame]) -> None:
    table, solution = interactions(seed), by_path(ROOT / "exercises" / "clean-events" / "solution.py")
    kinds = sorted(table["event_type"].unique())
    for moment in MOMENTS:
        got = active_events(table, kinds, at(moment)).to_native()
        want = solution.clean_events(table, at(moment))
        assert sorted(got["event_id"]) == sorted(want["event_id"])
        assert sorted(got["event_at"]) == want["event_at"].astype("int64").tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_active_members_are_the_solutions(seed: int, interactions: Callable[[int], pd.DataFrame]) -> None:
    table, solution = interactions(seed), by_path(ROOT / "exercises" / "active-users" / "solution.py")
    kinds, end, day = ["like", "comment", "share"], date(2026, 1, 31), date(2026, 1, 30)
    for moment in MOMENTS:
        asof = at(moment)
        assert dau(table, day=day, kinds=kinds, asof=asof).value == solution.dau(table, day, kinds, asof)
        assert mau(table, end=end, kinds=kinds, asof=asof).value == solution.mau(table, end, kinds, asof)
        want = solution.stickiness(table, end, kinds, asof)
        assert parts(stickiness(table, end=end, kinds=kinds, asof=asof), tuple(want)) == pytest.approx(want)


@pytest.mark.parametrize("seed", SEEDS)
def test_churn_rate_is_the_solutions(seed: int, interactions: Callable[[int], pd.DataFrame]) -> None:
    table, solution = interactions(seed), by_path(ROOT / "exercises" / "churn-window" / "solution.py")
    kinds, xs = sorted(table["event_type"].unique()), [7, 30, 90]
    for moment in MOMENTS:
        for x, want in solution.churn_curve(table, xs, at(moment)).items():
            assert parts(churn_rate(table, x=x, kinds=kinds, asof=at(moment), observed_days=max(xs))) == want


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gaps_quantile_is_the_solutions(seed: int, interactions: Callable[[int], pd.DataFrame]) -> None:
    table, solution = interactions(seed), by_path(ROOT / "exercises" / "churn-window" / "solution.py")
    asof = at("2026-02-01")
    days, ended = solution.gaps(solution.known(table, asof), asof)
    curve = survival_probability(pd.DataFrame({"days": days.astype("float64"), "ended": ended}))
    for q in (0.5, 0.8, 0.9, 0.99):
        got = curve.quantile(q)
        assert {key: getattr(got, key) for key in ("value", "low", "high", "n")} == solution.pick_x(table, q, asof)


COHORTS = tuple(
    dt.date(2025, 9, 1) + dt.timedelta(weeks=week) for week in (0, 4, 9, 17, 20, 21)
)  # the last: unfinished


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_retention_is_the_solutions(seed: int, qinghe: Dataset) -> None:
    load_make(qinghe)
    tables = make_tables(qinghe, seed, 0.02, ["group_memberships", "interactions"])
    joins, acts = tables["group_memberships"], tables["interactions"]
    solution = by_path(ROOT / "exercises" / "retention" / "solution.py")
    kinds, asof = sorted(acts["event_type"].unique()), at("2026-02-01")
    for n, h in ((1, 7), (7, 28)):
        classic, rolling, in_group = (
            solution.retention(joins, acts, n, kind, h, asof) for kind in ("classic", "rolling", "in_group")
        )
        for monday in COHORTS:
            asked: dict[str, Any] = {"n": n, "start": monday, "end": monday + dt.timedelta(weeks=1), "asof": asof}
            assert parts(retention_classic(joins, acts, kinds=kinds, **asked)) == pytest.approx(classic[monday])
            assert parts(retention_rolling(joins, acts, h=h, kinds=kinds, **asked)) == pytest.approx(rolling[monday])
            assert parts(retention_in_group(joins, **asked)) == pytest.approx(in_group[monday])


@pytest.mark.parametrize("seed", SEEDS[:1])
def test_a_cell_of_the_cohort_table_is_a_rolling_window_of_seven_days(seed: int, qinghe: Dataset) -> None:
    load_make(qinghe)
    tables = make_tables(qinghe, seed, 0.02, ["group_memberships", "interactions"])
    joins, acts = tables["group_memberships"], tables["interactions"]
    solution = by_path(ROOT / "exercises" / "cohort-table" / "solution.py")
    kinds, asof = sorted(acts["event_type"].unique()), at("2026-02-01")
    cells = solution.cohort_table(joins, acts, 3, asof).set_index(["cohort", "age_week"])
    for monday in COHORTS[:-1]:
        for age in range(3):
            cell = cells.loc[(monday, age)].astype(object)
            end = monday + dt.timedelta(weeks=1)
            got = retention_rolling(joins, acts, n=7 * age, h=7, start=monday, end=end, kinds=kinds, asof=asof)
            want = {key: None if pd.isna(cell[key]) else cell[key] for key in KEYS}
            assert parts(got) == pytest.approx(want)


@pytest.mark.parametrize("seed", SEEDS)
def test_historical_lifetime_value_is_the_solutions(seed: int, variant: Callable[[int], Tables]) -> None:
    tables = [variant(seed)[name] for name in ("members", "orders", "refunds")]
    solution = by_path(ROOT / "exercises" / "lifetime-value" / "solution.py")
    for month, h in ((1, 365), (9, 90), (12, 45), (12, 70)):
        start, end = dt.date(2025, month, 1), dt.date(2025 + month // 12, month % 12 + 1, 1)
        got = ltv_hist(*tables, start=start, end=end, h=h, asof=at("2026-02-01"))
        want = solution.ltv_hist(*tables, f"{start:%Y-%m}", h, at("2026-02-01"))
        assert parts(got, tuple(want)) == pytest.approx(want)


@pytest.mark.parametrize("seed", SEEDS)
def test_acquisition_costs_are_the_solutions(seed: int, variant: Callable[[int], Tables]) -> None:
    costs, members = variant(seed)["channel_costs"], variant(seed)["members"]
    solution = by_path(ROOT / "exercises" / "channel-cac" / "solution.py")
    shared = 1_234_567
    for start, end in ((date(2025, 1, 1), date(2025, 7, 1)), (date(2025, 9, 30), date(2025, 10, 2))):
        media = cac_media(costs, members, start=start, end=end)
        full = cac_full(costs, members, start=start, end=end, shared_cost_fen=shared)
        for how, found in (("media", media), ("full", full)):
            want = solution.channel_cac(costs, members, start, end, shared, how)
            assert set(found) == set(want)
            for channel, estimate in found.items():
                assert parts(estimate, tuple(want[channel])) == pytest.approx(want[channel])


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


@pytest.mark.parametrize("seed", SEEDS)
def test_transition_probability_is_the_solutions(seed: int, qinghe: Dataset) -> None:
    load_make(qinghe)
    snapshots = make_tables(qinghe, seed, 0.02, ["stage_snapshots"])["stage_snapshots"]
    solution = by_path(ROOT / "exercises" / "transition-matrix" / "solution.py")
    for before, after in ((date(2025, 12, 31), date(2026, 1, 31)), (date(2025, 1, 31), date(2025, 7, 31))):
        got = transition_probability(snapshots, before=before, after=after)
        want = solution.transition_matrix(snapshots, before, after).set_index(["stage_from", "stage_to"])
        assert set(got) == set(want.index)
        for cell, rate in got.items():
            assert [parts(rate)[key] for key in ("k", "n", "value", "low", "high")] == pytest.approx(
                list(want.loc[cell, ["k", "n", "value", "low", "high"]]), nan_ok=True
            )


ACTS = ("like", "comment", "share", "save", "checkin", "poll", "add_cart", "checkout")
STAGE_TABLES = ("members", "exposures", "interactions", "orders", "refunds", "referrals")


@pytest.mark.parametrize("start", [dt.date(2025, 7, 1), dt.date(2025, 10, 1)])
def test_stage_metrics_are_the_solutions(start: dt.date, qinghe: Dataset) -> None:
    tables, solution = (
        make_tables(qinghe, 101, 0.02, STAGE_TABLES),
        by_path(ROOT / "exercises" / "stage-metrics" / "solution.py"),
    )
    end, asof = dt.date(2025, 12, 1), at("2026-02-01")
    found = solution.stage_metrics(*(tables[name] for name in STAGE_TABLES), start, end, 30, asof)
    asked: dict[str, Any] = {"start": start, "end": end, "asof": asof}
    members, exposures, acts = tables["members"], tables["exposures"], tables["interactions"]
    assert parts(reach_rate(members, exposures, **asked)) == found["reach_rate"]
    assert parts(referral_rate(acts, tables["referrals"], kinds=ACTS, **asked)) == found["referral_rate"]
    here = members[(members["joined_at"] <= at(str(start))) & ~(members["left_at"] <= at(str(start)))]
    # The period cuts the lesson's rate where the dictionary gives everyone the same days; cut the events, give all the time.
    within = acts[(acts["event_at"] < at(str(end))) & (acts["ingested_at"] < asof)]
    of_target = exposures[exposures["member_id"].isin(here["member_id"])]
    whole = interaction_rate(of_target, within, kinds=ACTS, days=200, start=start, end=end, asof=at("2026-12-31"))
    assert parts(whole) == found["interaction_rate"]


@pytest.mark.parametrize("seed", SEEDS)
def test_incremental_orders_are_the_solutions(seed: int, qinghe: Dataset) -> None:
    tables = make_tables(qinghe, seed, 0.02, ["exposures", "orders", "campaigns"])
    exposures, orders, campaigns = (tables[name] for name in ("exposures", "orders", "campaigns"))
    solution = by_path(ROOT / "exercises" / "incremental-orders" / "solution.py")
    found = solution.incremental_orders(exposures, orders, campaigns, 14, at("2026-01-15"))
    assert any(found.values()) and not all(found.values())
    for campaign_id, want in found.items():
        got = incremental_orders(
            exposures, orders, campaigns, campaign_id=campaign_id, treat="treat_a", days=14, asof=at("2026-01-15")
        )
        if want is None:
            assert got is None or got.value is None
        else:
            assert got is not None
            each = {"per_member": got.per_member, "low": got.per_low, "high": got.per_high}
            total = {"total": got.value, "total_low": got.low, "total_high": got.high}
            assert each | total | {"n_control": got.n_control, "n_treat": got.n_treat} == pytest.approx(want)


@pytest.mark.parametrize("seed", SEEDS)
def test_conversion_rate_is_the_solutions(
    seed: int, variant: Callable[[int], Tables], interactions: Callable[[int], pd.DataFrame]
) -> None:
    tables = (interactions(seed), variant(seed)["orders"])
    solution, asof = by_path(ROOT / "exercises" / "funnel" / "solution.py"), at("2026-01-10")
    start, end = dt.date(2025, 6, 1), dt.date(2026, 1, 1)
    for step, then, days in (("view", "add_cart", 7), ("add_cart", "pay", 30), ("pay", "view", 14)):
        got = conversion_rate(*tables, step=step, then=then, start=start, end=end, within_days=days, asof=asof)
        first, second = solution.funnel(*tables, [step, then], start, end, days, asof).to_dict("records")
        assert (got.n, got.k) == (first["members"], second["members"])
        assert [got.value, got.low, got.high] == pytest.approx([second[name] for name in ("rate", "low", "high")])


def test_an_experiment_reads_as_the_solutions(qinghe: Dataset) -> None:
    load_make(qinghe)
    tables = make_tables(qinghe, 101, 0.02, ["exposures", "orders"])
    exposures, orders = tables["exposures"].dropna(subset=["arm"]), tables["orders"]
    solution = by_path(ROOT / "exercises" / "ab-test" / "solution.py")
    asof = at("2026-02-01")
    for campaign, treat, days in (("c_13", "treat_a", 90), ("c_17", "treat_b", 14), ("c_23", "treat_a", 14)):
        planned = {"control": 0.5, treat: 0.5}
        want = solution.ab_test(exposures, orders, campaign, planned, days, asof)
        asked: dict[str, Any] = {"campaign_id": campaign, "treat": treat, "days": days, "asof": asof}
        both = [lift(exposures, orders, **asked) for lift in (lift_abs, lift_rel)]
        got = [value for lift in both for value in (lift.value, lift.low, lift.high)]
        names = ("abs_pp", "abs_low", "abs_high", "rel_pct", "rel_low", "rel_high")
        assert got == pytest.approx([want["lift"][name] for name in names]), campaign
        split = sample_ratio_mismatch(exposures, campaign_id=campaign, planned=planned, asof=asof)
        assert split.value == pytest.approx(want["srm_p"]), campaign


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
