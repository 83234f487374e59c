"""倍数除反了

问的是“是原来的几倍”，后来的在上面，原来的在下面。你除反了，涨成四倍的写成了 0.25 倍。

看别人的报表：涨了，倍数就该大于 1；方向不对就是除反了。

fails: test_times, test_fall
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """从比例 before 到比例 after：百分点、百分比、倍数。before 为 0 时后两项为 None。"""
    gap = after - before
    if before == 0:
        return {"pp": gap * 100, "pct": None, "times": None}
    return {"pp": gap * 100, "pct": gap / before * 100, "times": before / after if after else None}


def max_baseline(pct: float) -> float | None:
    """一个比例说变化了 pct%（提升为正），原来最高能是多少；pct ≤ −100 时为 None。"""
    if pct <= -100:
        return None
    times = 1 + pct / 100
    return min(1.0, 1 / times)
