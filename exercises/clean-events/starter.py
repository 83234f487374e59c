"""E2.1 清洗与切日：补全 local_day 与 clean_events。"""

from __future__ import annotations

from datetime import date

from pandas import DataFrame, Timestamp

CleanEvents = DataFrame


def local_day(ts: Timestamp) -> date:
    """ts 那一刻，上海是哪一天。

    ts：一个带时区的时刻，时区可能是上海，也可能是 UTC。

    返回 date。
    """
    raise NotImplementedError


def clean_events(interactions: DataFrame, asof: Timestamp) -> CleanEvents:
    """截至 asof 已经知道的成员事件，每个 event_id 一行，带上海的自然日。

    interactions：一行是一次互动送达一次，用到 event_id、member_id（未登录为空）、actor_type（member、kol、staff、bot）、
    event_type、event_at（发生时间）、ingested_at（入库时间）。时间列都带时区。
    asof：截至时刻，不含这一刻。

    返回 DataFrame，六列：event_id、member_id、event_type、event_at、ingested_at、day（上海自然日），
    按 event_at、event_id 从小到大排序。
    """
    raise NotImplementedError
