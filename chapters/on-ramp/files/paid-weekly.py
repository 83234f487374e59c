"""订单周报里青禾茶事的数：每周的订单、人、付过款的订单与实付，从订单表算出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

WEEKS = 8
Row = dict[str, Any]


def fill(load: Callable[[str], pd.DataFrame], until: date) -> tuple[list[Row], Row]:
    """截至 until 的最后 8 周，每周一行；合计不收人数。"""
    orders = load("orders")
    day = orders["ordered_at"].dt.tz_localize(None).dt.normalize()
    monday = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    weeks = pd.date_range(end=pd.Timestamp(until) - pd.Timedelta(days=7), periods=WEEKS, freq="7D")
    rows = [week_row(orders[monday == week]) | {"week": week.date()} for week in weeks]
    sums = {name: sum(row[name] for row in rows) for name in ("orders", "guests", "paid", "paid_yuan")}
    return rows, sums | rates(sums["orders"], sums["paid"], sums["paid_yuan"])


def week_row(orders: pd.DataFrame) -> Row:
    """一周的五个数，与算出来的占比、平均。"""
    paid = orders[orders["paid_at"].notna()]
    yuan = int(paid["paid_fen"].sum()) / 100
    counts = {"orders": len(orders), "members": orders["member_id"].nunique(), "guests": int(orders["member_id"].isna().sum())}
    return counts | {"paid": len(paid), "paid_yuan": yuan} | rates(len(orders), len(paid), yuan)


def rates(orders: int, paid: int, yuan: float) -> Row:
    """占比与平均；没有分母时是空文字，与公式一致。"""
    return {"share": paid / orders if orders else "", "average": yuan / paid if paid else ""}
