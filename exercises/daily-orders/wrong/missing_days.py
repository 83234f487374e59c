"""没有订单的天不见了

分组只给出有订单的日子。没有人付款的那天整行不见，画成图，前后两天就直接连上；平均每天也少除了几天。

看别人的报表：数一数有几行。七天的表不到七行，就是少了没有订单的天。

fails: test_days, test_empty_days, test_nothing
misconception: M0.10
"""

from __future__ import annotations

import pandas as pd


def daily_orders(orders: pd.DataFrame, start: pd.Timestamp, days: int) -> pd.DataFrame:
    """[start, start + days 天) 每天一行：付了款、没有取消的订单数、买家数与实付合计；没有订单的日子是 0。"""
    end = start + pd.Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] < end)
    sold = orders[inside & (orders["status"] != "cancelled")]
    sold = sold.assign(day=sold["paid_at"].dt.tz_localize(None).dt.normalize())
    each = sold.groupby("day").agg(
        orders=("order_id", "size"), buyers=("member_id", "nunique"), paid_fen=("paid_fen", "sum")
    )
    return each.reset_index()
