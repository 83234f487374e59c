"""区间用了 p ± 1.96 标准误

比率对了，区间用的是正态近似。人少或比率靠近 0、1 时它会伸到 0 以下、1 以上；4 人中 0 人时宽度是 0，好像毫无疑问。

看别人的报表：区间下限是负数，或 0 人时区间是 0%–0%，就是它。Wilson 不会这样。

fails: test_interval, test_sample, test_variants
"""

from __future__ import annotations

from math import sqrt

from pandas import DataFrame, Timedelta, Timestamp

Rate = dict[str, float | int | None]
Z = 1.959963984540054


def repeat_rate(orders: DataFrame, refunds: DataFrame, w: int, asof: Timestamp) -> Rate:
    """首单后 w 个营业日内的复购率，附 Wilson 95% 区间；只用 asof 以前的事实。"""
    valid = valid_orders(orders, refunds, asof)
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
    return orders[orders["member_id"].notna() & paid & ~fully]


def wilson(k: int, n: int) -> tuple[float | None, float | None]:
    """n 人中 k 人的比率的 95% 区间；n 为 0 时没有区间。"""
    if n == 0:
        return None, None
    share = k / n
    half = Z * sqrt(share * (1 - share) / n)
    return share - half, share + half
