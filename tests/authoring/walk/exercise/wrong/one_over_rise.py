"""基线上限按 1 除以增幅

提升之后是原来的（1 + 增幅）倍，不是增幅那么多倍。拿提升 100% 试：基线最高是一半，不是 1。

fails: test_baseline
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """同一变化的百分点、百分比、倍数；before 为 0 时后两项为 None。"""
    pp = (after - before) * 100
    if before == 0:
        return {"pp": pp, "pct": None, "times": None}
    return {"pp": pp, "pct": (after / before - 1) * 100, "times": after / before}


def max_baseline(pct: float) -> float | None:
    """提升 pct% 时，基线最高可能的比例；pct 不大于 −100 时为 None。"""
    return None if pct <= 0 else min(1.0, 1 / (pct / 100))
