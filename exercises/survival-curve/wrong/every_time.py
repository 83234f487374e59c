"""没有人退出的时刻也占了一行

只有人删失的那天，生存率没有变，不另起一行。多出来的行让“第几行”错位，画成折线还会把台阶画成斜坡。

看别人的报表：退出人数有 0 的行，先筛掉再比。

fails: test_hand, test_between, test_nothing, test_missing, test_position
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
    at_risk, events = steps["at_risk"], steps["events"]
    steps["survival"] = (1 - events / at_risk).cumprod()
    error = steps["survival"] * np.sqrt((events / (at_risk * (at_risk - events))).cumsum())
    steps["low"] = (steps["survival"] - Z * error).clip(0, 1)
    steps["high"] = (steps["survival"] + Z * error).clip(0, 1)
    return steps[COLUMNS]
