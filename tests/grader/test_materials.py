"""Tables that checks work on."""

from __future__ import annotations

from typing import Any

from course.load import load_exercise
from grader.checking.materials import Materials
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
