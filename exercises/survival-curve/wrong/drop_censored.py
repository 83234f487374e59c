"""剔除了还在的人

你只留下已经退出的人来算。留得久的人多半还在，被你剔除了，剩下的自然退得快，曲线一路掉到 0。

看别人的报表：“平均在群 23 天就退”若只算退了群的人，就是这个错。问一句：还在群里的人算进去了没有。

fails: test_hand, test_same_moment, test_between, test_missing, test_position
misconception: M3.12
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

COLUMNS = ["t", "at_risk", "events", "censored", "survival", "low", "high"]
Z = 1.959963984540054


def km(durations: Series, observed: Series) -> DataFrame:
    """每个有人退出的时刻一行：风险集、退出、同刻删失、生存率与 Greenwood 95% 区间。"""
    people = DataFrame({"t": np.asarray(durations, dtype="float64"), "left": np.asarray(observed, dtype="bool")})
    steps = people[people["left"]].dropna().groupby("t")["left"].agg(gone="size", events="sum").reset_index()
    steps["at_risk"] = steps["gone"][::-1].cumsum()
    steps["censored"] = steps["gone"] - steps["events"]
    steps = steps[steps["events"] > 0].reset_index(drop=True)
    at_risk, events = steps["at_risk"], steps["events"]
    steps["survival"] = (1 - events / at_risk).cumprod()
    error = steps["survival"] * np.sqrt((events / (at_risk * (at_risk - events))).cumsum())
    steps["low"] = (steps["survival"] - Z * error).clip(0, 1)
    steps["high"] = (steps["survival"] + Z * error).clip(0, 1)
    return steps[COLUMNS]
