"""E3.7 用户终身价值：补全 ltv_hist 与 ltv_pred。"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

Estimate = dict[str, float | int | None]


def ltv_hist(
    members: DataFrame, orders: DataFrame, refunds: DataFrame, cohort: str, h: int, asof: Timestamp
) -> Estimate:
    """一个入域月份的成员，入域后 h 天内的人均累计毛利（分），只用 asof 以前的事实。

    members：一行一个成员，用到 member_id、joined_at（入域时间，上海时间）。
    orders：一行一笔订单，用到 order_id、member_id（散客为空）、paid_at（未付为空，上海时间）、gross_fen、discount_fen、
    paid_fen、cogs_fen（都是分）、status。
    refunds：一行一次退款，用到 order_id、settled_at（未到账为空，上海时间）、refund_fen（分）。
    cohort：入域月份，如 "2025-03"。h：期限，天。asof：截至时刻，不含这一刻。

    返回字典：value 人均毛利（分），low、high 为 95% 区间，n 为满 h 天的成员数。
    n 为 0 时 value、low、high 都是 None；n 为 1 时 low、high 是 None。
    """
    raise NotImplementedError


def ltv_pred(survival: list[float], margin_fen: list[float], discount_rate: float) -> float:
    """预测的终身价值（分）：每名初始成员各期毛利期望的折现之和，第一个元素是第 0 期。

    survival：到第 t 期仍在册的概率，从头算起。margin_fen：在册成员第 t 期毛利的期望（分），没买的人也平均在内。
    discount_rate：每一期的折现率，与前两列同一周期。
    """
    raise NotImplementedError
