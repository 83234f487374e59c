"""The door for tables: what it refuses, and that both engines keep Shanghai's days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.metrics.estimates import quantile_interval, wilson
from course.metrics.frames import col, day_number, day_of, instant, midnight, read, rows, shown
from course.metrics.survival import Curve, survival_probability
from course.metrics.trade import repeat_rate
from tests.metrics.conftest import ZONE, at

Kind = Callable[[pd.DataFrame], Any]


def test_a_missing_column_and_a_time_without_zone_are_told(kind: Kind) -> None:
    frame = kind(pd.DataFrame({"order_id": ["o1"], "paid_at": pd.to_datetime(["2026-01-01"]).as_unit("us")}))
    with pytest.raises(ValueError, match="orders 缺这些列：member_id、status"):
        read(frame, "orders", "order_id", "member_id", "status")
    with pytest.raises(ValueError, match="paid_at 没有时区"):
        read(frame, "orders", "order_id", "paid_at")
    with pytest.raises(ValueError, match="没有时区"):
        instant(dt.datetime(2026, 1, 1))


def test_days_turn_at_shanghais_midnight(kind: Kind) -> None:
    moments = pd.to_datetime(["2026-01-01T15:59:59.999999Z", "2026-01-01T16:00:00Z", None], format="ISO8601", utc=True)
    frame = kind(
        pd.DataFrame({"paid_at": moments.as_unit("us"), "cost_date": pd.to_datetime(["2026-01-01"] * 3).as_unit("us")})
    )
    read_off = read(frame, "t", "paid_at", "cost_date").with_columns(day=day_of("paid_at"))
    got = rows(read_off.with_columns(start=midnight(col("day"))))
    days = [day_number(dt.date(2026, 1, 1)), day_number(dt.date(2026, 1, 2)), None]
    assert [line["day"] for line in got] == days
    assert [line["cost_date"] for line in got] == [days[0]] * 3
    assert got[1]["start"] == instant(dt.date(2026, 1, 2)) == instant(at("2026-01-02"))
    assert got[2]["paid_at"] is None


def test_moments_are_shown_on_shanghais_clock() -> None:
    assert shown(at("2026-03-01")) == shown(dt.date(2026, 3, 1)) == "2026-03-01"
    assert shown(dt.datetime(2026, 2, 28, 15, 59, 59, tzinfo=dt.UTC)) == "2026-02-28 23:59:59"


ORDER = st.tuples(st.sampled_from("abcd"), st.integers(0, 12 * 24), st.sampled_from(["paid", "cancelled", "created"]))
REFUND = st.tuples(st.integers(0, 14), st.integers(0, 400), st.sampled_from([40, 100]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ORDER, max_size=14), st.lists(REFUND, max_size=6), st.integers(1, 9), st.integers(0, 400), st.randoms())
def test_engines_agree_and_order_and_doubling_change_nothing(
    connection: duckdb.DuckDBPyConnection, bought: Any, back: Any, w: int, end: int, random: Any
) -> None:
    start = at("2026-01-01")
    orders = pd.DataFrame({
        "order_id": pd.Series([f"o{i}" for i in range(len(bought))], dtype="str"),
        "member_id": pd.Series([member for member, _, _ in bought], dtype="str"),
        "paid_at": moments([None if status == "created" else start + pd.Timedelta(hours=h) for _, h, status in bought]),
        "paid_fen": pd.Series([100] * len(bought), dtype="int64"),
        "status": pd.Series([status for _, _, status in bought], dtype="str"),
    })  # fmt: skip
    refunds = pd.DataFrame({
        "order_id": pd.Series([f"o{i}" for i, _, _ in back], dtype="str"),
        "settled_at": moments([start + pd.Timedelta(hours=h) for _, h, _ in back]),
        "refund_fen": pd.Series([amount for _, _, amount in back], dtype="int64"),
    })  # fmt: skip
    asked: dict[str, Any] = {"w": w, "asof": start + pd.Timedelta(hours=end)}
    got = repeat_rate(orders, refunds, **asked)
    assert 0 <= got.k <= got.n <= got.n_total
    assert got == repeat_rate(connection.from_df(orders), connection.from_df(refunds), **asked)
    mixed = orders.sample(frac=1, random_state=random.randrange(1000))
    assert got == repeat_rate(pd.concat([mixed, orders]), refunds, **asked)


def moments(values: list[Any]) -> pd.Series:
    return pd.Series(pd.to_datetime(pd.Series(values, dtype="object"), utc=True)).dt.tz_convert(ZONE).dt.as_unit("us")


SPELL = st.tuples(st.integers(0, 6), st.booleans())


@given(st.lists(SPELL, max_size=20))
def test_survival_falls_and_keeps_everyone_at_risk(spells: list[tuple[int, bool]]) -> None:
    curve = km(spells)
    levels = [1.0, *(step.survival for step in curve.steps)]
    assert all(low <= high for high, low in pairwise(levels))
    assert curve.n == len(spells) and sum(step.events for step in curve.steps) == sum(ended for _, ended in spells)
    for step in curve.steps:
        assert step.at_risk == sum(days >= step.t for days, _ in spells)


def test_survival_read_off() -> None:
    # The exercise's eight members: 0.875, 0.625, 5/12 at 2, 5, 12 days; seen for 28 days.
    curve = km([(2, True), (5, True), (5, False), (5, True), (8, False), (12, True), (20, False), (28, False)])
    assert [curve.at(t).value for t in (0, 2, 4.9, 12, 28)] == pytest.approx([1, 0.875, 0.875, 5 / 12, 5 / 12])
    assert curve.at(29).value is None
    assert (curve.quantile(0.5).value, curve.quantile(0.5).high, curve.quantile(0.9).value) == (12, None, None)
    nobody = km([])
    assert (nobody.at(0).value, nobody.n) == (None, 0)
    gone = km([(1, True)])
    assert (gone.at(99).value, gone.steps[0].low) == (0, None)


def km(spells: list[tuple[int, bool]]) -> Curve:
    days, ended = [float(days) for days, _ in spells], [ended for _, ended in spells]
    return survival_probability(
        pd.DataFrame({"days": pd.Series(days, dtype="float64"), "ended": pd.Series(ended, dtype="bool")})
    )


def test_missing_spells_are_left_out(kind: Kind) -> None:
    frame = pd.DataFrame({"days": [1.0, None, 2.0], "ended": [True, True, False]})
    assert survival_probability(kind(frame)).n == 2


def test_intervals() -> None:
    # Newcombe 1998, method 3: 81/263 gives 0.2553 to 0.3662; 0/20 gives 0 to 0.1611.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)
    # The median of 10: the second and the ninth value hold 97.9 % (Conover 1999, 3.2).
    assert quantile_interval([float(i) for i in range(1, 11)], 0.5) == (2, 9)
    assert quantile_interval([1.0], 0.5) == (None, None)
