"""取消的也算

付过又取消的订单留在里面，款已经退回去了。

看别人的报表：本该是 0 的日子有数，点开一看是取消的单。

fails: test_empty_days
"""

from __future__ import annotations

import pandas as pd


def daily_orders(orders: pd.DataFrame, start: pd.Timestamp, days: int) -> pd.DataFrame:
    """[start, start + days 天) 每天一行：付了款、没有取消的订单数、买家数与实付合计；没有订单的日子是 0。"""
    end = start + pd.Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] < end)
    sold = orders[inside]
    sold = sold.assign(day=sold["paid_at"].dt.tz_localize(None).dt.normalize())
    each = sold.groupby("day").agg(
        orders=("order_id", "size"), buyers=("member_id", "nunique"), paid_fen=("paid_fen", "sum")
    )
    calendar = pd.date_range(start.tz_localize(None), periods=days, name="day")
    return each.reindex(calendar, fill_value=0).reset_index()
