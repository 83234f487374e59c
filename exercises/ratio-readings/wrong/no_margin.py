"""忽略了毛利率

你用收入减花费当利润，货的成本没有算。卖 100 元的茶，货本 60 元，真正能拿来抵花费的只有 40 元。

看别人的报表：同一笔投放，高毛利的品和低毛利的品 ROI 一样，就是没乘毛利率。

fails: test_invest_first, test_income_first, test_roi_itself, test_margin, test_zero_a, test_zero_margin
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
    return {"roas": roas, "roi": None if roas is None else roas - 1}


def stated(roi: float | None, margin: float) -> Reading:
    """已知 ROI，反推 ROAS。"""
    return {"roas": None if roi is None else 1 + roi, "roi": roi}
