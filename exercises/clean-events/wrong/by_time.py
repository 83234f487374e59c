"""按时间去重

你把同一个人同一秒的两行当成一件事，删掉了一行。打开就点赞，两个编号是两件事；而送了两次的一件事，编号才是相同的。

看别人的报表：问“重复”认的是编号还是时间；认时间的，动作密的人会被少算。

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
    once = known.sort_values("ingested_at", kind="stable").drop_duplicates(["member_id", "event_at"])
    kept = once[once["member_id"].notna() & once["actor_type"].isin(PEOPLE)]
    kept = kept.assign(day=kept["event_at"].dt.tz_convert(SHANGHAI).dt.date)
    return kept[COLUMNS].sort_values(["event_at", "event_id"], ignore_index=True)
