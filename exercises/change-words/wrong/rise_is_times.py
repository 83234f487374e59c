"""把提升 N% 当成 N 倍

你用多出来的部分除以原来，少了原来那一份。多出 3 份，连原来的 1 份共 4 份，是 4 倍。

看别人的报表：没有变化的一行，倍数应该是 1；写着 0 倍，就是少了原来那一份。

fails: test_times, test_fall
misconception: M1.5
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """从比例 before 到比例 after：百分点、百分比、倍数。before 为 0 时后两项为 None。"""
    gap = after - before
    if before == 0:
        return {"pp": gap * 100, "pct": None, "times": None}
    return {"pp": gap * 100, "pct": gap / before * 100, "times": gap / before}


def max_baseline(pct: float) -> float | None:
    """一个比例说变化了 pct%（提升为正），原来最高能是多少；pct ≤ −100 时为 None。"""
    if pct <= -100:
        return None
    times = 1 + pct / 100
    return min(1.0, 1 / times)
