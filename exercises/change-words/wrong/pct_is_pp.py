"""把百分比当成百分点

你把提升的百分比填进了百分点。从 20% 到 30% 只差 10 个百分点，你写了 50。

看别人的报表：把百分点加回原来的比例，看能不能得到后来的数；20% 加 50 个百分点是 70%，不是 30%。

fails: test_points, test_fall
misconception: M1.6
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """从比例 before 到比例 after：百分点、百分比、倍数。before 为 0 时后两项为 None。"""
    gap = after - before
    if before == 0:
        return {"pp": gap * 100, "pct": None, "times": None}
    return {"pp": gap / before * 100, "pct": gap / before * 100, "times": after / before}


def max_baseline(pct: float) -> float | None:
    """一个比例说变化了 pct%（提升为正），原来最高能是多少；pct ≤ −100 时为 None。"""
    if pct <= -100:
        return None
    times = 1 + pct / 100
    return min(1.0, 1 / times)
