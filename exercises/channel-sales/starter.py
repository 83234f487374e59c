"""E0.4 筛选 分组 合并：补全 channel_sales。"""

from __future__ import annotations

import pandas as pd


def channel_sales(members: pd.DataFrame, orders: pd.DataFrame, start: pd.Timestamp, days: int) -> pd.DataFrame:
    """各首触渠道在 [start, start + days 天) 里的成员、买家、订单与实付。

    members：一行一个成员，用到 member_id、joined_at（入域时间，上海时间）、channel_id（首触渠道）。
    orders：一行一张订单，用到 order_id、member_id（散客为空）、paid_at（未付为空，上海时间）、paid_fen（分）、status。
    start：开始时刻，含。days：天数；结束时刻不含。

    返回一张表，一行一个渠道，按 channel_id 升序：channel_id，members 成员数，buyers 买家数，orders 订单数，
    paid_fen 实付合计（分）。没有人买的渠道也有一行，后三列是 0。
    """
    raise NotImplementedError
