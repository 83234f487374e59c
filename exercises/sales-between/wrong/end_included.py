"""把结束那一刻也算了

结束用了 <=。下一周的第一刻被这一周收走，下一周又收一次，加起来就多。左闭右开，每一刻只归一段。

看别人的报表：各周相加大于全月，先看两头的等号。

fails: test_edges
"""

from __future__ import annotations

from pandas import DataFrame, Timedelta, Timestamp

Sales = dict[str, int | float | None]


def sales_between(orders: DataFrame, start: Timestamp, days: int) -> Sales:
    """付款时间在 [start, start + days 天)、没有取消的订单的笔数、实付合计与平均（分）。"""
    end = start + Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] <= end)
    kept = orders["status"] != "cancelled"
    sold = orders[inside & kept]
    paid_fen = int(sold["paid_fen"].sum())
    average_fen = paid_fen / len(sold) if len(sold) else None
    return {"orders": len(sold), "paid_fen": paid_fen, "average_fen": average_fen}
