"""窗口多算了一天

首单当天是第 0 天，W=30 的窗口是第 0 到第 29 天，共 30 天。你把第 30 天也收了进来，窗口成了 31 天，
和别人的 30 日复购率不能比。

看别人的报表：问窗口的最后一天是第几天；数一数天数是 W 还是 W+1。

fails: test_hand, test_window_end
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
    again = (day > first) & (day <= end)
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
    """n 人中 k 人的比率的 Wilson 95% 区间；n 为 0 时没有区间。"""
    if n == 0:
        return None, None
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return max(0.0, middle - half), min(1.0, middle + half)
