"""后来入域的也算

期末以后才入域的人也进了成员数，分母大了，他后来的订单也可能混进来。回头重算上个月，人数还会变。

看别人的报表：同一个月的成员数，过一阵重跑变大了，就是没有截止。

fails: test_channels, test_buyers, test_orders, test_edges, test_nobody_buys
"""

from __future__ import annotations

from pandas import DataFrame, Timedelta, Timestamp


def channel_sales(members: DataFrame, orders: DataFrame, start: Timestamp, days: int) -> DataFrame:
    """期末以前入域的成员按首触渠道分，加上他们在 [start, start + days 天) 付款、没有取消的订单。"""
    end = start + Timedelta(days=days)
    inside = (orders["paid_at"] >= start) & (orders["paid_at"] < end)
    sold = orders[inside & (orders["status"] != "cancelled") & orders["member_id"].notna()]
    each = sold.groupby("member_id").agg(orders=("order_id", "size"), paid_fen=("paid_fen", "sum"))
    known = members
    people = known.merge(each, on="member_id", how="left").fillna({"orders": 0, "paid_fen": 0})
    people["buyer"] = people["orders"] > 0
    names = people.groupby("channel_id", as_index=False)
    table = names.agg(
        members=("member_id", "size"), buyers=("buyer", "sum"), orders=("orders", "sum"), paid_fen=("paid_fen", "sum")
    )
    counts = ["members", "buyers", "orders", "paid_fen"]
    table[counts] = table[counts].astype("int64")
    return table
