"""按下单时间筛

你用了 ordered_at。周日深夜下单、周一凌晨付款的，钱是周一收的；按下单时间，它算进了上一周。笔数常常还对得上，金额对不上。

看别人的报表：和到账逐周对，差的那几单多在周日深夜，就是用错了时间列。

fails: test_hand, test_edges, test_one_day
"""

from __future__ import annotations

from pandas import DataFrame, Timedelta, Timestamp

Sales = dict[str, int | float | None]


def sales_between(orders: DataFrame, start: Timestamp, days: int) -> Sales:
    """付款时间在 [start, start + days 天)、没有取消的订单的笔数、实付合计与平均（分）。"""
    end = start + Timedelta(days=days)
    inside = (orders["ordered_at"] >= start) & (orders["ordered_at"] < end) & orders["paid_at"].notna()
    kept = orders["status"] != "cancelled"
    sold = orders[inside & kept]
    paid_fen = int(sold["paid_fen"].sum())
    average_fen = paid_fen / len(sold) if len(sold) else None
    return {"orders": len(sold), "paid_fen": paid_fen, "average_fen": average_fen}
