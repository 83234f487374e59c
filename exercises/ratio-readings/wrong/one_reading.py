"""三种读法给了同一种

三个键里都是“投 a 收 b”。原话没有说哪个在前，也没说是 ROI 还是收入比，替它选一种，结论就跟着选定了。

看别人的报表：见到“1:5”，先问 1 是什么、5 是什么；问不到，就把三种都写上，看结论会不会反过来。

fails: test_income_first, test_roi_itself, test_zero_a, test_zero_b, test_zero_margin
misconception: M1.2
"""

from __future__ import annotations

Reading = dict[str, float | None]


def ratio_readings(a: float, b: float, margin: float) -> dict[str, Reading]:
    """A 花费 a 收入 b；B 收入 a 花费 b；C ROI 本身是 a/b。margin 为毛利率，0 到 1。"""
    return {name: spent(a, b, margin) for name in "ABC"}


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
