"""每一步都重新起算窗口

你让每一步都有 7 天，三步下来最多能等 14 天。步数越多，等得越久，长漏斗和短漏斗就不能比了。

看别人的报表：问“7 天”是从首步起，还是从上一步起。

fails: test_window, test_variants
"""

from __future__ import annotations

from datetime import date

import numpy as np
from pandas import DataFrame, Timedelta, Timestamp, concat

Z = 1.959963984540054


def funnel(
    interactions: DataFrame,
    orders: DataFrame,
    steps: list[str],
    start: date,
    end: date,
    within_days: int,
    asof: Timestamp,
) -> DataFrame:
    """首步在 [start, end) 且满窗的人里，依次走到各步的人数、相对上一步的转化率与 Wilson 95% 区间。"""
    taken = known_steps(interactions, orders, asof)
    opening, closing = Timestamp(start, tz="Asia/Shanghai"), Timestamp(end, tz="Asia/Shanghai")
    entered = taken[(taken["step"] == steps[0]) & (taken["at"] >= opening) & (taken["at"] < closing)]
    way = entered.groupby("member_id").agg(last=("at", "min"))
    way["deadline"] = way["last"] + Timedelta(days=within_days)
    way = way[way["deadline"] <= asof]
    counts = [len(way)]
    for step in steps[1:]:
        way = move_on(taken[taken["step"] == step], way)
        way["deadline"] = way["last"] + Timedelta(days=within_days)
        counts.append(len(way))
    return with_rates(steps, counts)


def known_steps(interactions: DataFrame, orders: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前已经知道的每一步：谁、哪一步、什么时刻。付款是 pay。"""
    human = interactions["member_id"].notna() & interactions["actor_type"].isin(["member", "kol"])
    known = (interactions["event_at"] < asof) & (interactions["ingested_at"] < asof)
    acts = interactions.loc[human & known, ["member_id", "event_type", "event_at"]]
    paid = orders["member_id"].notna() & (orders["paid_at"] < asof) & (orders["status"] != "cancelled")
    pays = orders.loc[paid, ["member_id", "paid_at"]].assign(step="pay")
    return concat([acts.set_axis(["member_id", "step", "at"], axis=1), pays.rename(columns={"paid_at": "at"})])


def move_on(taken: DataFrame, way: DataFrame) -> DataFrame:
    """走到上一步的人里，在那之后、窗口以内走了这一步的；last 换成这一步最早的时刻。"""
    later = taken.merge(way, on="member_id")
    inside = (later["at"] > later["last"]) & (later["at"] < later["deadline"])
    return way.assign(last=later[inside].groupby("member_id")["at"].min()).dropna()


def with_rates(steps: list[str], counts: list[int]) -> DataFrame:
    """加上转化率与区间：首步是 1，没有区间；没有分母的留空。"""
    table = DataFrame({"step": steps, "members": counts})
    n = table["members"].shift().where(lambda above: above > 0)
    share, shrink = table["members"] / n, 1 + Z**2 / n
    middle, half = share + Z**2 / (2 * n), Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    table["rate"], table["low"], table["high"] = share, (middle - half) / shrink, (middle + half) / shrink
    table.loc[0, "rate"] = 1.0 if counts[0] else np.nan
    return table
