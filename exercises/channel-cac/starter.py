"""E1.3 渠道获客成本：补全 channel_cac。"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pandas import DataFrame

Estimate = dict[str, float | int | None]


def channel_cac(
    channel_costs: DataFrame,
    members: DataFrame,
    start: date,
    end: date,
    shared_cost_fen: int,
    how: Literal["media", "full"],
) -> dict[str, Estimate]:
    """[start, end) 里各渠道每名新客花了多少分。

    channel_costs：一行是一个渠道一天的花费，用到 cost_date（上海自然日的零点，不带时区）、channel_id、media_cost_fen、
    incentive_cost_fen、staff_cost_fen（分）。
    members：一行一个成员，用到 joined_at（入域时间，上海时间）、channel_id。
    start、end：窗口的起止日，含 start，不含 end。
    shared_cost_fen：不属于哪个渠道的共享成本（分），只进全成本。
    how："media" 媒体口径，"full" 全成本口径。

    返回字典：渠道编号 -> {value 每名新客的分, low、high 95% 区间, n 新客数}。
    n 为 0 时 value、low、high 都是 None；n 不大于 3 时 high 是 None。
    """
    raise NotImplementedError
