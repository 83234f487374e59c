"""基线为 0 时返回 0

原来是 0，提升多少、是几倍都算不出。写成 0，新开的群会显示“没有增长”，和真没变的混在一起。

看别人的报表：增幅正好是 0 的行，先看原来是不是 0。算不出就空着。

fails: test_no_base, test_grid
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """从比例 before 到比例 after：百分点、百分比、倍数。before 为 0 时后两项为 None。"""
    gap = after - before
    if before == 0:
        return {"pp": gap * 100, "pct": 0.0, "times": 0.0}
    return {"pp": gap * 100, "pct": gap / before * 100, "times": after / before}


def max_baseline(pct: float) -> float | None:
    """一个比例说变化了 pct%（提升为正），原来最高能是多少；pct ≤ −100 时为 None。"""
    if pct <= -100:
        return None
    times = 1 + pct / 100
    return min(1.0, 1 / times)
