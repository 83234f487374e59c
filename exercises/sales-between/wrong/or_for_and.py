"""且写成了或

条件之间用了竖线，意思是有一个成立就行。任何一个时刻，不是在开始之后，就是在结束之前，等于没有筛。

看别人的报表：筛了时间，数却和全部一样，先看中间连的是 & 还是竖线。

fails: test_hand, test_edges, test_one_day, test_nothing
"""

from __future__ import annotations

from pandas import DataFrame, Timedelta, Timestamp

Sales = dict[str, int | float | None]


def sales_between(orders: DataFrame, start: Timestamp, days: int) -> Sales:
    """付款时间在 [start, start + days 天)、没有取消的订单的笔数、实付合计与平均（分）。"""
    end = start + Timedelta(days=days)
    inside = (orders["paid_at"] >= start) | (orders["paid_at"] < end)
    kept = orders["status"] != "cancelled"
    sold = orders[inside & kept]
    paid_fen = int(sold["paid_fen"].sum())
    average_fen = paid_fen / len(sold) if len(sold) else None
    return {"orders": len(sold), "paid_fen": paid_fen, "average_fen": average_fen}
