"""E1.8 来源卡片：补全 validate_source。"""

from __future__ import annotations

from pandas import Timestamp

Card = dict[str, str | int | None]


def validate_source(card: Card, now: Timestamp) -> list[str]:
    """检查一张来源卡片，返回问题代码的列表；没有问题返回空列表。

    card：七个键 title、publisher、published_on、data_year、definition、url、accessed_on，没有的是 None；
    data_year 是整数，其余是文本。now：现在的时刻，上海时区。

    代码与次序：缺项:字段、日期写法:字段、日期在未来:字段、发布晚于访问、年份冲突、链接不对；同一种按字段的次序。
    """
    raise NotImplementedError
