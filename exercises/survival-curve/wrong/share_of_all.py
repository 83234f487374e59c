"""用累计退出除以总人数

你算的是“1 − 累计退出 ÷ 一开始的人数”，只观察了几天的人也一直留在分母里，好像他们后来都没退。曲线偏高，新人越多越高。

看别人的报表：在总人数里退出占几成，不是流失率曲线。问后段每一天的分母是多少人，若和第一天差不多，就是这个错。

fails: test_hand, test_same_moment, test_between, test_missing
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
    steps["at_risk"] = steps["gone"].sum() - steps["events"].cumsum() + steps["events"]
    steps["censored"] = steps["gone"] - steps["events"]
    steps = steps[steps["events"] > 0].reset_index(drop=True)
    at_risk, events = steps["at_risk"], steps["events"]
    steps["survival"] = (1 - events / at_risk).cumprod()
    error = steps["survival"] * np.sqrt((events / (at_risk * (at_risk - events))).cumsum())
    steps["low"] = (steps["survival"] - Z * error).clip(0, 1)
    steps["high"] = (steps["survival"] + Z * error).clip(0, 1)
    return steps[COLUMNS]
