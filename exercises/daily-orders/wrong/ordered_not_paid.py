"""按下单时间分天

你看的是下单时间。深夜下单、零点以后付款的，钱算到了前一天。

看别人的报表：和到账逐天对，差的若总是零点前后的几单，就是用错了时间。

fails: test_orders, test_paid, test_empty_days, test_edges
"""

from __future__ import annotations

import pandas as pd


def daily_orders(orders: pd.DataFrame, start: pd.Timestamp, days: int) -> pd.DataFrame:
    """[start, start + days 天) 每天一行：付了款、没有取消的订单数、买家数与实付合计；没有订单的日子是 0。"""
    end = start + pd.Timedelta(days=days)
    inside = (orders["ordered_at"] >= start) & (orders["ordered_at"] < end) & orders["paid_at"].notna()
    sold = orders[inside & (orders["status"] != "cancelled")]
    sold = sold.assign(day=sold["ordered_at"].dt.tz_localize(None).dt.normalize())
    each = sold.groupby("day").agg(
        orders=("order_id", "size"), buyers=("member_id", "nunique"), paid_fen=("paid_fen", "sum")
    )
    calendar = pd.date_range(start.tz_localize(None), periods=days, name="day")
    return each.reindex(calendar, fill_value=0).reset_index()
