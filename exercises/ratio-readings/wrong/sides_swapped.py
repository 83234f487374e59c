"""花费和收入放反了

A 该是花费在前、收入在后，B 相反；你对调了。1:5 里谁在前，决定是一本五利还是血本无归。

看别人的报表：拿一条你知道赚了的投放代进去，ROAS 小于 1 就是放反了。

fails: test_invest_first, test_income_first, test_margin, test_zero_a, test_zero_b, test_zero_margin
"""

from __future__ import annotations

Reading = dict[str, float | None]


def ratio_readings(a: float, b: float, margin: float) -> dict[str, Reading]:
    """A 花费 a 收入 b；B 收入 a 花费 b；C ROI 本身是 a/b。margin 为毛利率，0 到 1。"""
    return {"A": spent(b, a, margin), "B": spent(a, b, margin), "C": stated(ratio(a, b), margin)}


def ratio(top: float, bottom: float) -> float | None:
    """top ÷ bottom；bottom 为 0 时是 None。"""
    return top / bottom if bottom else None


def spent(cost: float, revenue: float, margin: float) -> Reading:
    """已知花费与收入。"""
    roas = ratio(revenue, cost)
    return {"roas": roas, "roi": None if roas is None else margin * roas - 1}


def stated(roi: float | None, margin: float) -> Reading:
    """已知 ROI，反推 ROAS。"""
    return {"roas": None if roi is None else ratio(1 + roi, margin), "roi": roi}
