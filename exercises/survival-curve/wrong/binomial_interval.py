"""区间用了 √(p(1−p)/总人数)

生存率对了，区间当成总人数都观察到底来算。后段风险集只剩几个人，区间却还很窄，尾部的高低看起来像真的。

看别人的报表：区间若不随风险集变小而变宽，就没有算删失。Greenwood 把每一步的不确定加起来。

fails: test_interval, test_sample, test_variants
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

COLUMNS = ["t", "at_risk", "events", "censored", "survival", "low", "high"]
Z = 1.959963984540054


def km(durations: Series, observed: Series) -> DataFrame:
    """每个有人退出的时刻一行：风险集、退出、同刻删失、生存率与 95% 区间。"""
    people = DataFrame({"t": np.asarray(durations, dtype="float64"), "left": np.asarray(observed, dtype="bool")})
    steps = people.dropna().groupby("t")["left"].agg(gone="size", events="sum").reset_index()
    steps["at_risk"] = steps["gone"][::-1].cumsum()
    steps["censored"] = steps["gone"] - steps["events"]
    steps = steps[steps["events"] > 0].reset_index(drop=True)
    at_risk, events = steps["at_risk"], steps["events"]
    steps["survival"] = (1 - events / at_risk).cumprod()
    error = steps["survival"] * np.sqrt((1 / steps["survival"] - 1) / people["t"].count())
    steps["low"] = (steps["survival"] - Z * error).clip(0, 1)
    steps["high"] = (steps["survival"] + Z * error).clip(0, 1)
    return steps[COLUMNS]
