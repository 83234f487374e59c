"""区间按天算

值对了，区间用的是 28 天之间的差别。这 28 天是同一批人，一个人天天来，就天天在里面；天不是独立的样本，人才是。

看别人的报表：区间写着“n = 28”，问一句是 28 个人还是 28 天。

fails: test_interval, test_sample, test_variants
"""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt

from pandas import DataFrame, Series, Timedelta, Timestamp

Estimate = dict[str, float | int | None]
SHANGHAI = "Asia/Shanghai"
PEOPLE = ["member", "kol"]
Z = 1.959963984540054


def dau(interactions: DataFrame, day: date, kinds: list[str], asof: Timestamp) -> int | None:
    """day 那一天做过 kinds 里任一种事的成员数；那一天没过完为 None。"""
    active = active_days(interactions, day + timedelta(days=1), 1, kinds, asof)
    return None if active is None else len(active)


def mau(interactions: DataFrame, end: date, kinds: list[str], asof: Timestamp) -> int | None:
    """end 以前 28 天里做过 kinds 里任一种事的成员数；窗口没过完为 None。"""
    active = active_days(interactions, end, 28, kinds, asof)
    return None if active is None else int(active["member"].nunique())


def stickiness(interactions: DataFrame, end: date, kinds: list[str], asof: Timestamp) -> Estimate:
    """28 日 DAU 均值除以 MAU，即 MAU 成员活跃天数占比的均值；区间由成员之间的差别来。"""
    active = active_days(interactions, end, 28, kinds, asof)
    if active is None:
        return average(Series(dtype="float64"))
    found = average(active.groupby("member").size() / 28)
    if found["low"] is None:
        return found
    days = [Timestamp(end, tz=SHANGHAI) - Timedelta(days=back) for back in range(1, 29)]
    daily = active["day"].value_counts().reindex(days, fill_value=0) / found["n"]
    half = Z * float(daily.std()) / sqrt(28)
    return {**found, "low": found["value"] - half, "high": found["value"] + half}


def active_days(interactions: DataFrame, end: date, days: int, kinds: list[str], asof: Timestamp) -> DataFrame | None:
    """end 以前 days 天里，一个成员来过的一天一行；end 那天零点晚于 asof 为 None。"""
    stop = Timestamp(end, tz=SHANGHAI)
    if stop > asof:
        return None
    within = (interactions["event_at"] >= stop - Timedelta(days=days)) & (interactions["event_at"] < stop)
    known = interactions[within & (interactions["ingested_at"] < asof)]
    mine = known[known["member_id"].notna() & known["actor_type"].isin(PEOPLE) & known["event_type"].isin(kinds)]
    day = mine["event_at"].dt.tz_convert(SHANGHAI).dt.normalize()
    return DataFrame({"member": mine["member_id"], "day": day}).drop_duplicates()


def average(share: Series) -> Estimate:
    """每人一个占比的平均，区间用成员之间的标准差；没有人时没有平均，一个人时没有区间。"""
    n = len(share)
    if n < 2:
        return {"value": float(share.iloc[0]) if n else None, "low": None, "high": None, "n": n}
    mean, half = float(share.mean()), Z * float(share.std()) / sqrt(n)
    return {"value": mean, "low": mean - half, "high": mean + half, "n": n}
