"""归给了最后一个邀请人

一个人被邀了几次，你归给最后那次。约定是归首个有效邀请：后来的人可以在他注册前补一个邀请，把功劳抢走。

看别人的报表：同一批注册，换一种归法，谁的名下多了、谁少了，先问清归首次还是末次。

fails: test_first_valid, test_interval
"""

from __future__ import annotations

from math import sqrt

from pandas import DataFrame, Series, Timedelta, Timestamp

Estimate = dict[str, float | int | None]
Z = 1.959963984540054


def k_factor(members: DataFrame, referrals: DataFrame, generation: int, days: int, asof: Timestamp) -> Estimate:
    """第 generation 代、满 days 天的成员，人均在 [入域, 入域 + days 天) 带来的有效注册，附 95% 区间。"""
    led, horizon = registrations(referrals, asof), Timedelta(days=days)
    known = members[members["joined_at"] < asof].set_index("member_id")["joined_at"]
    people = known[~known.index.isin(led["invitee_id"])]
    for _ in range(generation):
        children = led.loc[led["referrer_id"].isin(people.index), "invitee_id"]
        people = known[known.index.isin(children)]
    full = people[people + horizon <= asof]
    brought = led.merge(full.rename("start"), left_on="referrer_id", right_index=True)
    age = brought["registered_at"] - brought["start"]
    inside = brought[(age >= Timedelta(0)) & (age < horizon)]
    return average(inside.groupby("referrer_id").size().reindex(full.index, fill_value=0))


def registrations(referrals: DataFrame, asof: Timestamp) -> DataFrame:
    """有效注册：不是自邀、审核没有否掉，每个被邀人只归首个有效邀请，注册早于 asof。"""
    other = referrals["invitee_id"].notna() & (referrals["invitee_id"] != referrals["referrer_id"])
    honest = referrals["is_valid"].astype("boolean").fillna(True).astype("bool")
    invited = referrals[other & honest & (referrals["invited_at"] < asof)]
    first = invited.sort_values(["invited_at", "referral_id"]).drop_duplicates("invitee_id", keep="last")
    return first[first["registered_at"] < asof]


def average(each: Series) -> Estimate:
    """每人一个数的平均，区间用成员之间的标准差。"""
    n = len(each)
    if n < 2:
        return {"value": float(each.iloc[0]) if n else None, "low": None, "high": None, "n": n}
    mean, half = float(each.mean()), Z * float(each.std()) / sqrt(n)
    return {"value": mean, "low": mean - half, "high": mean + half, "n": n}


def amplify(k: float) -> float | None:
    """1 + k + k² + … = 1 ÷ (1 − k)，只在 k 小于 1 时有限。"""
    return 1 / (1 - k) if k < 1 else None
