"""把所有散客当成一个人

散客没有成员编号，你把空编号当成了一个人。它的单子最多，天天“复购”，分子分母各多一人；散客该不进分子也不进分母。

看别人的报表：按人数订单，排第一的若买了几千单，查它的编号是不是空的。

fails: test_who, test_sample, test_variants
"""

from __future__ import annotations

from math import sqrt

from pandas import DataFrame, Timedelta, Timestamp

Rate = dict[str, float | int | None]
Z = 1.959963984540054


def repeat_rate(orders: DataFrame, refunds: DataFrame, w: int, asof: Timestamp) -> Rate:
    """首单后 w 个营业日内的复购率，附 Wilson 95% 区间；只用 asof 以前的事实。"""
    valid = valid_orders(orders, refunds, asof).fillna({"member_id": "散客"})
    day = valid["paid_at"].dt.normalize()
    first = day.groupby(valid["member_id"]).transform("min")
    end = first + Timedelta(days=w)
    again = (day > first) & (day < end)
    marks = DataFrame({"member": valid["member_id"], "again": again, "full": end <= asof})
    buyers = marks.groupby("member").any()
    n = int(buyers["full"].sum())
    k = int((buyers["again"] & buyers["full"]).sum())
    low, high = wilson(k, n)
    return {"value": k / n if n else None, "low": low, "high": high, "k": k, "n": n, "n_total": len(buyers)}


def valid_orders(orders: DataFrame, refunds: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前付了款、有成员、未取消、未全额退款的订单。"""
    settled = refunds[refunds["settled_at"] < asof].groupby("order_id")["refund_fen"].sum()
    refunded = orders["order_id"].map(settled).fillna(0)
    fully = (refunded > 0) & (refunded >= orders["paid_fen"])
    paid = (orders["paid_at"] < asof) & (orders["status"] != "cancelled")
    return orders[paid & ~fully]


def wilson(k: int, n: int) -> tuple[float | None, float | None]:
    """n 人中 k 人的比率的 Wilson 95% 区间；n 为 0 时没有区间。"""
    if n == 0:
        return None, None
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return max(0.0, middle - half), min(1.0, middle + half)
