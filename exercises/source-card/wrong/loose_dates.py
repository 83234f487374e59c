"""什么日期写法都收

你用了宽松的解析，2026/2/1 和 2026-02 都收下了，后者还被当成 2 月 1 日。
写法混用，排序会乱，“3/4”是三月四日还是四月三日也说不清。

看别人的表：日期列按文本排一次序，乱了就是写法不一。

fails: test_date_format, test_date_order, test_grid
"""

from __future__ import annotations

import re
from datetime import date

from pandas import Timestamp, to_datetime

Card = dict[str, str | int | None]

FIELDS = ("title", "publisher", "published_on", "data_year", "definition", "url", "accessed_on")
DATES = ("published_on", "accessed_on")


def validate_source(card: Card, now: Timestamp) -> list[str]:
    """问题代码的列表：先按问题的种类，再按字段的次序；没有问题是空列表。"""
    filled = {name: card[name] for name in FIELDS if not blank(card[name])}
    days = {name: read_day(str(filled[name])) for name in DATES if name in filled}
    published, accessed = days.get("published_on"), days.get("accessed_on")
    found = [f"缺项:{name}" for name in FIELDS if name not in filled]
    found += [f"日期写法:{name}" for name, day in days.items() if day is None]
    found += [f"日期在未来:{name}" for name, day in days.items() if day is not None and day > now.date()]
    if published and accessed and published > accessed:
        found.append("发布晚于访问")
    if "title" in filled and "data_year" in filled and conflicting(str(filled["title"]), int(filled["data_year"])):
        found.append("年份冲突")
    if "url" in filled and not re.match(r"https?://\S", str(filled["url"]).strip(), re.IGNORECASE):
        found.append("链接不对")
    return found


def blank(value: str | int | None) -> bool:
    """没有填，或只有空白。"""
    return value is None or str(value).strip() == ""


def read_day(text: str) -> date | None:
    """2026-03-01 这样的日期；写法不对或没有这一天是 None。"""
    try:
        return to_datetime(text.strip()).date()
    except ValueError:
        return None


def conflicting(title: str, year: int) -> bool:
    """题名里有年份，而数据年份在最早与最晚的年份之外。"""
    years = [int(found) for found in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", title)]
    return bool(years) and not min(years) <= year <= max(years)
