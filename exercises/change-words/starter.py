"""E1.5 增幅口径：补全 describe_change、max_baseline。"""

from __future__ import annotations

Change = dict[str, float | None]


def describe_change(before: float, after: float) -> Change:
    """把一个比例的变化用三种说法写出来。

    before、after：变化前后的比例，0 到 1（20% 写 0.2）。

    返回 {"pp": …, "pct": …, "times": …}：
    pp 是差，单位百分点；pct 是差占 before 的百分之几；times 是 after 为 before 的几倍。
    before 为 0 时，pct 与 times 是 None。
    """
    raise NotImplementedError


def max_baseline(pct: float) -> float | None:
    """一个比例说“提升 pct%”，原来最高能是多少（比例，0 到 1）。

    pct：变化的百分比，提升 300% 写 300，下降 20% 写 −20；pct ≤ −100 时返回 None。
    """
    raise NotImplementedError
