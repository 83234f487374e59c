"""把提升 N% 当成 N 倍

你用增加的部分除以基线当倍数。倍数是后来的除以原来的，提升一倍是两倍。

fails: test_hand
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """同一变化的百分点、百分比、倍数；before 为 0 时后两项为 None。"""
    pp = (after - before) * 100
    if before == 0:
        return {"pp": pp, "pct": None, "times": None}
    return {"pp": pp, "pct": (after / before - 1) * 100, "times": after / before - 1}


def max_baseline(pct: float) -> float | None:
    """提升 pct% 时，基线最高可能的比例；pct 不大于 −100 时为 None。"""
    return None if pct <= -100 else min(1.0, 1 / (1 + pct / 100))
