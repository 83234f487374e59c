"""各渠道的成员、买家、订单与实付：筛选、按成员汇总、左合并、按渠道汇总。"""

from __future__ import annotations

from pandas import DataFrame, Timedelta, Timestamp


def channel_sales(members: DataFrame, orders: DataFrame, start: Timestamp, days: int) -> DataFrame:
    """期末以前入域的成员按首触渠道分，加上他们在 [start, start + days 天) 付款、没有取消的订单。"""
    end = start + Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] < end)
    sold = orders[inside & (orders["status"] != "cancelled") & orders["member_id"].notna()]
    each = sold.groupby("member_id").agg(orders=("order_id", "size"), paid_fen=("paid_fen", "sum"))
    known = members[members["joined_at"] < end]
    people = known.merge(each, on="member_id", how="left").fillna({"orders": 0, "paid_fen": 0})
    people["buyer"] = people["orders"] > 0
    names = people.groupby("channel_id", as_index=False)
    table = names.agg(
        members=("member_id", "size"), buyers=("buyer", "sum"), orders=("orders", "sum"), paid_fen=("paid_fen", "sum")
    )
    counts = ["members", "buyers", "orders", "paid_fen"]
    table[counts] = table[counts].astype("int64")
    return table
