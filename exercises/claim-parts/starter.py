"""E1.1 主张拆解：补全 parse_number 与 parse_claim。"""

from __future__ import annotations

# README 里的词表与基线的三种写法；数和时长的正则由你来写。
RISE = "提升|提高|增长|增加|上升|上涨"
FALL = "下降|降低|减少|下跌"
METRICS = "复购率|留存率|活跃率|活跃度|转化率|流失率|沉淀率|互动率|获客成本|市场规模|销售额|客单价|粘性|ROI|ROAS|LTV"
NAMELESS = ("某", "有关", "业内", "不完全")
BASELINES = (
    f"(?:从|由)(.+?)(?:{RISE}|{FALL})?(?:至|到)",
    f"(?:较|比)(.+?)(?:{RISE}|{FALL}|高|低|多|少|,|$)",
    "(?:为|是)(.+?)的",
)
DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
SIZES = {"万": 1e4, "亿": 1e8, "万亿": 1e12, None: 1.0}


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
