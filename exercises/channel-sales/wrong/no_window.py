"""不看时间

订单没有按付款时间筛，把从前的都加进来，还收了没付款的。一个月的表，装着两年的钱。

看别人的报表：换一个月份，数一点不变，就是没有筛时间。

fails: test_buyers, test_orders, test_edges, test_nobody_buys
"""

from __future__ import annotations

from pandas import DataFrame, Timedelta, Timestamp


def channel_sales(members: DataFrame, orders: DataFrame, start: Timestamp, days: int) -> DataFrame:
    """期末以前入域的成员按首触渠道分，加上他们在 [start, start + days 天) 付款、没有取消的订单。"""
    end = start + Timedelta(days=days)
    sold = orders[(orders["status"] != "cancelled") & orders["member_id"].notna()]
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
