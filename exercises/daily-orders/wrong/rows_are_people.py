"""行数当人数

买家写成了行数。一个人一天买两次，还是一个人；散客没有编号，不知道是谁，也不能数成一个人。

看别人的报表：买家数和订单数天天相等，就是数错了。

fails: test_buyers, test_edges
misconception: M0.1
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
        orders=("order_id", "size"), buyers=("member_id", "size"), paid_fen=("paid_fen", "sum")
    )
    calendar = pd.date_range(start.tz_localize(None), periods=days, name="day")
    return each.reindex(calendar, fill_value=0).reset_index()
