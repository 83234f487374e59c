"""合并后数行当成员

成员直接和订单合并，一个人有几张订单就变成几行，再数行，成员数就多了。

看别人的报表：合并前后各数一次行。一对多的合并，行数会变多；要数人，先把订单汇总成一人一行。

fails: test_channels, test_edges
misconception: M0.9
"""

from __future__ import annotations

from pandas import DataFrame, Timedelta, Timestamp


def channel_sales(members: DataFrame, orders: DataFrame, start: Timestamp, days: int) -> DataFrame:
    """期末以前入域的成员按首触渠道分，加上他们在 [start, start + days 天) 付款、没有取消的订单。"""
    end = start + Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] < end)
    sold = orders[inside & (orders["status"] != "cancelled") & orders["member_id"].notna()]
    each = sold[["member_id", "paid_fen"]].assign(orders=1)
    known = members[members["joined_at"] < end]
    people = known.merge(each, on="member_id", how="left").fillna({"orders": 0, "paid_fen": 0})
    people["buyer"] = people["member_id"].where(people["orders"] > 0)
    names = people.groupby("channel_id", as_index=False)
    table = names.agg(
        members=("member_id", "size"), buyers=("buyer", "nunique"), orders=("orders", "sum"), paid_fen=("paid_fen", "sum")
    )
    counts = ["members", "buyers", "orders", "paid_fen"]
    table[counts] = table[counts].astype("int64")
    return table
