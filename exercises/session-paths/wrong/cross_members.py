"""把不同成员连成了一条路径

你只看相邻两行隔了多久，没看是不是同一个人。上一个人的最后一步接上了下一个人的第一步，路径里混着几个人。

看别人的报表：路径特别长、前后不搭的，把那个会话的成员编号去重，看有几个。

fails: test_hand, test_people
misconception: M2.6
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
    acts = interactions[human].sort_values(["member_id", "event_at", "event_id"], ignore_index=True)
    opens = acts["event_at"].diff() >= Timedelta(minutes=gap_min)
    moved = acts["event_type"] != acts["event_type"].shift()
    return acts[opens | moved].groupby(opens.cumsum())["event_type"].agg(">".join)


def with_interval(table: DataFrame, n: int) -> DataFrame:
    """加上占 n 个会话的比例与 Wilson 95% 区间；没有会话时表里也没有行。"""
    size = Series(n, index=table.index, dtype="float64")
    share, shrink = table["sessions"] / size, 1 + Z**2 / size
    middle, half = share + Z**2 / (2 * size), Z * np.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    return table.assign(share=share, low=(middle - half) / shrink, high=(middle + half) / shrink)
