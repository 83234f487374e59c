"""没有人的格没有列出

你只列了出现过的格。下个月多出一格，表就错了一行；从没出现的“忠诚到流失”也看不出是 0，还是忘了算。

看别人的报表：数一数行数，五个阶段加新入、流失，应是 36 行。

fails: test_hand, test_new, test_back, test_two_days, test_empty_line, test_all_cells
"""

from __future__ import annotations

from datetime import date

import numpy as np
from pandas import DataFrame, Timestamp

NEW, GONE = "新入", "流失"
Z = 1.959963984540054


def transition_matrix(stage_snapshots: DataFrame, before: date, after: date) -> DataFrame:
    """五个阶段加“新入”为行，五个阶段加“流失”为列，每格一行：人数、出发人数、比例与 Wilson 95% 区间。"""
    moves = on_day(stage_snapshots, before).merge(on_day(stage_snapshots, after), how="outer", on="member_id")
    moves = moves.set_axis(["member_id", "stage_from", "stage_to"], axis=1)
    moves["stage_from"] = moves["stage_from"].fillna(NEW)
    moves["stage_to"] = moves["stage_to"].fillna(GONE)
    table = moves.groupby(["stage_from", "stage_to"]).size().rename("k").reset_index()
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
