"""只查是否为空

你只看七格填没填。填满最容易：链接写“见附件”，发布日写明年，都能过。

看别人的参考文献：随便点三条，打开链接，看题名、日期、数对不对得上。

fails: test_date_format, test_future, test_date_order, test_year_conflict, test_year_range, test_link, test_all, test_grid
"""

from __future__ import annotations

import re
from datetime import date

from pandas import Timestamp

Card = dict[str, str | int | None]

FIELDS = ("title", "publisher", "published_on", "data_year", "definition", "url", "accessed_on")
DATES = ("published_on", "accessed_on")


def validate_source(card: Card, now: Timestamp) -> list[str]:
    """问题代码的列表：先按问题的种类，再按字段的次序；没有问题是空列表。"""
    filled = {name: card[name] for name in FIELDS if not blank(card[name])}
    return [f"缺项:{name}" for name in FIELDS if name not in filled]


def blank(value: str | int | None) -> bool:
    """没有填，或只有空白。"""
    return value is None or str(value).strip() == ""


def read_day(text: str) -> date | None:
    """2026-03-01 这样的日期；写法不对或没有这一天是 None。"""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def conflicting(title: str, year: int) -> bool:
    """题名里有年份，而数据年份在最早与最晚的年份之外。"""
    years = [int(found) for found in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", title)]
    return bool(years) and not min(years) <= year <= max(years)
