"""意见领袖也去掉了

你只留了 actor_type 等于 member 的。意见领袖（kol）是成员：他在群里说话，也会来买。去掉他，最活跃的人反而不在里面。

看别人的报表：问“剔除非成员”剔的是哪几类。

fails: test_hand, test_who
"""

from __future__ import annotations

from datetime import date

from pandas import DataFrame, Timestamp

SHANGHAI = "Asia/Shanghai"
COLUMNS = ["event_id", "member_id", "event_type", "event_at", "ingested_at", "day"]


def local_day(ts: Timestamp) -> date:
    """ts 那一刻上海是哪一天。"""
    return ts.tz_convert(SHANGHAI).date()


def clean_events(interactions: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前发生且已入库的成员事件，每个 event_id 留最早入库的一行，按 event_at、event_id 排序。"""
    known = interactions[(interactions["event_at"] < asof) & (interactions["ingested_at"] < asof)]
    once = known.sort_values("ingested_at", kind="stable").drop_duplicates("event_id")
    kept = once[once["member_id"].notna() & once["actor_type"].eq("member")]
    kept = kept.assign(day=kept["event_at"].dt.tz_convert(SHANGHAI).dt.date)
    return kept[COLUMNS].sort_values(["event_at", "event_id"], ignore_index=True)
