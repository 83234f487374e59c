"""E2.6 路径分析：补全 top_paths。"""

from __future__ import annotations

from pandas import DataFrame


def top_paths(interactions: DataFrame, gap_min: int, k: int) -> DataFrame:
    """把每个成员的事件断成会话，给出会话数最多的 k 条路径。

    interactions：一行一次互动，用到 event_id、member_id（未登录为空）、actor_type（member、kol、staff、bot）、event_type、
    event_at（上海时间）。表里还有 ingested_at（入库时间）与 session_id（客户端会话编号），这一题不用它们。
    gap_min：相邻两个事件隔了不少于这么多分钟，就断开。k：给几条。

    返回一张表，一条路径一行，按会话数降序、路径升序，最多 k 行：
    path 路径（动作用 > 连接，如 view>like），sessions 走这条路径的会话数，share 占全部会话的比例（小数），
    low、high 为 Wilson 95% 区间。没有会话时，列齐全、没有行。
    """
    raise NotImplementedError
