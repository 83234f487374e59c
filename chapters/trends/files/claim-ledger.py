"""主张台账里的课程十二句：六样照原话抄，没写的空着。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
PARTS = ("subject", "metric", "baseline", "window", "source", "control")
SAID = (
    ("C003", "复购率提升 300%", ("某电商品牌", "复购率", "", "", "", "")),
    ("C005", "用户粘性提升 200%", ("某社交电商会员", "粘性", "", "", "", "")),
    ("C006", "活跃用户占比达 40%", ("社群用户", "活跃占比", "", "", "", "")),
    ("C031", "新用户次日留存不足 20%", ("新用户", "留存", "", "次日", "", "")),
    ("C037", "复购率 35%，远超行业", ("两家手机品牌", "复购率", "行业", "", "", "")),
    ("C038", "AI 与自动化使效率 +40% 以上", ("社群管理", "效率", "", "", "", "")),
    ("C041", "母婴社群 LTV 高 80%", ("某母婴社群", "LTV", "普通社群", "", "", "")),
    ("C053", "运营成本仅为公域的 1/10", ("私域", "运营成本", "公域", "", "《2021年中国私域流量运营报告》", "")),
    ("C057", "留存平均 +20% 以上", ("品牌", "留存", "", "", "《2021年私域流量运营报告》", "")),
    ("C060", "粉丝超 1 亿", ("Nike", "粉丝数", "", "", "", "")),
    ("C086", "个性化推荐使转化 +20%", ("某电商", "转化率", "", "", "", "")),
    ("C095", "2020 年线上销售额同比 +50%", ("某企业", "线上销售额", "上年", "一年", "", "")),
)


def fill(load: Callable[[str], pd.DataFrame], checked: date) -> tuple[list[Row], Row]:
    """一句一行，按编号；合计数缺的格子与不用的句数。"""
    rows = [row(*one) for one in SAID]
    unused = sum(one["verdict"].startswith("不用") for one in rows)
    return rows, {"gaps": sum(one["gaps"] for one in rows), "verdict": f"{unused} 句不用"}


def row(claim: str, said: str, parts: tuple[str, ...]) -> Row:
    """一句话：六样、缺几样、能不能用。"""
    held = dict(zip(PARTS, parts, strict=True))
    gaps = sum(not text for text in parts)
    return {"claim": claim, "said": said, "gaps": gaps, "verdict": verdict(held), "owner": ""} | held


def verdict(held: dict[str, str]) -> str:
    """先看来源，再看基线与窗口，最后看对照。"""
    if not held["source"]:
        return "不用：没有来源"
    if not held["baseline"] or not held["window"]:
        return "先问：缺基线或窗口"
    return "可以核对" if held["control"] else "只说水平，不说因果"
