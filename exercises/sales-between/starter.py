"""E0.3 改一行：补全 sales_between。"""

from __future__ import annotations

import pandas as pd

Sales = dict[str, int | float | None]


def sales_between(orders: pd.DataFrame, start: pd.Timestamp, days: int) -> Sales:
    """从 start 起 days 天里付了款、没有取消的订单：几笔、实付合计、平均实付。

    orders：一行一张订单，用到 paid_at（付款时间，未付为空，上海时间）、paid_fen（实付，分）、status。
    start：开始时刻，含。days：天数；结束时刻是 start + days 天，不含。

    返回字典：orders 笔数，paid_fen 实付合计（分），average_fen 平均实付（分，没有订单时为 None）。
    """
    raise NotImplementedError
