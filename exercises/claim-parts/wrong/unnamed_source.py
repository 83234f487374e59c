"""查不到是谁，也当来源

“据不完全统计”没有说谁统计的，“据某机构”没有说哪个机构。你填进了来源，等于说有据可查，其实没处去查。

看别人的引文：照来源去搜，一分钟内找不到原文的，算没有。

fails: test_source, test_claim_grid
"""

from __future__ import annotations

import re
from unicodedata import normalize

RISE = "提升|提高|增长|增加|上升|上涨"
FALL = "下降|降低|减少|下跌"
METRICS = "复购率|留存率|活跃率|活跃度|转化率|流失率|沉淀率|互动率|获客成本|市场规模|销售额|客单价|粘性|ROI|ROAS|LTV"
NAMELESS = ("某", "有关", "业内", "不完全")
LENGTH = "次日|(?<![0-9])[0-9]{1,3}(?:日|天|周|个月|年)|[一二两三四五六七八九十半]+(?:日|天|周|个月|年)"
NUMBER = re.compile(
    "([0-9.]+|[一二两三四五六七八九](?=成|倍|个百分点))(?:[:/]([0-9.]+))?(万亿|万|亿)?(个百分点|%|成|倍|元|人)?"
)
BASELINES = (
    f"(?:从|由)(.+?)(?:{RISE}|{FALL})?(?:至|到)",
    f"(?:较|比)(.+?)(?:{RISE}|{FALL}|高|低|多|少|,|$)",
    "(?:为|是)(.+?)的",
)
DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
SIZES = {"万": 1e4, "亿": 1e8, "万亿": 1e12, None: 1.0}
CHANGES = {"%": 1.0, "成": 10.0, "倍": 100.0}
LEVELS = {"%": (0.01, "share"), "成": (0.1, "share"), "倍": (1.0, "times"), "元": (1.0, "yuan"), "人": (1.0, "person")}


def plain(text: str) -> str:
    """半角，没有空格，句末没有句号。"""
    return re.sub(r"\s", "", normalize("NFKC", text)).rstrip("。.")


def parse_number(text: str) -> dict[str, float | str] | None:
    """读出 text 里的一个数，换算到单位；没有数是 None。"""
    text = plain(text)
    found = NUMBER.search(text)
    if found is None:
        return None
    first, second, size, unit = found.groups()
    if second:
        return {"value": float(first) / float(second), "unit": "ratio"}
    value = float(DIGITS.get(first, first)) * SIZES[size]
    change = re.search(f"({RISE}|{FALL})了?[约近超]?$", text[: found.start()])
    sign = -1 if change and change[1] in FALL.split("|") else 1
    if unit == "个百分点":
        return {"value": sign * value, "unit": "pp"}
    if change and unit in CHANGES:
        return {"value": sign * value * CHANGES[unit], "unit": "percent_change"}
    factor, name = LEVELS.get(unit, (1.0, "count"))
    return {"value": value * factor, "unit": name}


def parse_claim(text: str) -> dict[str, str | None]:
    """句中的五要素；没有的是 None。"""
    text = plain(text)
    told = re.match("据(.*?)(?:统计|报告|数据|调研)?(?:显示)?,", text)
    body = text[told.end() :] if told else text
    metric = re.search(METRICS, body)
    window = re.search(LENGTH, body)
    head, tail = (body[: metric.start()], body[metric.end() :]) if metric else ("", "")
    bases = [found[1] for pattern in BASELINES if (found := re.search(pattern, tail))]
    return {
        "subject": re.sub(f"[0-9]{{4}}年|近?(?:{LENGTH})内?", "", head).strip("的,") or None,
        "metric": metric[0] if metric else None,
        "baseline": bases[0] if bases else None,
        "window": window[0] if window else None,
        "source": told[1] if told and told[1] else None,
    }
