"""把 ROAS 当成 ROI

你用收入 ÷ 花费当 ROI，没有扣成本，也没有减花费。那是 ROAS。毛利率 40% 时 ROAS 要到 2.5 才保本。

看别人的报表：“ROI 做到 3”先问分子是收入还是毛利减花费。投放后台里叫 ROI 的，常常是 ROAS。

fails: test_invest_first, test_income_first, test_roi_itself, test_margin, test_zero_a, test_zero_b, test_zero_margin
misconception: M1.1
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
    return {"roas": roas, "roi": None if roas is None else roas}


def stated(roi: float | None, margin: float) -> Reading:
    """已知 ROI，反推 ROAS。"""
    return {"roas": None if roi is None else roi, "roi": roi}
