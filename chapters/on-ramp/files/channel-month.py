"""渠道月表里青禾茶事的数：每个首触渠道的成员、买家、订单与实付，从三张表算出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

Row = dict[str, Any]


def fill(load: Callable[[str], pd.DataFrame], start: date, days: int, z: float) -> tuple[list[Row], Row]:
    """每个渠道一行，按渠道编号；合计是各列相加，占比按合计再算。"""
    first = pd.Timestamp(start)
    each = people(load, first, first + pd.Timedelta(days=days))
    names = load("channels").set_index("channel_id")["channel_name"]
    rows = [{"channel": str(names[channel])} | sums(of, z) for channel, of in each.groupby("channel_id")]
    return rows, sums(each, z)


def people(load: Callable[[str], pd.DataFrame], first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """期末以前入域的成员，一人一行：渠道、期内订单数与实付（分），没有的为 0。"""
    orders, members = load("orders"), load("members")
    paid_at = orders["paid_at"].dt.tz_localize(None)
    sold = orders[(paid_at >= first) & (paid_at < last) & (orders["status"] != "cancelled") & orders["member_id"].notna()]
    each = sold.groupby("member_id").agg(orders=("order_id", "size"), paid_fen=("paid_fen", "sum"))
    known = members.loc[members["joined_at"].dt.tz_localize(None) < last, ["member_id", "channel_id"]]
    return known.merge(each, on="member_id", how="left").fillna({"orders": 0, "paid_fen": 0})


def sums(each: pd.DataFrame, z: float) -> Row:
    """一批成员的四个数，与占比、区间。"""
    n, k = len(each), int((each["orders"] > 0).sum())
    told = {"members": n, "buyers": k, "orders": int(each["orders"].sum()), "paid_yuan": int(each["paid_fen"].sum()) / 100}
    return told | share(k, n, z)


def share(k: int, n: int, z: float) -> Row:
    """占比与 Wilson 区间；没有分母时是空文字，与公式一致。"""
    if n == 0:
        return {"share": "", "low": "", "high": ""}
    value, shrink = k / n, 1 + z**2 / n
    middle, half = value + z**2 / (2 * n), z * sqrt(value * (1 - value) / n + z**2 / (4 * n**2))
    return {"share": value, "low": max(0.0, (middle - half) / shrink), "high": min(1.0, (middle + half) / shrink)}
