"""读法 C 把 1:5 当成了 5

C 说 ROI 本身是 1:5，即 1 ÷ 5 = 0.2。你用了 5 ÷ 1。ROI 为 0.2 是花 1 元净赚 2 角，为 5 是净赚 5 元。

看别人的报表：“1:5”先写成除式再读数，除号的方向就是冒号的方向。

fails: test_roi_itself, test_zero_a, test_zero_b, test_zero_margin
"""

from __future__ import annotations

Reading = dict[str, float | None]


def ratio_readings(a: float, b: float, margin: float) -> dict[str, Reading]:
    """A 花费 a 收入 b；B 收入 a 花费 b；C ROI 本身是 a/b。margin 为毛利率，0 到 1。"""
    return {"A": spent(a, b, margin), "B": spent(b, a, margin), "C": stated(ratio(b, a), margin)}


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
