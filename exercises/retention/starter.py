"""E2.3 留存三口径：补全 retention。"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pandas import DataFrame, Timestamp

Rate = dict[str, float | int | None]


def retention(
    group_memberships: DataFrame,
    interactions: DataFrame,
    n: int,
    kind: Literal["classic", "rolling", "in_group"],
    h: int,
    asof: Timestamp,
) -> dict[date, Rate]:
    """每个入群周的第 n 日留存，只用 asof 以前的事实。

    group_memberships：一行一次入群，用到 member_id、joined_at、left_at（仍在群为空，上海时间）；同一人可以多次进出。
    interactions：一行一次互动，用到 member_id（未登录为空）、actor_type、event_at、ingested_at（上海时间）。
    n：第几日，不小于 1；首次入群那天是第 0 日。
    kind：classic 恰好第 n 日活跃；rolling 第 n 到第 n + h − 1 日任一日活跃；in_group 第 n 日末仍在群。
    h：rolling 的窗口天数，不小于 1；另两种口径不用它。
    asof：截至时刻，不含这一刻。

    返回字典：键是首次入群那一周的周一（datetime.date），值是字典：value 留存（小数），low、high 为 Wilson 95% 区间，
    k 留下的人数，n 满期的人数，n_total 这一周首次入群的人数。n 为 0 时 value、low、high 都是 None。
    """
    raise NotImplementedError
