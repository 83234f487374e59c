"""价值与传播表里青禾茶事的数：每个入域周的毛利、成本与带来的注册，从成员、订单、成本、推荐算出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

WEEKS = 16
Row = dict[str, Any]
Load = Callable[[str], pd.DataFrame]
ZONE = "Asia/Shanghai"


def fill(load: Load, h: int, days: int, asof: date, z: float) -> tuple[list[Row], Row]:
    """截至 asof，已满期的周在前，共 16 周，每周一行；合计只收已满期的周。"""
    end = pd.Timestamp(asof, tz=ZONE)
    people = members_with_money(load, h, days, end)
    spent = costs(load)
    last = end.tz_localize(None) - pd.Timedelta(days=max(h, days)) + pd.Timedelta(weeks=2)
    weeks = pd.date_range(end=last - pd.Timedelta(days=last.day_of_week), periods=WEEKS, freq="7D")
    rows = [week_row(week, people[people["week"] == week], spent, max(h, days), end, z) for week in weeks]
    done = [row for row in rows if row["state"] == "已满期"]
    sums = {name: sum(row[name] for row in done) for name in ("n", "profit", "squares", "cost", "seeds", "brought")}
    return rows, sums | {"state": f"{len(done)} 周"} | readings(sums, z)


def members_with_money(load: Load, h: int, days: int, end: pd.Timestamp) -> pd.DataFrame:
    """每个成员的入域周、期限内毛利（元）、是不是第 0 代、带来的有效注册。"""
    members = load("members")
    members = members[members["joined_at"] < end].set_index("member_id")
    joined = members["joined_at"]
    monday = joined.dt.tz_localize(None).dt.normalize()
    money = profits(load, end).join(joined, on="member_id", how="inner")
    age = money["paid_at"] - money["joined_at"]
    early = money[(age >= pd.Timedelta(0)) & (age < pd.Timedelta(days=h))]
    led = registrations(load("referrals"), end).join(joined, on="referrer_id", how="inner")
    inside = led[led["registered_at"] < led["joined_at"] + pd.Timedelta(days=days)]
    return pd.DataFrame({
        "week": monday - pd.to_timedelta(monday.dt.day_of_week, unit="D"),
        "profit": early.groupby("member_id")["profit"].sum().reindex(joined.index, fill_value=0.0),
        "seed": ~joined.index.isin(led["invitee_id"]),
        "brought": inside.groupby("referrer_id").size().reindex(joined.index, fill_value=0),
    })  # fmt: skip


def profits(load: Load, end: pd.Timestamp) -> pd.DataFrame:
    """截至 end 付了款、没有取消的订单与毛利（元）；全额退款冲回成本。"""
    orders, refunds = load("orders"), load("refunds")
    settled = refunds[refunds["settled_at"] < end].groupby("order_id")["refund_fen"].sum()
    back = orders["order_id"].map(settled).fillna(0)
    goods = orders["cogs_fen"].mask((back > 0) & (back >= orders["paid_fen"]), 0)
    kept = (orders["paid_at"] < end) & (orders["status"] != "cancelled")
    return orders.assign(profit=(orders["paid_fen"] - back - goods) / 100)[kept][["member_id", "paid_at", "profit"]]


def registrations(referrals: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """有效注册：不是自邀、没被否掉，每个被邀人只归首个有效邀请。"""
    other = referrals["invitee_id"].notna() & (referrals["invitee_id"] != referrals["referrer_id"])
    sent = referrals[other & referrals["is_valid"].fillna(True) & (referrals["invited_at"] < end)]
    first = sent.sort_values(["invited_at", "referral_id"]).drop_duplicates("invitee_id")
    return first[first["registered_at"] < end]


def costs(load: Load) -> pd.Series:
    """每周（周一的日期）的获客全成本（元）。"""
    spent = load("channel_costs")
    week = spent["cost_date"] - pd.to_timedelta(spent["cost_date"].dt.day_of_week, unit="D")
    full = spent["media_cost_fen"] + spent["incentive_cost_fen"] + spent["staff_cost_fen"]
    return full.groupby(week).sum() / 100


def week_row(
    week: pd.Timestamp, here: pd.DataFrame, spent: pd.Series, horizon: int, end: pd.Timestamp, z: float
) -> Row:
    """一周的人数与金额；整周满期才给比率。"""
    seeds = here[here["seed"]]
    counts = {
        "n": len(here), "profit": round(float(here["profit"].sum()), 2),
        "squares": round(float((here["profit"] ** 2).sum()), 2), "cost": round(float(spent.get(week, 0.0)), 2),
        "seeds": len(seeds), "brought": int(seeds["brought"].sum()),
    }  # fmt: skip
    done = week + pd.Timedelta(days=7 + horizon) <= end.tz_localize(None)
    state = {"week": week.date(), "state": "已满期" if done else "未满期"}
    return state | counts | (readings(counts, z) if done else readings(dict.fromkeys(counts, 0), z))


def readings(counts: Row, z: float) -> Row:
    """公式列的值；没有分母时是空文字，与公式一致。"""
    n, profit, seeds = counts["n"], counts["profit"], counts["seeds"]
    k = counts["brought"] / seeds if seeds else ""
    spread = max(0.0, counts["squares"] - profit**2 / n) / (n - 1) / n if n > 1 else None
    amplified = "" if k == "" else 1 / (1 - k) if k < 1 else "没有有限的数"
    return {
        "ltv": profit / n if n else "", "half": "" if spread is None else z * sqrt(spread),
        "cac": counts["cost"] / n if n else "", "ratio": profit / counts["cost"] if n and counts["cost"] else "",
        "k": k, "amplified": amplified,
    }  # fmt: skip
