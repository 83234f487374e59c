"""用发生时间判断知不知道

你只问事件什么时候发生，没问什么时候入库。迟到的事件在 asof 那天还没到，用上它，今天重算上月的数，就和上月报的对不上。

看别人的报表：同一个截至日，隔几天重跑，数变大了，先查这里。

fails: test_hand, test_known
"""

from __future__ import annotations

from datetime import date

from pandas import DataFrame, Timestamp

SHANGHAI = "Asia/Shanghai"
PEOPLE = ["member", "kol"]
COLUMNS = ["event_id", "member_id", "event_type", "event_at", "ingested_at", "day"]


def local_day(ts: Timestamp) -> date:
    """ts 那一刻上海是哪一天。"""
    return ts.tz_convert(SHANGHAI).date()


def clean_events(interactions: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前发生且已入库的成员事件，每个 event_id 留最早入库的一行，按 event_at、event_id 排序。"""
    known = interactions[interactions["event_at"] < asof]
    once = known.sort_values("ingested_at", kind="stable").drop_duplicates("event_id")
    kept = once[once["member_id"].notna() & once["actor_type"].isin(PEOPLE)]
    kept = kept.assign(day=kept["event_at"].dt.tz_convert(SHANGHAI).dt.date)
    return kept[COLUMNS].sort_values(["event_at", "event_id"], ignore_index=True)
