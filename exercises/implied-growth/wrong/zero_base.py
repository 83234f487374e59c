"""基期为 0 或同年仍相除

基期是 0 没有可除的数，同一年没有增长的时间。你硬算了一个出来，无穷大或整段增幅就混进了结果。

看别人的报告：“增长 100 倍”的行，先看基期是不是刚起步的 0；“增速”的两个数是不是其实在同一年。

fails: test_no_growth_to_speak_of, test_zero_in_series
"""

from __future__ import annotations

from itertools import pairwise

from pandas import DataFrame

Conflict = tuple[str, int, int, float]


def implied_cagr(v0: float, y0: int, v1: float, y1: int) -> float | None:
    """y0 年的 v0 到 y1 年的 v1，平均每年增长多少（小数，复合）；基期不大于 0 或同年为 None。"""
    years = y1 - y0
    if v0 <= 0:
        return float("inf")
    return float((v1 / v0) ** (1 / max(years, 1)) - 1)


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
        if implied is not None and abs(implied - claimed) > tol:
            found.append((series, old.year, new.year, implied))
    return found
