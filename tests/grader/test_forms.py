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


COHORTS = {dt.date(2026, 1, 5): {"k": 2, "value": None}, dt.date(2026, 1, 12): {"k": 3, "value": 0.5}}


@pytest.mark.parametrize(
    ("path", "part"), [("2026-01-12.value", 0.5), ("2026-01-05.value", None), ("2026-01-19.value", None)]
)
def test_a_key_may_be_a_day(path: str, part: float | None) -> None:
    assert read_path(COHORTS, path) == part


@pytest.mark.parametrize(
    ("result", "path", "total"),
    [
        (COHORTS, "*.k", 5),
        ([{"k": 1}, {"k": 4}], "*.k", 5),
        (pd.DataFrame({"k": [1, 2, 3]}), "k.*", 6),
        ({}, "*.k", 0),
    ],
)
def test_a_star_adds_up_what_each_value_holds(result: object, path: str, total: int) -> None:
    assert read_path(result, path) == total


@pytest.mark.parametrize("result", [COHORTS, {"a": {"value": "购买"}}, 3])
def test_a_sum_with_what_is_no_number_is_none(result: object) -> None:
    assert read_path(result, "*.value") is None
