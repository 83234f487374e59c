"""只比头尾两年

你每个系列只比了第一年和最后一年。中间先翻倍、后停滞，头尾一除，看上去正好是 30%。

看别人的报告：只给头尾两年的“年均”，请他把中间各年也列出来。

fails: test_hand, test_zero_in_series
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
    for old, new in pairwise(rows.iloc[[0, -1]].itertuples()):
        implied = implied_cagr(old.value, old.year, new.value, new.year)
        if implied is not None and abs(implied - claimed) > tol:
            found.append((series, old.year, new.year, implied))
    return found
