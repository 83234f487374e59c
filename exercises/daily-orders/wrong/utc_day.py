"""按 UTC 分天

你把时间换成了 UTC 再取日子。上海零点到早上 8 点的订单都落到前一天，第一天早上的落到了表外。

看别人的报表：天天的合计对不上总数，少的正好是第一天早上 8 点以前的单，就是时区没换。

fails: test_orders, test_buyers, test_paid, test_empty_days, test_edges
misconception: M2.7
"""

from __future__ import annotations

import pandas as pd


def daily_orders(orders: pd.DataFrame, start: pd.Timestamp, days: int) -> pd.DataFrame:
    """[start, start + days 天) 每天一行：付了款、没有取消的订单数、买家数与实付合计；没有订单的日子是 0。"""
    end = start + pd.Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] < end)
    sold = orders[inside & (orders["status"] != "cancelled")]
    sold = sold.assign(day=sold["paid_at"].dt.tz_convert(None).dt.normalize())
    each = sold.groupby("day").agg(
        orders=("order_id", "size"), buyers=("member_id", "nunique"), paid_fen=("paid_fen", "sum")
    )
    calendar = pd.date_range(start.tz_localize(None), periods=days, name="day")
    return each.reindex(calendar, fill_value=0).reset_index()
