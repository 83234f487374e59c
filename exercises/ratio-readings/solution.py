"""“ROI 1:5”的三种读法，各给 ROAS 与 ROI。"""

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
    return {"roas": roas, "roi": None if roas is None else margin * roas - 1}


def stated(roi: float | None, margin: float) -> Reading:
    """已知 ROI，反推 ROAS。"""
    return {"roas": None if roi is None else ratio(1 + roi, margin), "roi": roi}
