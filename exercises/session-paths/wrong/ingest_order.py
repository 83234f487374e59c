"""按入库时间排了先后

晚到的事件排到了后面。点赞先于评论，却因为晚入库变成评论之后才点赞，间隔也算错，会话被拆开。

看别人的报表：网络不好的地区“会话”特别多、特别碎，多半是按入库时间排的。

fails: test_people, test_time_order, test_sample, test_variants
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series, Timedelta

Z = 1.959963984540054


def top_paths(interactions: DataFrame, gap_min: int, k: int) -> DataFrame:
    """会话数最多的 k 条路径，连同占全部会话的比例与 Wilson 95% 区间。"""
    paths = session_paths(interactions, gap_min)
    table = paths.groupby(paths).size().rename_axis("path").rename("sessions").reset_index()
    table = table.sort_values(["sessions", "path"], ascending=[False, True]).head(k)
    return with_interval(table, len(paths))


def session_paths(interactions: DataFrame, gap_min: int) -> Series:
    """每个会话的路径，动作用 > 连接。"""
    human = interactions["member_id"].notna() & interactions["actor_type"].isin(["member", "kol"])
    acts = interactions[human].sort_values(["member_id", "ingested_at", "event_id"], ignore_index=True)
    opens = acts["member_id"] != acts["member_id"].shift()
    opens |= acts["ingested_at"].diff() >= Timedelta(minutes=gap_min)
    moved = acts["event_type"] != acts["event_type"].shift()
    return acts[opens | moved].groupby(opens.cumsum())["event_type"].agg(">".join)


def with_interval(table: DataFrame, n: int) -> DataFrame:
    """加上占 n 个会话的比例与 Wilson 95% 区间；没有会话时表里也没有行。"""
    size = Series(n, index=table.index, dtype="float64")
    share, shrink = table["sessions"] / size, 1 + Z**2 / size
    middle, half = share + Z**2 / (2 * size), Z * np.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    return table.assign(share=share, low=(middle - half) / shrink, high=(middle + half) / shrink)
