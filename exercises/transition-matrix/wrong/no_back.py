"""没有回流的格

你只记往前走和原地不动的人，退回去的人没有格可去，也不在出发人数里。忠诚退成购买、购买退成兴趣的人整批不见，
画出来是一个只有向右箭头的漏斗。

看别人的报表：找一格“忠诚到购买”；没有这一格，或恒为 0，就是这个错。

fails: test_hand, test_lost, test_back
misconception: M3.2
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
    rank = {stage: place for place, stage in enumerate([NEW, *STAGES, GONE])}
    moves = moves[moves["stage_to"].map(rank) >= moves["stage_from"].map(rank)]
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
    share, shrink = table["k"] / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return table.assign(value=share, low=(middle - half).clip(lower=0), high=(middle + half).clip(upper=1))
