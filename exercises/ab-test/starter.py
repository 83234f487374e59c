"""E2.8 实验读数：补全 ab_test。"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

AbResult = dict[str, object]


def ab_test(
    exposures: DataFrame, orders: DataFrame, campaign_id: str, planned: dict[str, float], days: int, asof: Timestamp
) -> AbResult:
    """一个随机活动的读数：分组后 [0, days) 天的付款转化，只用 asof 以前的事实。

    exposures：一行一次分组或触达，用到 member_id、campaign_id、arm（不属于实验为空）、assigned_at（分组时间，上海时间）。
    orders：一行一笔订单，用到 member_id（散客为空）、paid_at（未付为空，上海时间）、status。
    campaign_id：活动编号。planned：两个组的计划比例，一个是 "control"，另一个是实验组，如 {"control": 0.5, "treat_a": 0.5}。
    days：观察期天数。asof：截至时刻，不含这一刻。

    返回字典：srm_p 分组人数的卡方 p 值，srm_alarm 是否报警，crossed 分进多个组的人数；
    control、treat 各是一个字典 value、low、high（Wilson 95% 区间，小数）、k、n、n_total；
    lift 是字典 abs_pp、abs_low、abs_high（百分点）、rel_pct、rel_low、rel_high（%）、p。算不出的项是 None。
    """
    raise NotImplementedError
