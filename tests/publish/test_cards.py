"""The hover cards: every reference has one, in plain text, in one script."""

from __future__ import annotations

import json
from typing import Any

import pytest

from course.load.lint.ids import reference_ids


@pytest.fixture(scope="module")
def cards(built: Any) -> dict[str, Any]:
    text = built.text("assets/cards.js")
    assert text.startswith("window.SIYU_CARDS=") and text.endswith(";\n")
    found: dict[str, Any] = json.loads(text[len("window.SIYU_CARDS=") : -2])
    return found


def test_every_reference_has_a_card(built: Any, cards: dict[str, Any]) -> None:
    assert set(cards) == reference_ids(built.course)


@pytest.mark.parametrize(
    ("name", "label", "title", "lines"),
    [
        ("repeat_rate", "口径", "复购率", [["分子", "窗口内又买的人"], ["分母", "首购满窗的人"]]),
        ("C901", "主张 C901", "“复购率提升 300%”", [["说的是", "小店复购率"], ["出处", "未具名"]]),
        (
            "LAW-X-1",
            "法规",
            "《个人信息保护法》第 13 条",
            [["要求", "须有合法性基础"], ["施行", "2021-11-01"], ["核对", "读过条文"]],
        ),
        ("cohort", "术语", "同期群", [["", "同一时期开始的一群人"]]),
        ("K1", "案例 K1", "小店复购", [["事实", "小店说复购提升。"], ["缺什么", "没有基线。"]]),
        (
            "E9.1:same_day",
            "常见错法",
            "把同一天的两单当成复购",
            [["", "同一天的第二单不是回来买。"], ["习题", "E9.1 复购率"]],
        ),
        ("E9.1", "习题 E9.1", "复购率", [["", "算出复购率"], ["", "判 5 分钟 · 写 20 分钟"]]),
        ("M9.1", "误解", "同日算复购", [["", "生命周期"]]),
    ],
)
def test_card_reads(cards: dict[str, Any], name: str, label: str, title: str, lines: list[list[str]]) -> None:
    assert cards[name] == {"label": label, "title": title, "lines": lines}
