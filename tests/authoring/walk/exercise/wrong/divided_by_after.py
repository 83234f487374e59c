"""除成了后来的数

你用变化除以后来的数。说“提升百分之几”，除的是原来的数，也就是基线。拿翻一倍试：应是提升 100%，不是 50%。

fails: test_hand
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """同一变化的百分点、百分比、倍数；before 为 0 时后两项为 None。"""
    pp = (after - before) * 100
    if before == 0:
        return {"pp": pp, "pct": None, "times": None}
    return {"pp": pp, "pct": (1 - before / after) * 100, "times": after / before}


def max_baseline(pct: float) -> float | None:
    """提升 pct% 时，基线最高可能的比例；pct 不大于 −100 时为 None。"""
    return None if pct <= -100 else min(1.0, 1 / (1 + pct / 100))
