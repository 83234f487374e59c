"""The heaviest metrics on Dask: the same functions, partition by partition (`make test-full`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from course.metrics.survival import member_spells, survival_probability
from course.metrics.trade import ltv_hist, net_revenue, repeat_rate

ASOF = dt.date(2026, 3, 1)
Tables = dict[str, pd.DataFrame]
pytestmark = [pytest.mark.full, pytest.mark.filterwarnings("ignore:Dask support:FutureWarning")]


@pytest.fixture
def parted() -> Callable[[pd.DataFrame], Any]:
    """A pandas frame in three partitions. Dask is for the longer proofs only, so it is imported here."""
    import dask.dataframe

    return lambda frame: dask.dataframe.from_pandas(frame, npartitions=3)


def test_repeat_rate(sample: Tables, parted: Callable[[pd.DataFrame], Any]) -> None:
    orders, refunds = sample["orders"], sample["refunds"]
    for w in (30, 90):
        here = repeat_rate(orders, refunds, w=w, asof=ASOF)
        assert repeat_rate(parted(orders), parted(refunds), w=w, asof=ASOF) == here


def test_value_and_revenue(sample: Tables, parted: Callable[[pd.DataFrame], Any]) -> None:
    names = ("members", "orders", "refunds")
    span: dict[str, Any] = {"start": dt.date(2025, 9, 1), "end": dt.date(2025, 10, 1), "asof": ASOF}
    here = ltv_hist(*(sample[name] for name in names), **span, h=90)
    there = ltv_hist(*(parted(sample[name]) for name in names), **span, h=90)
    assert (there.n, there.value, there.low) == (here.n, pytest.approx(here.value), pytest.approx(here.low))
    assert net_revenue(*(parted(sample[name]) for name in names[1:]), **span) == net_revenue(
        sample["orders"], sample["refunds"], **span
    )


def test_survival(sample: Tables, parted: Callable[[pd.DataFrame], Any]) -> None:
    members = sample["members"][["member_id", "joined_at", "left_at"]]
    here = survival_probability(member_spells(members, asof=ASOF))
    there = survival_probability(member_spells(parted(members), asof=ASOF))
    assert there == here
