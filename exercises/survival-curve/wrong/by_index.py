"""两列按索引对齐，人对错了

你把两列直接并成一张表，pandas 按索引对齐，不按位置。筛选、排序过的列索引已乱，这个人的天数配了那个人的退出，
行数可能还对，看不出来。

看别人的报表：合并两列前先看它们的索引是不是同一套；拿一个认识的人核对他的天数和状态。

fails: test_position
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

COLUMNS = ["t", "at_risk", "events", "censored", "survival", "low", "high"]
Z = 1.959963984540054


def km(durations: Series, observed: Series) -> DataFrame:
    """每个有人退出的时刻一行：风险集、退出、同刻删失、生存率与 Greenwood 95% 区间。"""
    people = DataFrame({"t": durations.astype("float64"), "left": observed.astype("bool")})
    steps = people.dropna().groupby("t")["left"].agg(gone="size", events="sum").reset_index()
    steps["at_risk"] = steps["gone"][::-1].cumsum()
    steps["censored"] = steps["gone"] - steps["events"]
    steps = steps[steps["events"] > 0].reset_index(drop=True)
    at_risk, events = steps["at_risk"], steps["events"]
    steps["survival"] = (1 - events / at_risk).cumprod()
    error = steps["survival"] * np.sqrt((events / (at_risk * (at_risk - events))).cumsum())
    steps["low"] = (steps["survival"] - Z * error).clip(0, 1)
    steps["high"] = (steps["survival"] + Z * error).clip(0, 1)
    return steps[COLUMNS]
