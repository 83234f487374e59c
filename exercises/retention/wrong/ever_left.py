"""退过群就算流失

退了又进、退了一个群还在另一个群的人，你按第一次退群算走了。人还在，触达得到，在群留存被低估。

看别人的报表：抽几个“已退”的人，看他们此刻在不在任何一个群。

fails: test_still_there
"""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import Literal

import pandas as pd
from pandas import DataFrame, Series, Timedelta, Timestamp

Rate = dict[str, float | int | None]
PEOPLE = ["member", "kol"]
Z = 1.959963984540054


def retention(
    group_memberships: DataFrame, interactions: DataFrame, n: int, kind: Literal["classic", "rolling", "in_group"],
    h: int, asof: Timestamp,
) -> dict[date, Rate]:  # fmt: skip
    """按首次入群所在的周，第 n 日的留存与 Wilson 95% 区间；只用 asof 以前的事实。"""
    people = first_days(group_memberships, asof)
    end = n + h if kind == "rolling" else n + 1
    full = people["d0"] + Timedelta(days=end) <= asof
    kept = inside(people, group_memberships, n) if kind == "in_group" else active(people, interactions, n, end, asof)
    marks = DataFrame({"n_total": True, "n": full, "k": kept & full}).groupby(people["cohort"]).sum()
    return {monday.date(): rate(int(row["k"]), int(row["n"]), int(row["n_total"])) for monday, row in marks.iterrows()}


def first_days(group_memberships: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前入过群的成员，一人一行：首次入群日 d0，和那一周的周一 cohort。"""
    joined = group_memberships[group_memberships["joined_at"] < asof]
    first = joined.groupby("member_id")["joined_at"].min()
    d0 = first.dt.normalize()
    return DataFrame({"d0": d0, "cohort": d0 - pd.to_timedelta(d0.dt.day_of_week, unit="D")}).reset_index()


def active(people: DataFrame, interactions: DataFrame, start: int, end: int, asof: Timestamp) -> Series:
    """每人在第 start 日到第 end − 1 日是否活跃过；意见领袖是成员，员工与机器人不是。"""
    stored = (interactions["event_at"] < asof) & (interactions["ingested_at"] < asof)
    events = interactions[stored & interactions["actor_type"].isin(PEOPLE)]
    seen = people.reset_index().merge(events[["member_id", "event_at"]], on="member_id")
    day = (seen["event_at"].dt.normalize() - seen["d0"]).dt.days
    return people.index.to_series().isin(seen.loc[(day >= start) & (day < end), "index"])


def inside(people: DataFrame, group_memberships: DataFrame, n: int) -> Series:
    """每人在第 n 日末是否还在任何一个群。"""
    spells = people.reset_index().merge(group_memberships[["member_id", "joined_at", "left_at"]], on="member_id")
    night = spells["d0"] + Timedelta(days=n + 1)
    gone = spells["left_at"] < night
    return ~people.index.to_series().isin(spells.loc[gone, "index"])


def rate(k: int, n: int, n_total: int) -> Rate:
    """n 人中 k 人的比率与 Wilson 95% 区间；n 为 0 时没有比率。"""
    counts: Rate = {"k": k, "n": n, "n_total": n_total}
    if n == 0:
        return {"value": None, "low": None, "high": None} | counts
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return {"value": share, "low": max(0.0, middle - half), "high": min(1.0, middle + half)} | counts
