"""Every view runs on every table there can be, even empty; on the sample it gives the figures its functions give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from course.metrics import METRICS
from course.metrics.overview import VIEWS, missing, view
from course.metrics.readings import months
from course.metrics.trade import repeat_rate
from course.model import Dataset
from tests.metrics.conftest import typed

ASOF = dt.date(2026, 3, 1)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_a_view_of_empty_tables_knows_nothing(name: str, qinghe: Dataset, kind: Callable[[pd.DataFrame], Any]) -> None:
    # A column read by a view that the dataset does not have, or that has another type, fails here.
    tables = {
        table.name: kind(typed(qinghe, table.name, [column.name for column in table.columns], []))
        for table in qinghe.tables.values()
        if table.name in VIEWS[name].tables
    }
    shown = view(name, tables, ASOF)
    assert shown is not None and missing(name, tables) == ()
    counted = {"dau", "wau", "mau", "net_revenue", "gross_profit"}  # nothing was there: that is known to be 0
    for reading in shown.readings:
        assert reading.estimate.value == (0 if name in counted else None), reading
        assert reading.estimate.n == 0


def test_views_are_metrics_and_name_what_they_lack() -> None:
    assert set(VIEWS) <= set(METRICS)
    assert view("repeat_rate", {}, ASOF) is None
    assert missing("repeat_rate", {"orders": None}) == ("refunds",)
    assert missing("roas", {}) is None


def test_the_last_whole_months() -> None:
    assert months(ASOF, 2) == [(dt.date(2026, 1, 1), dt.date(2026, 2, 1)), (dt.date(2026, 2, 1), ASOF)]
    assert months(dt.date(2026, 3, 31), 1) == [(dt.date(2026, 2, 1), ASOF)]


def test_the_sample(sample: dict[str, pd.DataFrame]) -> None:
    shown = view("repeat_rate", sample, ASOF)
    assert shown is not None
    want = repeat_rate(sample["orders"], sample["refunds"], w=30, asof=ASOF)
    assert shown.readings[0].label == "W=30" and shown.readings[0].estimate == want
    curve = view("survival_probability", sample, ASOF)
    assert curve is not None and curve.curve is not None and curve.curve.n > 30_000
