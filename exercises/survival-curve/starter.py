"""E3.6 生存曲线：补全 km。"""

from __future__ import annotations

from pandas import DataFrame, Series


def km(durations: Series, observed: Series) -> DataFrame:
    """Kaplan–Meier 生存曲线。

    durations：每人观察了多少天，不小于 0；缺失的行不用。
    observed：与 durations 按位置一一对应；True 是那天真的退出，False 是到那天还在、之后没有观察（删失）。

    返回 DataFrame，每个有人退出的时刻一行，t 从小到大，列为：
    t 天数，at_risk 风险集人数，events 退出人数，censored 恰在 t 删失的人数，
    survival 生存率，low、high 为 Greenwood 95% 区间，截到 [0, 1]，survival 为 0 时留空（NaN）。
    没有人退出时，返回有这些列、没有行的表。
    """
    raise NotImplementedError
