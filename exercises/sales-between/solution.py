"""一段时间里付了款、没有取消的订单：几笔、实付合计、平均实付。"""

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
    average_fen = paid_fen / len(sold) if len(sold) else None
    return {"orders": len(sold), "paid_fen": paid_fen, "average_fen": average_fen}
