"""订单日表里青禾茶事的数：每个上海自然日的付款订单、买家与实付，从订单表算出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
WEEKDAYS = "一二三四五六日"


def fill(load: Callable[[str], pd.DataFrame], start: date, days: int) -> tuple[list[Row], Row]:
    """每天一行，没有单的日子是 0；合计不收人数。"""
    calendar = pd.date_range(pd.Timestamp(start), periods=days, name="day")
    each = by_day(load("orders")).reindex(calendar, fill_value=0)
    rows = [
        {"day": row.Index.date(), "weekday": WEEKDAYS[row.Index.day_of_week]} | numbers(row) for row in each.itertuples()
    ]
    orders, yuan = int(each["orders"].sum()), int(each["paid_fen"].sum()) / 100
    return rows, {"orders": orders, "paid_yuan": yuan, "average": average(orders, yuan), "weekday": ""}


def by_day(orders: pd.DataFrame) -> pd.DataFrame:
    """付过款、没有取消的订单，按付款那一刻的上海日子汇总。"""
    sold = orders[orders["paid_at"].notna() & (orders["status"] != "cancelled")]
    days = sold["paid_at"].dt.tz_localize(None).dt.normalize()
    return sold.groupby(days).agg(
        orders=("order_id", "size"), buyers=("member_id", "nunique"), paid_fen=("paid_fen", "sum")
    )


def numbers(row: Any) -> Row:
    """一天的四个数。"""
    yuan = int(row.paid_fen) / 100
    told = {"orders": int(row.orders), "buyers": int(row.buyers), "paid_yuan": yuan}
    return told | {"average": average(told["orders"], yuan)}


def average(orders: int, yuan: float) -> float | str:
    """每单实付；没有订单时是空文字，与公式一致。"""
    return yuan / orders if orders else ""
