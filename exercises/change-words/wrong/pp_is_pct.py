"""把百分点当成百分比

你把差乘 100 就当成了“提升百分之几”。从 20% 到 30% 是多 10 个百分点，也是提升 50%，两句说的是同一件事，数差五倍。

看别人的报表：见到“某某率 +15%”，先问前后各是多少。差除以原来才是百分比，差本身是百分点。

fails: test_percent, test_fall
misconception: M1.6
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """从比例 before 到比例 after：百分点、百分比、倍数。before 为 0 时后两项为 None。"""
    gap = after - before
    if before == 0:
        return {"pp": gap * 100, "pct": None, "times": None}
    return {"pp": gap * 100, "pct": gap * 100, "times": after / before}


def max_baseline(pct: float) -> float | None:
    """一个比例说变化了 pct%（提升为正），原来最高能是多少；pct ≤ −100 时为 None。"""
    if pct <= -100:
        return None
    times = 1 + pct / 100
    return min(1.0, 1 / times)
