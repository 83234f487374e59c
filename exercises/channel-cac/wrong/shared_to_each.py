"""共享成本给每个渠道都加一遍

共享成本没有分，每个渠道都加了整整一份。渠道越多，同一笔钱算得越多，各渠道加起来超过了账上的总额。

看别人的报表：各渠道的成本加起来，和账上的总额对一遍。

fails: test_shared, test_no_cost_row, test_sample, test_variants
"""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import Literal

from pandas import DataFrame, Series, Timestamp

Estimate = dict[str, float | int | None]
Z = 1.959963984540054
COSTS = {"media": ["media_cost_fen"], "full": ["media_cost_fen", "incentive_cost_fen", "staff_cost_fen"]}


def channel_cac(
    channel_costs: DataFrame,
    members: DataFrame,
    start: date,
    end: date,
    shared_cost_fen: int,
    how: Literal["media", "full"],
) -> dict[str, Estimate]:
    """[start, end) 里各渠道每名新客的成本（分），附新客数带来的 95% 区间。"""
    spent = spending(channel_costs, start, end, how)
    new = newcomers(members, start, end)
    channels = spent.index.union(new.index)
    shared = shares(new, shared_cost_fen) if how == "full" else new * 0
    cost = spent.reindex(channels, fill_value=0) + shared.reindex(channels, fill_value=0)
    count = new.reindex(channels, fill_value=0)
    return {channel: estimate(float(cost[channel]), int(count[channel])) for channel in channels}


def spending(channel_costs: DataFrame, start: date, end: date, how: str) -> Series:
    """各渠道在窗口里的花费（分），按口径取列。"""
    day = channel_costs["cost_date"]
    inside = channel_costs[(day >= Timestamp(start)) & (day < Timestamp(end))]
    return inside.groupby("channel_id")[COSTS[how]].sum().sum(axis="columns")


def newcomers(members: DataFrame, start: date, end: date) -> Series:
    """各渠道在窗口里入域的人数，按上海的自然日。"""
    day = members["joined_at"].dt.tz_localize(None)
    return members[(day >= Timestamp(start)) & (day < Timestamp(end))].groupby("channel_id").size()


def shares(new: Series, shared_cost_fen: int) -> Series:
    """共享成本按新客数分到渠道，各份之和等于总额。"""
    return new * 0 + shared_cost_fen


def estimate(cost: float, n: int) -> Estimate:
    """每名新客的成本；区间把花费当已知，只看新客数的晃动 n ± 1.96√n。"""
    if n == 0:
        return {"value": None, "low": None, "high": None, "n": 0}
    half = Z * sqrt(n)
    return {"value": cost / n, "low": cost / (n + half), "high": cost / (n - half) if n > half else None, "n": n}
