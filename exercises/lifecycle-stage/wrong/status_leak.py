"""用今天的状态判断当时的退款

status 是导出那天的状态。asof 之后才退的订单，在 asof 那天还是有效订单；按今天的状态剔除，等于提前知道了未来，
那天的“购买”“忠诚”都少了人。

看别人的报表：同一个截至日隔一个月重算，购买以上的人数若又少了几个，就是用了会变的状态。

fails: test_refund, test_sample, test_variants
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
    paid = (orders["paid_at"] < asof) & (orders["status"] == "paid")
    return orders[orders["member_id"].notna() & paid]


def buyers(valid: DataFrame, since: Timestamp, days: int) -> Series:
    """窗口内至少在 `days` 个不同的自然日买过的成员。"""
    recent = valid[valid["paid_at"] >= since]
    bought = recent["paid_at"].dt.normalize().groupby(recent["member_id"]).nunique()
    return bought[bought >= days].index.to_series()


def referrers(referrals: DataFrame, since: Timestamp, asof: Timestamp) -> Series:
    """有被邀人在窗口内注册的邀请人；自邀、审核无效的不算，同一被邀人只归最早的邀请。"""
    other = referrals["invitee_id"].notna() & (referrals["invitee_id"] != referrals["referrer_id"])
    honest = referrals[other & (referrals["invited_at"] < asof) & referrals["is_valid"].fillna(True)]
    first = honest.sort_values(["invited_at", "referral_id"]).drop_duplicates("invitee_id")
    return first.loc[(first["registered_at"] >= since) & (first["registered_at"] < asof), "referrer_id"]
