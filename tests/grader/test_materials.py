"""Tables that checks work on."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from course.load import load_exercise
from grader.checking.materials import Materials
from grader.judge.frames import same_table
from grader.judge.tables import encode_table
from tests.conftest import ROOT


def test_what_is_cut_is_cut_once_and_a_change_stays_with_who_made_it() -> None:
    materials, made = Materials(load_exercise(ROOT / "exercises" / "repeat-rate", ROOT)), []

    def few(dataset: Any) -> Any:
        made.append(1)
        refunds = dataset("refunds").iloc[:3]
        return {"refunds": refunds, "parts": [("two", refunds["refund_fen"].iloc[:2])]}

    first = materials.cut(few)
    first["refunds"]["refund_fen"] = 0
    first["parts"][0][1].iloc[0] = -1
    second = materials.cut(few)
    assert made == [1]
    assert (second["refunds"]["refund_fen"] > 0).all()
    assert second["parts"][0][0] == "two" and (second["parts"][0][1] > 0).all()
    assert encode_table(second["refunds"]) is encode_table(materials.cut(few)["refunds"]), "known by where it lies"


@pytest.mark.parametrize(
    ("column", "value"),
    [("n", 5), ("text", "q"), ("at", pd.Timestamp("2026-02-03", tz="Asia/Shanghai")), ("share", 2.0), ("flag", False)],
)
def test_an_untouched_copy_is_the_same_and_one_changed_cell_is_not(column: str, value: Any) -> None:
    at = pd.date_range("2026-01-01", periods=4, freq="h", tz="Asia/Shanghai")
    text, flag = pd.array(["a", None, "b", "a"], dtype="str"), pd.array([True, None, True, None], dtype="boolean")
    given = pd.DataFrame({"n": range(4), "text": text, "at": at, "share": [0.5, None, 1.5, None], "flag": flag})
    assert same_table(given.copy(), given)
    assert same_table(given[column].copy(), given[column])
    for changed in (given.copy(), given.copy().set_axis([3, 2, 1, 0])):
        changed.loc[1, column] = value
        assert not same_table(changed, given)
    assert not same_table(given.rename(columns={column: "other"}), given)
    assert not same_table(given.iloc[::-1], given)
