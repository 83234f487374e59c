"""E2.4 留存热力表：补全 cohort_table。"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

CohortTable = DataFrame


def cohort_table(group_memberships: DataFrame, interactions: DataFrame, weeks: int, asof: Timestamp) -> CohortTable:
    """首次入群周乘周龄的留存长表，只用 asof 以前的事实。

    group_memberships：一行一次入群，用到 member_id、joined_at（上海时间）；同一人可以多次进出，只按首次。
    interactions：一行一次互动，用到 member_id（未登录为空）、actor_type、event_at、ingested_at（上海时间）。
    weeks：周龄的个数，不小于 1；周龄从 0 到 weeks − 1，第 0 段是首次入群日起的 7 天。
    asof：截至时刻，不含这一刻。

    返回长表，列：cohort 首次入群那一周的周一（datetime.date），age_week 周龄，k 来过的人数，n 满期的人数，
    n_total 这一周首次入群的人数，value 留存（小数），low、high 为 Wilson 95% 区间。n 为 0 的格，value、low、high 为空。
    从最早的入群周到 asof 前最后一个完整周，每周 weeks 行，没有人的周也列。行与列的次序不限。
    """
    raise NotImplementedError
