"""除以了后来的数

提升百分之几，是和原来比。你除以了后来的数，涨的时候偏小，跌的时候偏大：从 50% 跌到 20% 会算成跌了 150%。

看别人的报表：跌幅超过 100% 的比例，多半是除错了数。

fails: test_percent, test_fall
"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """从比例 before 到比例 after：百分点、百分比、倍数。before 为 0 时后两项为 None。"""
    gap = after - before
    if before == 0:
        return {"pp": gap * 100, "pct": None, "times": None}
    return {"pp": gap * 100, "pct": gap / after * 100 if after else None, "times": after / before}


def max_baseline(pct: float) -> float | None:
    """一个比例说变化了 pct%（提升为正），原来最高能是多少；pct ≤ −100 时为 None。"""
    if pct <= -100:
        return None
    times = 1 + pct / 100
    return min(1.0, 1 / times)
