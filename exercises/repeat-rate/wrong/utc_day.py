"""按 UTC 分天

你把时间换成了 UTC 再取日期。上海早上 8 点以前的订单落到前一天，同一天的两单被拆成两天，跨零点的两单又并成一天。

看别人的报表：按小时画订单数，低谷若在晚上 8 点前后（上海其实是凌晨三四点），或每天从早上 8 点起算，时区就没换。

fails: test_days, test_full_window, test_sample, test_variants
"""

from __future__ import annotations

from math import sqrt

from pandas import DataFrame, Timedelta, Timestamp

Rate = dict[str, float | int | None]
Z = 1.959963984540054


def repeat_rate(orders: DataFrame, refunds: DataFrame, w: int, asof: Timestamp) -> Rate:
    """首单后 w 个营业日内的复购率，附 Wilson 95% 区间；只用 asof 以前的事实。"""
    valid = valid_orders(orders, refunds, asof)
    day = valid["paid_at"].dt.tz_convert("UTC").dt.normalize()
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
    """n 人中 k 人的比率的 Wilson 95% 区间；n 为 0 时没有区间。"""
    if n == 0:
        return None, None
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return max(0.0, middle - half), min(1.0, middle + half)
