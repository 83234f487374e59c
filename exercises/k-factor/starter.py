"""E3.8 K 因子与代际：补全 k_factor 与 amplify。"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

Estimate = dict[str, float | int | None]


def k_factor(members: DataFrame, referrals: DataFrame, generation: int, days: int, asof: Timestamp) -> Estimate:
    """第 generation 代的每名成员，入域后 days 天内带来的有效注册人数，只用 asof 以前的事实。

    members：一行一个成员，用到 member_id、joined_at（入域时间，上海时间）。
    referrals：一行一次邀请，用到 referral_id、referrer_id、invitee_id（未注册为空）、invited_at、registered_at（未注册为空，
    上海时间）、is_valid（审核是否有效，未审为空）。
    generation：第几代，从 0 起。days：天数。asof：截至时刻，不含这一刻。

    返回字典：value 人均有效注册数，low、high 为 95% 区间，n 为满 days 天的该代成员数。
    n 为 0 时 value、low、high 都是 None；n 为 1 时 low、high 是 None。
    """
    raise NotImplementedError


def amplify(k: float) -> float | None:
    """一名种子最后连自己在内共多少人的期望，每代的 K 都是 k（不小于 0）；k 不小于 1 时没有有限的总数，返回 None。"""
    raise NotImplementedError
