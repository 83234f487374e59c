"""没有订单时平均写成 0

一笔都没有，平均不存在，不是 0 元。写成 0，画成折线就是跌到底，再平均还会把别的周拉低。

看别人的报表：平均突然是 0 的那一周，先看笔数。

fails: test_cancelled_only, test_nothing
misconception: M0.2
"""

from __future__ import annotations

from pandas import DataFrame, Timedelta, Timestamp

Sales = dict[str, int | float | None]


def sales_between(orders: DataFrame, start: Timestamp, days: int) -> Sales:
    """付款时间在 [start, start + days 天)、没有取消的订单的笔数、实付合计与平均（分）。"""
    end = start + Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] < end)
    kept = orders["status"] != "cancelled"
    sold = orders[inside & kept]
    paid_fen = int(sold["paid_fen"].sum())
    average_fen = paid_fen / len(sold) if len(sold) else 0.0
    return {"orders": len(sold), "paid_fen": paid_fen, "average_fen": average_fen}
