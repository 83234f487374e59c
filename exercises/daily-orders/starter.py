"""E0.5 按天汇总：补全 daily_orders。"""

from __future__ import annotations

import pandas as pd


def daily_orders(orders: pd.DataFrame, start: pd.Timestamp, days: int) -> pd.DataFrame:
    """[start, start + days 天) 里每天的订单、买家与实付。

    orders：一行一张订单，用到 order_id、member_id（散客为空）、paid_at（未付为空，上海时间）、paid_fen（分）、status。
    start：第一天的零点，上海时间，含。days：连着几天，至少 1；结束那一刻不含。

    返回一张表，一行一天，按日子升序：day 上海自然日（date，或当天零点的时间），orders 订单数，buyers 买家数，
    paid_fen 实付合计（分）。没有订单的日子也有一行，后三列是 0。
    """
    raise NotImplementedError
