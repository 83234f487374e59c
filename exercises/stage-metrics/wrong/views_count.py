"""浏览也算互动

你没有去掉浏览。打开看一眼就算互动，互动率抬高，转化率的分母跟着变大、转化率变低，推荐率的分母也变了。

看别人的报表：互动率特别高，问门槛是“看过”还是“做过什么”。门槛不同的两个互动率不能比。

fails: test_hand, test_interaction, test_conversion, test_referral
"""

from __future__ import annotations

from datetime import date
from math import sqrt

from pandas import DataFrame, Series, Timedelta, Timestamp

Rate = dict[str, float | int | None]
Z = 1.959963984540054


def stage_metrics(members: DataFrame, exposures: DataFrame, interactions: DataFrame, orders: DataFrame,
                  refunds: DataFrame, referrals: DataFrame, start: date, end: date, w: int, asof: Timestamp) -> dict[str, Rate]:
    """[start, end) 的五个阶段指标，键为指标编号；复购率看首单在这一期的成员，窗口 w 天。"""
    first, last = Timestamp(start, tz="Asia/Shanghai"), Timestamp(end, tz="Asia/Shanghai")
    orders = valid_orders(orders, refunds, asof)
    repeat = repeat_rate(orders, first, last, w, asof)
    if last > asof:
        names = ("reach_rate", "interaction_rate", "conversion_rate", "referral_rate")
        return {name: rate(0, 0) for name in names} | {"repeat_rate": repeat}
    here = (members["joined_at"] <= first) & ~(members["left_at"] <= first)
    target = set(members.loc[here, "member_id"])
    touches = exposures[exposures["delivered"] & within(exposures["sent_at"], first, last)]
    reached = touches[touches["member_id"].isin(target)].groupby("member_id")["sent_at"].min()
    acts = member_acts(interactions, first, last, asof)
    acts_since = acts.merge(reached.rename("since"), on="member_id")
    acted = acts_since[acts_since["event_at"] >= acts_since["since"]].groupby("member_id")["event_at"].min()
    paid_since = orders[within(orders["paid_at"], first, last)].merge(acted.rename("since"), on="member_id")
    bought = paid_since[paid_since["paid_at"] > paid_since["since"]]
    active = set(acts["member_id"])
    return {
        "reach_rate": rate(len(reached), len(target)),
        "interaction_rate": rate(len(acted), len(reached)),
        "conversion_rate": rate(bought["member_id"].nunique(), len(acted)),
        "repeat_rate": repeat,
        "referral_rate": rate(len(active & inviters(referrals, first, last, asof)), len(active)),
    }


def within(times: Series, first: Timestamp, last: Timestamp) -> Series:
    """时刻在 [first, last) 里；缺失为否。"""
    return (times >= first) & (times < last)


def member_acts(interactions: DataFrame, first: Timestamp, last: Timestamp, asof: Timestamp) -> DataFrame:
    """期内成员的互动：不是浏览，asof 以前已入库，机器人与员工不算。"""
    people = interactions["member_id"].notna() & interactions["actor_type"].isin(["member", "kol"])
    known = people & (interactions["ingested_at"] < asof)
    return interactions[known & within(interactions["event_at"], first, last)]


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


def inviters(referrals: DataFrame, first: Timestamp, last: Timestamp, asof: Timestamp) -> set[str]:
    """期内发出过有效邀请的成员：不是自邀、未判无效、同一被邀人的第一次、asof 以前注册。"""
    other = referrals["invitee_id"].isna() | (referrals["invitee_id"] != referrals["referrer_id"])
    honest = referrals[other & referrals["is_valid"].fillna(True).astype(bool) & (referrals["invited_at"] < asof)]
    named = honest[honest["invitee_id"].notna()].sort_values(["invited_at", "referral_id"])
    once = named.drop_duplicates("invitee_id")
    return set(once.loc[within(once["invited_at"], first, last) & (once["registered_at"] < asof), "referrer_id"])


def rate(k: int, n: int, n_total: int | None = None) -> Rate:
    """n 人中 k 人的比率与 Wilson 95% 区间；n 为 0 时没有比率。"""
    counts = {"k": k, "n": n, "n_total": n if n_total is None else n_total}
    if n == 0:
        return {"value": None, "low": None, "high": None} | counts
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return {"value": share, "low": max(0.0, middle - half), "high": min(1.0, middle + half)} | counts
