"""ROI 没有减去花费

你用毛利 ÷ 花费当 ROI，没有减掉花费本身。花 1 元赚回 1 元毛利只是保本，ROI 是 0，你却给了 1。

看别人的报表：ROI 从来不为负，多半没有减花费。问一句“保本时你的 ROI 是几”，答 1 的就是它。

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
    return {"roas": roas, "roi": None if roas is None else margin * roas}


def stated(roi: float | None, margin: float) -> Reading:
    """已知 ROI，反推 ROAS。"""
    return {"roas": None if roi is None else ratio(roi, margin), "roi": roi}
