"""How numbers of the 算 form are read off a result."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from grader.forms import count_values, read_path


@pytest.mark.parametrize(
    "result", [{"a": "购买", "b": "忠诚", "c": "购买"}, ["购买"] * 2, pd.Series(["购买", "认知", "购买"])]
)
def test_count_is_how_many_values_are_the_wanted_one(result: object) -> None:
    assert count_values(result, "购买") == 2


def test_count_of_none_there_is_zero() -> None:
    assert count_values({"a": "购买"}, "推荐") == 0


@pytest.mark.parametrize("result", [None, "购买", 3])
def test_what_holds_no_values_counts_as_no_number(result: object) -> None:
    assert count_values(result, "购买") is None


def test_a_column_of_a_table_is_read_whole_and_its_dates_are_counted_as_they_are_written() -> None:
    days = [dt.date(2026, 2, 1), dt.date(2026, 2, 2), dt.date(2026, 2, 1)]
    column = read_path(pd.DataFrame({"day": pd.Series(days, dtype="object")}), "day")
    assert count_values(column, "2026-02-01") == 2


def test_one_cell_of_a_table_is_read_as_a_plain_number() -> None:
    assert type(read_path(pd.DataFrame({"k": [3, 4]}), "k[1]")) is int
