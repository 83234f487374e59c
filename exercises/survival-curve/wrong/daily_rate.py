"""报的是当天留下的比例，没有连乘

你给出的是每一步 1 − 退出 ÷ 风险集，没有从头乘下来。那是“到昨天还在的人，今天留下几成”，
不是“从第 0 天算起还剩几成”。

看别人的报表：生存曲线只降不升；若上下跳动，报的就是当天的比例。

fails: test_hand, test_no_censoring, test_same_moment, test_between, test_position
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

COLUMNS = ["t", "at_risk", "events", "censored", "survival", "low", "high"]
Z = 1.959963984540054


def km(durations: Series, observed: Series) -> DataFrame:
    """每个有人退出的时刻一行：风险集、退出、同刻删失、生存率与 Greenwood 95% 区间。"""
    people = DataFrame({"t": np.asarray(durations, dtype="float64"), "left": np.asarray(observed, dtype="bool")})
    steps = people.dropna().groupby("t")["left"].agg(gone="size", events="sum").reset_index()
    steps["at_risk"] = steps["gone"][::-1].cumsum()
    steps["censored"] = steps["gone"] - steps["events"]
    steps = steps[steps["events"] > 0].reset_index(drop=True)
    at_risk, events = steps["at_risk"], steps["events"]
    steps["survival"] = 1 - events / at_risk
    error = steps["survival"] * np.sqrt((events / (at_risk * (at_risk - events))).cumsum())
    steps["low"] = (steps["survival"] - Z * error).clip(0, 1)
    steps["high"] = (steps["survival"] + Z * error).clip(0, 1)
    return steps[COLUMNS]
