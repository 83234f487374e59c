"""成员都当买家

合并以后每个成员都有一行，数行就把没买的也算成买家。数买家要看订单大于 0。

看别人的报表：买家占成员处处 100%，先看没买的人去哪了。

fails: test_buyers, test_nobody_buys
misconception: M0.2
"""

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
    people["buyer"] = people["orders"] >= 0
    names = people.groupby("channel_id", as_index=False)
    table = names.agg(
        members=("member_id", "size"), buyers=("buyer", "sum"), orders=("orders", "sum"), paid_fen=("paid_fen", "sum")
    )
    counts = ["members", "buyers", "orders", "paid_fen"]
    table[counts] = table[counts].astype("int64")
    return table
