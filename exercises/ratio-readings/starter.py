"""E1.2 三种读法：补全 ratio_readings。"""

from __future__ import annotations


def ratio_readings(a: float, b: float, margin: float) -> dict[str, dict[str, float | None]]:
    """把“ROI a:b”按三种读法各算一遍 ROAS 与 ROI。

    a、b：比的前后两项，不小于 0。margin：毛利率，0 到 1（40% 写 0.4）。

    返回 {"A": {"roas": …, "roi": …}, "B": …, "C": …}：
    A 花费 a、收入 b；B 收入 a、花费 b；C ROI 本身等于 a ÷ b。
    ROAS = 收入 ÷ 花费；ROI =（毛利 − 花费）÷ 花费。都是小数或倍数，不乘 100；除数为 0、算不出的项为 None。
    """
    raise NotImplementedError
