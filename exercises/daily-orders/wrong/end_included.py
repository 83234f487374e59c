"""多算了一天

结束那一天也收了进来：要 5 天，给了 6 行，最后一行是下一段的第一天，两段相加就重了。

看别人的报表：要 7 天却有 8 行，或上周末尾与这周开头是同一天。

fails: test_days, test_edges, test_nothing
"""

from __future__ import annotations

import pandas as pd


def daily_orders(orders: pd.DataFrame, start: pd.Timestamp, days: int) -> pd.DataFrame:
    """[start, start + days 天) 每天一行：付了款、没有取消的订单数、买家数与实付合计；没有订单的日子是 0。"""
    end = start + pd.Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] < end + pd.Timedelta(days=1))
    sold = orders[inside & (orders["status"] != "cancelled")]
    sold = sold.assign(day=sold["paid_at"].dt.tz_localize(None).dt.normalize())
    each = sold.groupby("day").agg(
        orders=("order_id", "size"), buyers=("member_id", "nunique"), paid_fen=("paid_fen", "sum")
    )
    calendar = pd.date_range(start.tz_localize(None), periods=days + 1, name="day")
    return each.reindex(calendar, fill_value=0).reset_index()
