"""The exercise that the attacks are handed in for: three functions on a table of orders, two checks each."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

FILES = {
    "exercise.toml": """
        schema_version = 1
        id = "E9.2"
        title = "订单三问"
        chapter = "none"
        level = 1
        minutes = {write = 10}
        objectives = ["L9.2"]
        functions = [
            "buyers(orders: DataFrame) -> int",
            "paid(orders: DataFrame) -> float",
            "by_day(orders: DataFrame) -> DataFrame",
        ]
        hints = ["先去重。", "再加总。"]
    """,
    "README.md": "# 订单三问\n",
    "forms.yml": "write: {}\n",
    "starter.py": '''
        """订单三问。"""


        def buyers(orders):
            """几个人买过。"""
            raise NotImplementedError


        def paid(orders):
            """一共付了多少元。"""
            raise NotImplementedError


        def by_day(orders):
            """每天几单。"""
            raise NotImplementedError
    ''',
    "solution.py": '''
        """Reference."""


        def buyers(orders):
            """Number of different members."""
            return int(orders["member_id"].nunique())


        def paid(orders):
            """Yuan paid."""
            return float(orders["paid_fen"].sum() / 100)


        def by_day(orders):
            """Orders by day."""
            return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
    ''',
    "checks.py": '''
        """Checks. The large tables are known to nobody beforehand: their numbers hang on the seed of the run."""

        import random

        import pandas as pd
        import pytest

        SMALL = pd.DataFrame({"member_id": ["a", "b", "a"], "paid_fen": [100, 250, 50], "day": [1, 1, 2]})


        def large(seed):
            rng = random.Random(seed)
            rows = range(400)
            return pd.DataFrame(
                {
                    "member_id": [f"m{rng.randrange(150)}" for _ in rows],
                    "paid_fen": [rng.randrange(1, 9999) for _ in rows],
                    "day": [rng.randrange(30) for _ in rows],
                }
            )


        def test_buyers(submission, expect):
            """三张订单，两个人。"""
            expect(submission.buyers(SMALL), 2)


        @pytest.mark.hidden
        def test_buyers_large(submission, solution, expect):
            """换一张表，人数也对。"""
            for seed in (11, 12):
                expect(submission.buyers(large(seed)), solution.buyers(large(seed)))


        def test_paid(submission, expect):
            """三张订单共 4 元。"""
            expect(submission.paid(SMALL), 4.0)


        @pytest.mark.hidden
        def test_paid_large(submission, solution, expect):
            """换一张表，金额也对。"""
            for seed in (11, 12):
                expect(submission.paid(large(seed)), solution.paid(large(seed)))


        def test_by_day(submission, expect):
            """第 1 天两单，第 2 天一单。"""
            expect(submission.by_day(SMALL), pd.DataFrame({"day": [1, 2], "n": [2, 1]}))


        @pytest.mark.hidden
        def test_by_day_large(submission, solution, expect):
            """换一张表，每天的单数也对。"""
            for seed in (11, 12):
                expect(submission.by_day(large(seed)), solution.by_day(large(seed)))


        def diagnose(case, variant):
            """Calls on which mistakes are told apart."""
            for name in ("buyers", "paid", "by_day"):
                yield name, (SMALL,)
                yield name, (large(1),)
    ''',
    "wrong/rows.py": '''
        """把订单数当人数

        你数的是订单，不是人。

        fails: test_buyers, test_buyers_large
        """


        def buyers(orders):
            return len(orders)


        def paid(orders):
            return float(orders["paid_fen"].sum() / 100)


        def by_day(orders):
            return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
    ''',
}


def write_exercise(folder: Path) -> Path:
    """Write the exercise's files into a folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    return folder
