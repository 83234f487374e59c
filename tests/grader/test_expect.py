"""Properties of `expect`: equal passes, different is found and said, hidden stays hidden."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.result import CheckResult, Result, from_dict
from grader.checking.expect import CheckFailed, expect, same

numbers = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def message(got: Any, want: Any, **options: Any) -> str:
    """What the learner would read."""
    with pytest.raises(CheckFailed) as failed:
        expect(got, want, **options)
    rows = [f"{row.where}：应为 {row.want}，你得到 {row.got}" for row in failed.value.diff]
    return "\n".join([failed.value.message, *rows])


@given(values)
def test_a_value_is_as_wanted_when_it_is_the_value(value: Any) -> None:
    expect(value, value)
    assert same(value, value)


@given(st.lists(numbers, min_size=1, max_size=8), st.data())
def test_one_changed_number_is_found_and_placed(items: list[float], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(items) - 1))
    changed = [*items[:at], items[at] + 1.5 + abs(items[at]), *items[at + 1 :]]
    assert f"[{at}]" in message(changed, items)


@given(st.lists(st.integers(0, 99), max_size=8), st.randoms())
def test_order_matters_only_when_asked(items: list[int], rng: Any) -> None:
    shuffled = list(items)
    rng.shuffle(shuffled)
    expect(shuffled, items, order=False)
    assume(shuffled != items)
    assert message(shuffled, items)


@given(st.floats(0.5, 1e6), st.floats(1e-12, 1e-10))
def test_a_difference_within_tolerance_is_none(value: float, share: float) -> None:
    expect(value * (1 + share), value, tol=1e-9)
    assert message(value * 1.01, value, tol=1e-9)


@given(st.text(alphabet="甲乙丙丁戊", min_size=4, max_size=12), st.text(alphabet="abc", max_size=4))
def test_a_hidden_check_never_shows_the_wanted_value(want: str, got: str) -> None:
    with pytest.raises(CheckFailed) as failed:
        expect({"k": got}, {"k": want}, hidden=True)
    assert want not in failed.value.message
    assert all(row.want is None for row in failed.value.diff)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (None, 0),
        (0, None),
        (None, float("nan")),
        (True, 1),
        (1, True),
        ("1", 1),
        ([1], 1),
        ({}, []),
        (float("nan"), None),
        (1.0, "1.0"),
    ],
)
def test_these_are_not_the_same(got: Any, want: Any) -> None:
    assert not same(got, want)


def test_these_are_the_same() -> None:
    assert same(float("nan"), float("nan")) and same(1, 1.0) and same((1, 2), [1, 2])
    assert not same(1, 1.0 + 1e-6)
    with pytest.raises(CheckFailed):
        expect(1, 1.0, dtype=True)


def test_missing_and_extra_keys_are_said() -> None:
    text = message({"a": 1, "c": 3}, {"a": 1, "b": 2})
    assert "b" in text and "（没有）" in text and "c" in text


frame = pd.DataFrame({"t": [1.0, 2.0, 3.0], "n": [5, 3, 2], "who": ["甲", "乙", None]})


def test_tables_ignore_column_order_and_row_labels() -> None:
    other = frame[["who", "n", "t"]].copy()
    other.index = pd.Index([7, 7, 7])
    expect(other, frame)
    expect(frame.astype({"n": "float64"}), frame)


def test_tables_ignore_row_order_only_when_asked() -> None:
    shuffled = frame.iloc[[2, 0, 1]]
    assert message(shuffled, frame)
    expect(shuffled, frame, order=False)


def test_a_cell_is_placed_by_row_and_column() -> None:
    other = frame.copy()
    other.loc[1, "n"] = 9
    text = message(other, frame)
    assert "第 2 行 n" in text and "应为 3" in text and "你得到 9" in text


def test_missing_in_a_table_is_missing_whatever_its_kind() -> None:
    expect(pd.DataFrame({"x": [None, np.nan]}, dtype=object), pd.DataFrame({"x": [np.nan, np.nan]}))


def test_rows_and_columns_that_lack_are_said() -> None:
    assert "行数" in message(frame.iloc[:2], frame)
    assert "列" in message(frame.drop(columns="n"), frame)
    assert "DataFrame" in message(frame, 3)
    expect(pd.Series([1, 2], index=["a", "b"]), pd.Series([2, 1], index=["b", "a"]))


def test_many_differences_are_counted_not_listed() -> None:
    assert "另有 15 处" in message(list(range(20)), list(range(1, 21)))


def rows_apart(got: pd.DataFrame, want: pd.DataFrame, **options: Any) -> Any:
    """The table of a failed comparison."""
    with pytest.raises(CheckFailed) as failed:
        expect(got, want, **options)
    return failed.value.table


def test_two_tables_are_shown_where_they_differ() -> None:
    want = pd.DataFrame({"member": ["a", "b", "c"], "n": [1, 2, 3], "day": pd.to_datetime(["2026-01-01"] * 3)})
    got = want.assign(n=[1, 9, 3])[["n", "member", "day"]]
    table = rows_apart(got, want)
    assert table.columns == ("member", "n", "day")
    (row,) = table.rows
    assert (row.row, row.got[:2], row.want[:2], row.differs) == (2, ("b", "9"), ("b", "2"), (False, True, False))


def test_a_table_to_show_is_small_and_keeps_the_columns_that_differ() -> None:
    want = pd.DataFrame({f"c{number:02}": ["x" * 100] * 30 for number in range(20)})
    table = rows_apart(want.assign(c19="<b>"), want)
    assert (len(table.rows), len(table.columns)) == (5, 8) and table.columns[-1] == "c19"
    assert {len(text) for row in table.rows for text in row.want} == {40}
    assert table.rows[0].got[-1] == "<b>"


@pytest.mark.parametrize(
    "got",
    [
        pd.DataFrame({"n": [1]}),
        pd.DataFrame({"m": [1, 2]}),
        pd.DataFrame([[1, 1], [2, 2]], columns=["n", "n"]),
        {"n": [1, 2]},
    ],
)
def test_tables_that_do_not_match_have_no_rows_to_show(got: Any) -> None:
    assert rows_apart(got, pd.DataFrame({"n": [1, 3]})) is None


def test_a_hidden_table_is_not_shown() -> None:
    assert rows_apart(pd.DataFrame({"n": [1]}), pd.DataFrame({"n": [2]}), hidden=True) is None


def test_a_table_survives_the_result() -> None:
    table = rows_apart(pd.DataFrame({"n": [1]}), pd.DataFrame({"n": [2]}))
    check = CheckResult("test_x", "一句话", "failed", 0, 1, table=table)
    result = Result({"id": "E1.1", "slug": "x", "version": "0"}, "write", {"name": "x", "sha256": "0" * 64}, (check,))
    assert from_dict(json.loads(result.to_json())).checks[0].table == table
