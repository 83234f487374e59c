"""ROI 乘了 100

题目要小数，你给了百分数。0.2 和 20 都叫“ROI”，放进同一列，后面的加减乘除全错。

看别人的报表：一列 ROI 里有 0.3 也有 45，就是混了单位。列名写清是小数还是百分数。

fails: test_invest_first, test_income_first, test_roi_itself, test_margin, test_zero_a, test_zero_b, test_zero_margin
"""

from __future__ import annotations

Reading = dict[str, float | None]


def ratio_readings(a: float, b: float, margin: float) -> dict[str, Reading]:
    """A 花费 a 收入 b；B 收入 a 花费 b；C ROI 本身是 a/b。margin 为毛利率，0 到 1。"""
    return {"A": spent(a, b, margin), "B": spent(b, a, margin), "C": stated(ratio(a, b), margin)}


def ratio(top: float, bottom: float) -> float | None:
    """top ÷ bottom；bottom 为 0 时是 None。"""
    return top / bottom if bottom else None


def spent(cost: float, revenue: float, margin: float) -> Reading:
    """已知花费与收入。"""
    roas = ratio(revenue, cost)
    return {"roas": roas, "roi": None if roas is None else 100 * (margin * roas - 1)}


def stated(roi: float | None, margin: float) -> Reading:
    """已知 ROI，反推 ROAS。"""
    return {"roas": None if roi is None else ratio(1 + roi, margin), "roi": None if roi is None else 100 * roi}
