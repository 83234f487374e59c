"""用了客户端的会话编号

客户端编号何时换，由各版本自己定：有的切到后台不换，有的一重启就换。你用的断点不是 30 分钟，换个版本上线，会话数就变。

看别人的报表：同一编号的事件，前后有隔几小时的；或版本更新那天会话数突然跳了。

fails: test_hand, test_gap
"""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

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
    acts = acts.sort_values(["member_id", "session_id", "event_at", "event_id"], ignore_index=True)
    opens = (acts["member_id"] != acts["member_id"].shift()) | (acts["session_id"] != acts["session_id"].shift())
    moved = acts["event_type"] != acts["event_type"].shift()
    return acts[opens | moved].groupby(opens.cumsum())["event_type"].agg(">".join)


def with_interval(table: DataFrame, n: int) -> DataFrame:
    """加上占 n 个会话的比例与 Wilson 95% 区间；没有会话时表里也没有行。"""
    size = Series(n, index=table.index, dtype="float64")
    share, shrink = table["sessions"] / size, 1 + Z**2 / size
    middle, half = share + Z**2 / (2 * size), Z * np.sqrt(share * (1 - share) / size + Z**2 / (4 * size**2))
    return table.assign(share=share, low=(middle - half) / shrink, high=(middle + half) / shrink)
