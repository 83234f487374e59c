"""按 UTC 切日

你没有换到上海就取了日期，拿到的是 UTC 的日子。上海早上 8 点以前的事落到前一天：熬夜的、早起的，都记在昨天头上。

看别人的报表：按小时数事件，低谷若在晚上 8 点前后，时区就没有换。

fails: test_local_day, test_days, test_sample, test_variants
misconception: M2.7
"""

from __future__ import annotations

from datetime import date

from pandas import DataFrame, Timestamp

SHANGHAI = "Asia/Shanghai"
PEOPLE = ["member", "kol"]
COLUMNS = ["event_id", "member_id", "event_type", "event_at", "ingested_at", "day"]


def local_day(ts: Timestamp) -> date:
    """ts 那一刻上海是哪一天。"""
    return ts.tz_convert("UTC").date()


def clean_events(interactions: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前发生且已入库的成员事件，每个 event_id 留最早入库的一行，按 event_at、event_id 排序。"""
    known = interactions[(interactions["event_at"] < asof) & (interactions["ingested_at"] < asof)]
    once = known.sort_values("ingested_at", kind="stable").drop_duplicates("event_id")
    kept = once[once["member_id"].notna() & once["actor_type"].isin(PEOPLE)]
    kept = kept.assign(day=kept["event_at"].dt.tz_convert("UTC").dt.date)
    return kept[COLUMNS].sort_values(["event_at", "event_id"], ignore_index=True)
