"""没有成员编号的留下

没登录的事件没有成员编号，不知道是谁的。留着它，数事件会多；按成员数人时，所有没登录的又会并成一个“人”，或悄悄消失。

看别人的报表：数一数成员编号为空的行，问算在哪里。

fails: test_hand, test_who
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
    known = interactions[(interactions["event_at"] < asof) & (interactions["ingested_at"] < asof)]
    once = known.sort_values("ingested_at", kind="stable").drop_duplicates("event_id")
    kept = once[once["actor_type"].isin(PEOPLE)]
    kept = kept.assign(day=kept["event_at"].dt.tz_convert(SHANGHAI).dt.date)
    return kept[COLUMNS].sort_values(["event_at", "event_id"], ignore_index=True)
