"""E1.7 反例：唯一路径：补全 incremental_orders。"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

Increment = dict[str, float | int]


def incremental_orders(
    exposures: DataFrame, orders: DataFrame, campaigns: DataFrame, days: int, asof: Timestamp
) -> dict[str, Increment | None]:
    """每个活动的增量订单，只用 asof 以前的事实。

    exposures：一行一次触达或分组，用到 member_id、campaign_id（日常触达为空）、arm（control、treat_a、treat_b，不属于实验
    为空）、assigned_at（分组时间，不属于实验为空，上海时间）。同一人在一个活动里可能有好几行。
    orders：一行一笔订单，用到 member_id（散客为空）、paid_at（未付为空，上海时间）、status。
    campaigns：一行一个活动，用到 campaign_id、randomised（是否随机）、unit（随机单位 member 或 group，没随机为空）。
    days：分组以后看几天。asof：截至时刻，不含这一刻。

    返回字典：campaign_id -> None，或 {per_member 人均订单差, low、high 它的 95% 区间, total 增量订单数,
    total_low、total_high 它的区间, n_control、n_treat 两组人数}。
    """
    raise NotImplementedError
