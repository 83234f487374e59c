"""区间用了正态近似

你用 p ± z√(p(1−p)/n)。人少或比例挨着 0、1 的格，它的区间会缩成一点：1 个人里 0 个，它说“一定是 0”。

看别人的报表：找一格 0% 或 100%，区间宽度是 0 的，就是这样算的。

fails: test_interval, test_sample, test_variants
"""

from __future__ import annotations

from datetime import date

import numpy as np
from pandas import DataFrame, MultiIndex, Timestamp

STAGES = ["认知", "兴趣", "购买", "忠诚", "推荐"]
NEW, GONE = "新入", "流失"
Z = 1.959963984540054


def transition_matrix(stage_snapshots: DataFrame, before: date, after: date) -> DataFrame:
    """五个阶段加“新入”为行，五个阶段加“流失”为列，每格一行：人数、出发人数、比例与 Wilson 95% 区间。"""
    moves = on_day(stage_snapshots, before).merge(on_day(stage_snapshots, after), how="outer", on="member_id")
    moves = moves.set_axis(["member_id", "stage_from", "stage_to"], axis=1)
    moves["stage_from"] = moves["stage_from"].fillna(NEW)
    moves["stage_to"] = moves["stage_to"].fillna(GONE)
    cells = MultiIndex.from_product([[*STAGES, NEW], [*STAGES, GONE]], names=["stage_from", "stage_to"])
    table = moves.groupby(["stage_from", "stage_to"]).size().reindex(cells, fill_value=0).rename("k").reset_index()
    table["n"] = table.groupby("stage_from")["k"].transform("sum")
    return with_interval(table)


def on_day(stage_snapshots: DataFrame, day: date) -> DataFrame:
    """那一天的快照，一人一行。"""
    return stage_snapshots.loc[stage_snapshots["snapshot_on"] == Timestamp(day), ["member_id", "stage"]]


def with_interval(table: DataFrame) -> DataFrame:
    """加上比例与 Wilson 95% 区间；没有出发人数的行留空。"""
    n = table["n"].where(table["n"] > 0, np.nan)
    share = table["k"] / n
    half = Z * np.sqrt(share * (1 - share) / n)
    return table.assign(value=share, low=(share - half).clip(lower=0), high=(share + half).clip(upper=1))
