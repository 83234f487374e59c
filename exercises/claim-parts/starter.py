"""E1.1 主张拆解：补全 parse_number 与 parse_claim。"""

from __future__ import annotations


def parse_number(text: str) -> dict[str, float | str] | None:
    """读出 text 里的一个数，换算到单位；没有数返回 None。

    返回 {"value": 数, "unit": 单位}，单位是 share、ratio、yuan、person、times、percent_change、pp、count 之一。
    全角与半角是一样的；紧跟在“提升”“下降”这类词后面的 %、成、倍是变化，“提升至”后面的是水平。
    """
    raise NotImplementedError


def parse_claim(text: str) -> dict[str, str | None]:
    """把一句话拆成五要素。

    返回五个键 subject 主体、metric 指标、baseline 基线、window 窗口、source 来源，值是半角、去掉空格的原文；
    句中没有的是 None。
    """
    raise NotImplementedError
