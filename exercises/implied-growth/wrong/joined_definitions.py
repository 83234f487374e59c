"""口径不同的系列相连

你把所有系列的点按年份连成一条线，一家的末尾接上另一家的开头。交易额接上服务费，算出来的“增速”是口径之差，不是增长。

看别人的图：一条线上的点，来源是不是同一家、口径是不是同一句；换了来源处的拐弯，先不要当成行业的拐弯。

fails: test_hand, test_series_apart
misconception: M1.7
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
    for series, rows in actual.groupby(lambda _: "全部"):
        found += conflicts(series, rows.sort_values("year"), claimed, tol)
    return found


def conflicts(series: str, rows: DataFrame, claimed: float, tol: float) -> list[Conflict]:
    """一个系列里对不上的相邻两行；rows 已按年排好。"""
    found = []
    for old, new in pairwise(rows.itertuples()):
        implied = implied_cagr(old.value, old.year, new.value, new.year)
        if implied is not None and abs(implied - claimed) > tol:
            found.append((old.series_id, old.year, new.year, implied))
    return found
