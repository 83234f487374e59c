"""实验读数表里青禾茶事的一页：五次满减券与首页改版，每次的人数、付款人数与读数。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import exp, log, sqrt
from typing import Any

import pandas as pd

Row = dict[str, Any]
Interval = tuple[float, float]
CLEAR, ALARM = "能读", "报警，先查分组"


def fill(load: Callable[[str], pd.DataFrame], days: int, asof: date, z: float, limit: float) -> tuple[list[Row], Row]:
    """名字带“满减券”的随机实验与“首页改版”，每个一行；合计只数串组与报警。"""
    campaigns = load("campaigns")
    wanted = campaigns["randomised"] & campaigns["campaign_name"].str.contains("满减券|首页改版")
    names = campaigns[wanted].set_index("campaign_id")["campaign_name"]
    plan, orders, end = load("exposures"), load("orders"), pd.Timestamp(asof, tz="Asia/Shanghai")
    paid = orders[orders["paid_at"].notna() & (orders["status"] != "cancelled")]
    rows = [
        row(str(name), counts(plan[plan["campaign_id"] == campaign], paid, days, end), z, limit)
        for campaign, name in names.items()
    ]
    alarms = sum(one["state"] == ALARM for one in rows)
    empty = dict.fromkeys((name for name in rows[0] if name not in ("name", "crossed", "state")), "")
    return rows, empty | {"crossed": sum(one["crossed"] for one in rows), "state": f"{alarms} 个报警"}


def counts(plan: pd.DataFrame, paid: pd.DataFrame, days: int, end: pd.Timestamp) -> dict[str, int]:
    """满观察期的人：两组人数、付款人数；与分进两组的人数。"""
    each = plan[plan["arm"].notna()].groupby("member_id")
    people = each.agg(arm=("arm", "first"), arms=("arm", "nunique"), start=("assigned_at", "min"))
    window = pd.Timedelta(days=days)
    kept = people[(people["arms"] == 1) & (people["start"] + window <= end)]
    age = paid["paid_at"] - paid["member_id"].map(kept["start"])
    bought = kept.index.isin(paid.loc[(age >= pd.Timedelta(0)) & (age < window), "member_id"])
    control = (kept["arm"] == "control").to_numpy()
    return {
        "n0": int(control.sum()), "k0": int((control & bought).sum()),
        "n1": int((~control).sum()), "k1": int((~control & bought).sum()),
        "crossed": int((people["arms"] > 1).sum()),
    }  # fmt: skip


def row(name: str, found: dict[str, int], z: float, limit: float, share: float = 0.5) -> Row:
    """一次实验的一行；报警的不给差。"""
    n0, k0, n1, k1 = (found[key] for key in ("n0", "k0", "n1", "k1"))
    want0, want1 = (n0 + n1) * share, (n0 + n1) * (1 - share)
    chi, p0, p1 = (n0 - want0) ** 2 / want0 + (n1 - want1) ** 2 / want1, k0 / n0, k1 / n1
    spans = wilson(k0, n0, z), wilson(k1, n1, z)
    state = ALARM if chi > limit else CLEAR
    gaps = dict.fromkeys(("gap", "gap_low", "gap_high", "more", "more_low", "more_high"), "")
    values: Row = {"name": name, "share": share} | found | {"chi": chi, "state": state, "p0": p0, "p1": p1}
    values |= {"l0": spans[0][0], "u0": spans[0][1], "l1": spans[1][0], "u1": spans[1][1]}
    return values | (lifts(p0, p1, spans, z * sqrt(1 / k1 - 1 / n1 + 1 / k0 - 1 / n0)) if state == CLEAR else gaps)


def lifts(p0: float, p1: float, spans: tuple[Interval, Interval], half: float) -> Row:
    """绝对差（百分点）与相对差，各带区间；half 是对数比的半宽。"""
    (l0, u0), (l1, u1) = spans
    down, up = sqrt((p1 - l1) ** 2 + (u0 - p0) ** 2), sqrt((u1 - p1) ** 2 + (p0 - l0) ** 2)
    return {
        "gap": (p1 - p0) * 100, "gap_low": (p1 - p0 - down) * 100, "gap_high": (p1 - p0 + up) * 100,
        "more": p1 / p0 - 1, "more_low": exp(log(p1 / p0) - half) - 1, "more_high": exp(log(p1 / p0) + half) - 1,
    }  # fmt: skip


def wilson(k: int, n: int, z: float) -> Interval:
    """n 人中 k 人的比率的 Wilson 区间。"""
    share, shrink = k / n, 1 + z**2 / n
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / shrink
    return (share + z**2 / (2 * n)) / shrink - half, (share + z**2 / (2 * n)) / shrink + half
