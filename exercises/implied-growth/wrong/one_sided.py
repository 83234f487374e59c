"""只报低于所称的

你只留下了比所称低的。比所称高得多也是对不上：一年翻倍，多半是换了统计范围。

看别人的核对：如果查出来的全是同一个方向，问一句另一边查了没有。

fails: test_hand, test_series_apart, test_forecasts
"""

from __future__ import annotations

from itertools import pairwise

from pandas import DataFrame

Conflict = tuple[str, int, int, float]


def implied_cagr(v0: float, y0: int, v1: float, y1: int) -> float | None:
    """y0 年的 v0 到 y1 年的 v1，平均每年增长多少（小数，复合）；基期不大于 0 或同年为 None。"""
    years = y1 - y0
    if years == 0 or v0 <= 0:
        return None
    return float((v1 / v0) ** (1 / years) - 1)


def growth_conflicts(market_sizes: DataFrame, claimed: float, tol: float) -> list[Conflict]:
    """同一系列相邻两个实际值之间，隐含增速与 claimed 差得超过 tol 的（系列、起年、止年、隐含增速）。"""
    actual = market_sizes[~market_sizes["is_forecast"].astype(bool)]
    found = []
    for series, rows in actual.groupby("series_id", sort=True):
        found += conflicts(series, rows.sort_values("year"), claimed, tol)
    return found


def conflicts(series: str, rows: DataFrame, claimed: float, tol: float) -> list[Conflict]:
    """一个系列里对不上的相邻两行；rows 已按年排好。"""
    found = []
    for old, new in pairwise(rows.itertuples()):
        implied = implied_cagr(old.value, old.year, new.value, new.year)
        if implied is not None and claimed - implied > tol:
            found.append((series, old.year, new.year, implied))
    return found
