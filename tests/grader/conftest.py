"""A small exercise in a folder of its own, outside any course: `total(prices: list[float], rate: float) -> Sum`."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from course.load import load_exercise
from course.model import Exercise

FILES = {
    "exercise.toml": """
        schema_version = 1
        id = "E9.1"
        title = "合计"
        chapter = "none"
        level = 1
        minutes = {write = 10}
        objectives = ["L9.1"]
        functions = ["total(prices: list[float], rate: float) -> Sum", "count(prices: list[float]) -> int"]
        hints = ["先加总。", "再打折。"]

        [types.Sum]
        kind = "dict"
        fields = {value = "float | None", n = "int"}
    """,
    "README.md": "# 合计\n",
    "forms.yml": "write: {}\n",
    "starter.py": '''
        """合计。"""


        def total(prices, rate):
            """打折后的合计。"""
            raise NotImplementedError


        def count(prices):
            """几件。"""
            raise NotImplementedError
    ''',
    "solution.py": '''
        """Reference."""


        def total(prices, rate):
            """Sum after discount, None when there is nothing."""
            return {"value": sum(prices) * rate if prices else None, "n": len(prices)}


        def count(prices):
            """Number of prices."""
            return len(prices)
    ''',
    "checks.py": '''
        """Checks."""

        import pytest


        @pytest.mark.points(2)
        @pytest.mark.hint(1)
        def test_hand(submission, expect):
            """三件共 60 元，打五折是 30 元。"""
            expect(submission.total([10.0, 20.0, 30.0], 0.5), {"value": 30.0, "n": 3})


        @pytest.mark.needs("test_hand")
        def test_empty(submission, expect):
            """没有商品时合计是 None。"""
            expect(submission.total([], 0.5), {"value": None, "n": 0})


        @pytest.mark.hidden
        def test_oracle(submission, solution, expect):
            """换一组价格也对。"""
            expect(submission.total([1.5, 2.5, 700.0], 0.9), solution.total([1.5, 2.5, 700.0], 0.9))


        def test_count(submission, expect):
            """三件就是 3。"""
            expect(submission.count([1.0, 2.0, 3.0]), 3)


        def diagnose(case, variant):
            """Calls on which mistakes are told apart."""
            yield "total", ([10.0, 20.0, 30.0], 0.5)
            yield "total", ([1.0, 2.0], 0.9)
            yield "total", ([], 0.5)
            yield "count", ([1.0, 2.0],)
    ''',
    "wrong/no_discount.py": '''
        """忘了打折

        你给的是原价合计。看看折扣有没有乘进去。

        fails: test_hand, test_oracle
        """


        def total(prices, rate):
            return {"value": sum(prices) if prices else None, "n": len(prices)}


        def count(prices):
            return len(prices)
    ''',
    "wrong/discount_off.py": '''
        """把折扣当成减掉的比例

        五折你减掉了五成，九折你减掉了九成。

        fails: test_oracle
        """


        def total(prices, rate):
            return {"value": sum(prices) * (1 - rate) if prices else None, "n": len(prices)}


        def count(prices):
            return len(prices)
    ''',
}


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercise's folder, in no course."""
    folder = tmp_path_factory.mktemp("outside") / "sum-up"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def toy(toy_folder: Path) -> Exercise:
    """The small exercise."""
    return load_exercise(toy_folder)
