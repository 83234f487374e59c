"""没有写结束

只写了开始，没有写结束，把以后的订单也算进来。表导得越晚，这一周的数越大。

看别人的报表：同一周的数，每次重跑都变大，就是没有结束。

fails: test_hand, test_edges, test_one_day
"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

Sales = dict[str, int | float | None]


def sales_between(orders: DataFrame, start: Timestamp, days: int) -> Sales:
    """付款时间在 [start, start + days 天)、没有取消的订单的笔数、实付合计与平均（分）。"""
    inside = orders["paid_at"] >= start
    kept = orders["status"] != "cancelled"
    sold = orders[inside & kept]
    paid_fen = int(sold["paid_fen"].sum())
    average_fen = paid_fen / len(sold) if len(sold) else None
    return {"orders": len(sold), "paid_fen": paid_fen, "average_fen": average_fen}
