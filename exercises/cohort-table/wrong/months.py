"""按自然月分组

一个月的人放一行，月初入群的和月底入群的差了四周，同一周龄里有人满期、有人没满期；大促前后的人也混在一起。热力表的一行要是同一周来的人。

看别人的报表：行名是月份、列名却是第几周的，问月底入群的人算没算满。

fails: test_hand, test_blank, test_every_week, test_open_week, test_own_weeks, test_who, test_empty
"""

from __future__ import annotations

import pandas as pd
from pandas import DataFrame, MultiIndex, Series, Timedelta, Timestamp

CohortTable = DataFrame
PEOPLE = ["member", "kol"]
Z = 1.959963984540054


def cohort_table(group_memberships: DataFrame, interactions: DataFrame, weeks: int, asof: Timestamp) -> CohortTable:
    """每个首次入群周、每个周龄一行：满期的人里，那 7 天来过的占比与 Wilson 95% 区间。"""
    people = newcomers(group_memberships, asof)
    cells = people.merge(DataFrame({"age_week": range(weeks)}), how="cross")
    cells["n"] = cells["d0"] + pd.to_timedelta(7 * cells["age_week"] + 7, unit="D") <= asof
    cells = cells.merge(active_weeks(people, interactions, asof).assign(k=True), how="left")
    cells["k"] = cells["k"].notna() & cells["n"]
    counts = cells.assign(n_total=True).groupby(["cohort", "age_week"])[["k", "n", "n_total"]].sum()
    counts = counts.reindex(every_cell(people, weeks, asof), fill_value=0).reset_index()
    return with_rates(counts.assign(cohort=counts["cohort"].dt.date))


def newcomers(group_memberships: DataFrame, asof: Timestamp) -> DataFrame:
    """已过完的周里首次入群的人，一人一行：首次入群日 d0，那一周的周一 cohort。"""
    joined = group_memberships[group_memberships["joined_at"] < asof]
    d0 = joined.groupby("member_id")["joined_at"].min().dt.normalize()
    people = DataFrame({"d0": d0, "cohort": monday(d0)}).reset_index()
    return people[people["cohort"] + Timedelta(days=7) <= asof]


def monday(day: Series) -> Series:
    """所在周的周一。"""
    return day - pd.to_timedelta(day.dt.day - 1, unit="D")


def active_weeks(people: DataFrame, interactions: DataFrame, asof: Timestamp) -> DataFrame:
    """每人在自己的哪些 7 天里活跃过：member_id 与 age_week，不重复。"""
    stored = (interactions["event_at"] < asof) & (interactions["ingested_at"] < asof)
    events = interactions[stored & interactions["actor_type"].isin(PEOPLE)]
    seen = people.merge(events[["member_id", "event_at"]], on="member_id")
    age = (seen["event_at"].dt.normalize() - seen["d0"]).dt.days // 7
    return DataFrame({"member_id": seen["member_id"], "age_week": age}).drop_duplicates()


def every_cell(people: DataFrame, weeks: int, asof: Timestamp) -> MultiIndex:
    """最早的周到最后一个完整周，每周每个周龄一格，没有人的周也在。"""
    last = asof.normalize() - Timedelta(days=asof.day_of_week + 7)
    mondays = pd.date_range(people["cohort"].min(), last, freq="MS") if len(people) else people["cohort"]
    return MultiIndex.from_product([mondays, range(weeks)], names=["cohort", "age_week"])


def with_rates(counts: DataFrame) -> DataFrame:
    """加上比率与 Wilson 95% 区间；n 为 0 的格留空。"""
    n = counts["n"].where(counts["n"] > 0)
    share, shrink = counts["k"] / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * (share * (1 - share) / n + Z**2 / (4 * n**2)) ** 0.5 / shrink
    return counts.assign(value=share, low=(middle - half).clip(lower=0), high=(middle + half).clip(upper=1))
