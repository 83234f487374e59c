"""算不出的写成了 0

花费是 0 时，ROAS 和 ROI 不存在，不是 0。写成 0，自然流量会排在所有投放的最后，平均值也被拉低。

看别人的报表：ROI 恰好是 0 的行，先看花费是不是 0。

fails: test_zero_a, test_zero_b, test_zero_margin
"""

from __future__ import annotations

Reading = dict[str, float | None]


def ratio_readings(a: float, b: float, margin: float) -> dict[str, Reading]:
    """A 花费 a 收入 b；B 收入 a 花费 b；C ROI 本身是 a/b。margin 为毛利率，0 到 1。"""
    return {"A": spent(a, b, margin), "B": spent(b, a, margin), "C": stated(ratio(a, b), margin)}


def ratio(top: float, bottom: float) -> float | None:
    """top ÷ bottom；bottom 为 0 时是 None。"""
    return top / bottom if bottom else 0.0


def spent(cost: float, revenue: float, margin: float) -> Reading:
    """已知花费与收入。"""
    roas = ratio(revenue, cost)
    return {"roas": roas, "roi": margin * roas - 1 if cost else 0.0}


def stated(roi: float | None, margin: float) -> Reading:
    """已知 ROI，反推 ROAS。"""
    return {"roas": None if roi is None else ratio(1 + roi, margin), "roi": roi}
