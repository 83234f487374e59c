"""只在买过的人里比人均

没买的人没有订单，你就没把他们放进平均。券的作用正是让没买的人买，这样一来两组都只剩买过的人，
差几乎总是 0，还会是负的。

看别人的报表：人均订单不小于 1 的，问分母是不是全组的人。

fails: test_hand, test_interval, test_by_group, test_people, test_window, test_full_window, test_paid
"""

from __future__ import annotations

from math import sqrt

from pandas import DataFrame, Series, Timedelta, Timestamp

Increment = dict[str, float | int]
Z = 1.959963984540054


def incremental_orders(
    exposures: DataFrame, orders: DataFrame, campaigns: DataFrame, days: int, asof: Timestamp
) -> dict[str, Increment | None]:
    """每个活动的增量订单；没有按成员随机的、任一组不足 2 人的为 None。"""
    people = observed(exposures, days, asof)
    people["orders"] = bought(people, orders, days)
    by_member = campaigns[campaigns["randomised"] & (campaigns["unit"] == "member")]
    known = set(by_member["campaign_id"])
    return {
        campaign: increment(people[people["campaign_id"] == campaign]) if campaign in known else None
        for campaign in campaigns["campaign_id"]
    }


def observed(exposures: DataFrame, days: int, asof: Timestamp) -> DataFrame:
    """每个活动里只分进一个组、满 days 天的成员，一人一行，分组时间取最早的。"""
    given = exposures[exposures["arm"].notna() & (exposures["assigned_at"] < asof)]
    keys = ["campaign_id", "member_id"]
    mixed = given.groupby(keys)["arm"].transform("nunique") > 1
    first = given[~mixed].sort_values("assigned_at").drop_duplicates(keys)
    full = first["assigned_at"] + Timedelta(days=days) <= asof
    return first.loc[full & first["arm"].isin(["control", "treat_a"]), [*keys, "arm", "assigned_at"]].reset_index()


def bought(people: DataFrame, orders: DataFrame, days: int) -> Series:
    """每人在 [分组时间, 分组时间 + days 天) 付款的有效订单数，没买过是 0。"""
    paid = orders[orders["paid_at"].notna() & orders["member_id"].notna() & (orders["status"] != "cancelled")]
    each = people[["member_id", "assigned_at"]].reset_index().merge(paid[["member_id", "paid_at"]], on="member_id")
    age = each["paid_at"] - each["assigned_at"]
    inside = each[(age >= Timedelta(0)) & (age < Timedelta(days=days))]
    return inside.groupby("index").size().reindex(people.index, fill_value=0)


def increment(people: DataFrame) -> Increment | None:
    """人均订单之差的正态区间，与乘实验组人数后的总数。"""
    buyers = people[people["orders"] > 0]
    control, treat = (buyers.loc[buyers["arm"] == arm, "orders"] for arm in ("control", "treat_a"))
    if len(control) < 2 or len(treat) < 2:
        return None
    each = float(treat.mean() - control.mean())
    half = Z * sqrt(treat.var() / len(treat) + control.var() / len(control))
    low, high, n = each - half, each + half, len(treat)
    rates = {"per_member": each, "low": low, "high": high}
    totals = {"total": each * n, "total_low": low * n, "total_high": high * n}
    return rates | totals | {"n_control": len(control), "n_treat": n}
