"""基线上限按 1 除以增幅

提升 300% 以后是原来的 4 倍，不是 3 倍。你用 1 除以 3，得 33.3%；从 33.3% 提升 300%，会到 133%，比全部的人还多。

看别人的说法：反推出来的基线，再乘回去，看会不会超过 100%。

fails: test_ceiling
misconception: M1.5
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
    times = pct / 100
    return min(1.0, 1 / times) if times > 0 else 1.0
