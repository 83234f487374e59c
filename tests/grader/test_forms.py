"""How numbers of the 算 form are read off a result."""

from __future__ import annotations

import pandas as pd
import pytest

from grader.forms import count_values


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
