"""反推的基线超过 100%

下降的时候，1 ÷（1 + pct ÷ 100）会大过 1。可基线自己也是比例，最高就是 100%，还要和 1 取小的。

看别人的报表：任何一个率超过 100%，先查公式，再查数据。

fails: test_ceiling_after_fall
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """从比例 before 到比例 after：百分点、百分比、倍数。before 为 0 时后两项为 None。"""
    gap = after - before
    if before == 0:
        return {"pp": gap * 100, "pct": None, "times": None}
    return {"pp": gap * 100, "pct": gap / before * 100, "times": after / before}


def max_baseline(pct: float) -> float | None:
    """一个比例说变化了 pct%（提升为正），原来最高能是多少；pct ≤ −100 时为 None。"""
    if pct <= -100:
        return None
    times = 1 + pct / 100
    return 1 / times
