"""按 UTC 切日

你先换成 UTC 再取日期。上海早上 8 点以前的订单被算到前一天：同一个早上 7:30 与 9:00 的两单成了两天，
而 20:00 与次日 6:00 的两单成了同一天。

看别人的报表：按小时数订单，若“一天”从早上 8 点开始，就是切错了日。

fails: test_days, test_variants
"""

from __future__ import annotations

from typing import Literal

from pandas import DataFrame, Series, Timedelta, Timestamp

Stage = Literal["认知", "兴趣", "购买", "忠诚", "推荐"]


def stages(
    members: DataFrame, interactions: DataFrame, orders: DataFrame, refunds: DataFrame, referrals: DataFrame,
    windows: dict[str, int], asof: Timestamp,
) -> dict[str, Stage]:  # fmt: skip
    """每个在域成员的阶段：从高到低取第一个成立的；只用 asof 以前的事实。"""
    since = {stage: asof - Timedelta(days=days) for stage, days in windows.items()}
    valid = valid_orders(orders, refunds, asof)
    reached = {
        "兴趣": active(interactions, since["兴趣"], asof),
        "购买": buyers(valid, since["购买"], days=1),
        "忠诚": buyers(valid, since["忠诚"], days=2),
        "推荐": referrers(referrals, since["推荐"], asof),
    }
    here = members[(members["joined_at"] < asof) & ~(members["left_at"] < asof)]
    found = Series("认知", index=here["member_id"])
    for stage, who in reached.items():  # 从低到高写，高的盖住低的
        found[found.index.isin(who)] = stage
    return found.to_dict()


def active(interactions: DataFrame, since: Timestamp, asof: Timestamp) -> Series:
    """窗口内有互动、且 asof 以前已入库的成员；机器人与员工不算。"""
    happened = (interactions["event_at"] >= since) & (interactions["event_at"] < asof)
    people = interactions["actor_type"].isin(["member", "kol"])
    return interactions.loc[happened & (interactions["ingested_at"] < asof) & people, "member_id"].dropna()


def valid_orders(orders: DataFrame, refunds: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前付了款、有成员、未取消、未全额退款的订单。"""
    settled = refunds[refunds["settled_at"] < asof].groupby("order_id")["refund_fen"].sum()
    refunded = orders["order_id"].map(settled).fillna(0)
    fully = (refunded > 0) & (refunded >= orders["paid_fen"])
    paid = (orders["paid_at"] < asof) & (orders["status"] != "cancelled")
    return orders[orders["member_id"].notna() & paid & ~fully]


def buyers(valid: DataFrame, since: Timestamp, days: int) -> Series:
    """窗口内至少在 `days` 个不同的自然日买过的成员。"""
    recent = valid[valid["paid_at"] >= since]
    bought = recent["paid_at"].dt.tz_convert("UTC").dt.normalize().groupby(recent["member_id"]).nunique()
    return bought[bought >= days].index.to_series()


def referrers(referrals: DataFrame, since: Timestamp, asof: Timestamp) -> Series:
    """有被邀人在窗口内注册的邀请人；自邀、审核无效的不算，同一被邀人只归最早的邀请。"""
    other = referrals["invitee_id"].notna() & (referrals["invitee_id"] != referrals["referrer_id"])
    honest = referrals[other & (referrals["invited_at"] < asof) & referrals["is_valid"].fillna(True)]
    first = honest.sort_values(["invited_at", "referral_id"]).drop_duplicates("invitee_id")
    return first.loc[(first["registered_at"] >= since) & (first["registered_at"] < asof), "referrer_id"]
