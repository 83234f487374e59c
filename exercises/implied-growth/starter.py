"""E1.4 隐含增速：补全 implied_cagr、growth_conflicts。"""

from __future__ import annotations

from pandas import DataFrame


def implied_cagr(v0: float, y0: int, v1: float, y1: int) -> float | None:
    """从 y0 年的 v0 到 y1 年的 v1，隐含的年均复合增速，小数（30% 写 0.3）。

    y1 不早于 y0，v1 不小于 0。两年相同，或 v0 不大于 0 时返回 None。
    """
    raise NotImplementedError


def growth_conflicts(market_sizes: DataFrame, claimed: float, tol: float) -> list[tuple[str, int, int, float]]:
    """找出与“年均增长 claimed”对不上的年份。

    market_sizes：series_id 系列、year 年份、value 规模（万亿元）、definition 口径、is_forecast 是否预测值。
    claimed、tol：所称增速与容许的差，小数（30% 写 0.3）。

    返回元组 (series_id, 起年, 止年, 隐含增速) 的列表，按 series_id、起年排序；没有就是空列表。
    """
    raise NotImplementedError
