"""用 100% 减去增幅

你把增幅当成百分点，从 100% 里减掉。提升 50% 是乘 1.5，不是加 50 个百分点；原来最高是 100% ÷ 1.5，约 66.7%。

看别人的说法：增幅大过 100% 时，减出来是 0 或负数，就露馅了。

fails: test_ceiling
misconception: M1.6
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
    return min(1.0, max(0.0, 1 - pct / 100))
