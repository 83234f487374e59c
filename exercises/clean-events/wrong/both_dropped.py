"""重复的两行都删了

你把出现不止一次的编号整个删掉了。那件事真的发生过，只是送了两次；该留一行，不是一行不留。

看别人的报表：去重以后，不同的 event_id 个数应当不变；少了，就是删过头。

fails: test_hand, test_once, test_earliest
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
    once = known.sort_values("ingested_at", kind="stable").drop_duplicates("event_id", keep=False)
    kept = once[once["member_id"].notna() & once["actor_type"].isin(PEOPLE)]
    kept = kept.assign(day=kept["event_at"].dt.tz_convert(SHANGHAI).dt.date)
    return kept[COLUMNS].sort_values(["event_at", "event_id"], ignore_index=True)
