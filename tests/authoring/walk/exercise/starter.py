"""E1.5 增幅口径：补全 describe_change、max_baseline。"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """同一变化的百分点、百分比、倍数；before 为 0 时后两项为 None。"""
    raise NotImplementedError


def max_baseline(pct: float) -> float | None:
    """提升 pct% 时，基线最高可能的比例；pct 不大于 −100 时为 None。"""
    raise NotImplementedError
