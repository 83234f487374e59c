"""E3.2 阶段指标：补全 stage_metrics。"""

from __future__ import annotations

from datetime import date
from math import sqrt

from pandas import DataFrame, Series, Timedelta, Timestamp

Rate = dict[str, float | int | None]
Z = 1.959963984540054


def stage_metrics(members: DataFrame, exposures: DataFrame, interactions: DataFrame, orders: DataFrame,
                  refunds: DataFrame, referrals: DataFrame, start: date, end: date, w: int, asof: Timestamp) -> dict[str, Rate]:
    """[start, end) 的五个阶段指标：reach_rate、interaction_rate、conversion_rate、repeat_rate、referral_rate。

    members：member_id、joined_at、left_at（仍在为空）。
    exposures：member_id、sent_at（没发为空）、delivered。
    interactions：event_id、member_id（未登录为空）、actor_type、event_type、event_at、ingested_at。
    orders：order_id、member_id（散客为空）、paid_at（未付为空）、paid_fen（分）、status。
    refunds：order_id、settled_at（未到账为空）、refund_fen（分）。
    referrals：referral_id、referrer_id、invitee_id（未注册为空）、invited_at、registered_at、is_valid（未审为空）。
    start、end：上海自然日，含 start 零点，不含 end 零点。w：复购窗口天数。asof：截至时刻，不含这一刻。

    每个指标是一个字典：value、low、high（Wilson 95% 区间）、k、n、n_total。
    """
    raise NotImplementedError


def within(times: Series, first: Timestamp, last: Timestamp) -> Series:
    """时刻在 [first, last) 里；缺失为否。"""
    return (times >= first) & (times < last)


def valid_orders(orders: DataFrame, refunds: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前付了款、有成员、未取消、未全额退款的订单。"""
    settled = refunds[refunds["settled_at"] < asof].groupby("order_id")["refund_fen"].sum()
    refunded = orders["order_id"].map(settled).fillna(0)
    fully = (refunded > 0) & (refunded >= orders["paid_fen"])
    paid = (orders["paid_at"] < asof) & (orders["status"] != "cancelled")
    return orders[orders["member_id"].notna() & paid & ~fully]


def repeat_rate(valid: DataFrame, first: Timestamp, last: Timestamp, w: int, asof: Timestamp) -> Rate:
    """首单日在 [first, last) 的成员里，满 w 天的人中另一天又买过的占比。"""
    day = valid["paid_at"].dt.normalize()
    opening = day.groupby(valid["member_id"]).transform("min")
    again = (day > opening) & (day < opening + Timedelta(days=w))
    marks = DataFrame({"member": valid["member_id"], "again": again, "full": opening + Timedelta(days=w) <= asof})
    cohort = marks[within(opening, first, last)].groupby("member").any()
    full = cohort[cohort["full"]]
    return rate(int(full["again"].sum()), len(full), len(cohort))


def rate(k: int, n: int, n_total: int | None = None) -> Rate:
    """n 人中 k 人的比率与 Wilson 95% 区间；n 为 0 时没有比率。"""
    counts = {"k": k, "n": n, "n_total": n if n_total is None else n_total}
    if n == 0:
        return {"value": None, "low": None, "high": None} | counts
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return {"value": share, "low": max(0.0, middle - half), "high": min(1.0, middle + half)} | counts
