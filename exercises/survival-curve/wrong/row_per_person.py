"""同一天退出的人各占一行

几个人同一天退出，你让他们一个一个地走，同一个 t 有了好几行，风险集逐行少一。生存率最后一行碰巧对，
风险集、区间和行数都错。

看别人的报表：t 有重复，或退出人数全是 1，就是没有按天合并。

fails: test_hand, test_ties
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

COLUMNS = ["t", "at_risk", "events", "censored", "survival", "low", "high"]
Z = 1.959963984540054


def km(durations: Series, observed: Series) -> DataFrame:
    """每个有人退出的时刻一行：风险集、退出、同刻删失、生存率与 Greenwood 95% 区间。"""
    people = DataFrame({"t": np.asarray(durations, dtype="float64"), "left": np.asarray(observed, dtype="bool")})
    steps = people.dropna().sort_values(["t", "left"], ascending=[True, False], ignore_index=True)
    steps["events"] = steps["left"].astype("int64")
    steps["at_risk"] = len(steps) - steps.index
    steps["censored"] = (~steps["left"]).groupby(steps["t"]).transform("sum")
    steps = steps[steps["events"] > 0].reset_index(drop=True)
    at_risk, events = steps["at_risk"], steps["events"]
    steps["survival"] = (1 - events / at_risk).cumprod()
    error = steps["survival"] * np.sqrt((events / (at_risk * (at_risk - events))).cumsum())
    steps["low"] = (steps["survival"] - Z * error).clip(0, 1)
    steps["high"] = (steps["survival"] + Z * error).clip(0, 1)
    return steps[COLUMNS]
