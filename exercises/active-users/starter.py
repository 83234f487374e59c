"""E2.2 活跃与粘性：补全 dau、mau 与 stickiness。"""

from __future__ import annotations

from datetime import date

from pandas import DataFrame, Timestamp

Estimate = dict[str, float | int | None]


def dau(interactions: DataFrame, day: date, kinds: list[str], asof: Timestamp) -> int | None:
    """day 那一天活跃的成员数。

    interactions：一行是一次互动送达一次，用到 member_id（未登录为空）、actor_type（member、kol、staff、bot）、
    event_type、event_at（发生时间）、ingested_at（入库时间）。时间列都带时区。
    day：上海自然日。kinds：算作活跃的事件类型，例如 ["like", "comment"]。asof：截至时刻，不含这一刻。

    返回人数；那一天到 asof 没过完，返回 None。
    """
    raise NotImplementedError


def mau(interactions: DataFrame, end: date, kinds: list[str], asof: Timestamp) -> int | None:
    """end 以前 28 天（不含 end 那天）里活跃的成员数；窗口到 asof 没过完，返回 None。"""
    raise NotImplementedError


def stickiness(interactions: DataFrame, end: date, kinds: list[str], asof: Timestamp) -> Estimate:
    """end 以前 28 天的 DAU 均值除以同一窗口的 MAU，只用 asof 以前的事实。

    返回字典：value 粘性（小数），low、high 为 95% 区间，n 为 MAU。
    窗口没过完或没有人活跃：value、low、high 是 None，n 是 0。只有一人活跃：low、high 是 None。
    """
    raise NotImplementedError
