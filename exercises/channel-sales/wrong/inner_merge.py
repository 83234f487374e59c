"""没人买的都不见了

合并用了默认的方式，只留下两边都有的人。没买过的成员不见了，没有人买的渠道整行不见，买家占比成了 100%。

看别人的报表：合并前后的人数对不上，或每个渠道的成员数都等于买家数，就问 how 写的是什么。

fails: test_channels, test_buyers, test_orders, test_nobody_buys
misconception: M0.10
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
    people = known.merge(each, on="member_id").fillna({"orders": 0, "paid_fen": 0})
    people["buyer"] = people["orders"] > 0
    names = people.groupby("channel_id", as_index=False)
    table = names.agg(
        members=("member_id", "size"), buyers=("buyer", "sum"), orders=("orders", "sum"), paid_fen=("paid_fen", "sum")
    )
    counts = ["members", "buyers", "orders", "paid_fen"]
    table[counts] = table[counts].astype("int64")
    return table
