"""漏斗周报里青禾茶事的数：每个首步周依次走到各步的人数，从互动与订单算出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import Any

import pandas as pd

WEEKS = 12
STEPS = {"view": "view", "cart": "add_cart", "checkout": "checkout", "pay": "pay"}
Row = dict[str, Any]


def fill(load: Callable[[str], pd.DataFrame], w: int, asof: date, z: float) -> tuple[list[Row], Row]:
    """截至 asof 的最后 12 个首步周，每周一行；合计只收已满窗的周。"""
    end = pd.Timestamp(asof)
    steps = known_steps(load("interactions"), load("orders"), end)
    latest = end - pd.Timedelta(days=1)
    weeks = pd.date_range(end=latest - pd.Timedelta(days=latest.day_of_week), periods=WEEKS, freq="7D")
    rows = [week_row(steps, week, pd.Timedelta(days=w), end, z) for week in weeks]
    done = [row for row in rows if row["state"] == "已满窗"]
    sums = {name: sum(row[name] for row in done) for name in STEPS}
    return rows, sums | {"state": f"{len(done)} 周"} | rates(sums, z, bool(done))


def known_steps(interactions: pd.DataFrame, orders: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """截至 end 已入库的每一步：谁、哪一步、什么时刻；时刻去掉时区。订单只留有互动的成员。"""
    acts = interactions[interactions["member_id"].notna() & interactions["actor_type"].isin(["member", "kol"])]
    stored = (acts["event_at"].dt.tz_localize(None) < end) & (acts["ingested_at"].dt.tz_localize(None) < end)
    acts = acts.loc[stored, ["member_id", "event_type", "event_at"]].set_axis(["who", "step", "at"], axis=1)
    paid = orders["member_id"].isin(acts["who"]) & (orders["status"] != "cancelled")
    pays = orders.loc[paid, ["member_id", "paid_at"]].set_axis(["who", "at"], axis=1).assign(step="pay")
    steps = pd.concat([acts, pays])
    steps["at"] = steps["at"].dt.tz_localize(None)
    return steps[steps["at"] < end]


def week_row(steps: pd.DataFrame, week: pd.Timestamp, w: pd.Timedelta, end: pd.Timestamp, z: float) -> Row:
    """一周里最早一次浏览的人，依次走到各步的人数；整周走完窗口才给转化率。"""
    inside = (steps["at"] >= week) & (steps["at"] < week + pd.Timedelta(days=7))
    way = steps[inside & (steps["step"] == "view")].groupby("who").agg(last=("at", "min"))
    way["deadline"] = way["last"] + w
    way = way[way["deadline"] <= end]
    counts = {"view": len(way)}
    for name, step in list(STEPS.items())[1:]:
        later = steps[steps["step"] == step].merge(way, on="who")
        later = later[(later["at"] > later["last"]) & (later["at"] < later["deadline"])]
        way = way.assign(last=later.groupby("who")["at"].min()).dropna()
        counts[name] = len(way)
    done = week + pd.Timedelta(days=7) + w <= end
    return {"week": week.date(), "state": "已满窗" if done else "未满窗"} | counts | rates(counts, z, done)


def rates(counts: Row, z: float, done: bool) -> Row:
    """各步相对上一步的转化率与 Wilson 区间；没有分母或没满窗是空文字，与公式一致。"""
    names, found = list(STEPS), {}
    for above, name in pairwise(names):
        k, n = counts[name], counts[above]
        if not (done and n):
            found |= {f"{name}_rate": "", f"{name}_low": "", f"{name}_high": ""}
            continue
        share, shrink = k / n, 1 + z**2 / n
        middle = share + z**2 / (2 * n)
        half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        low, high = max(0.0, (middle - half) / shrink), min(1.0, (middle + half) / shrink)
        found |= {f"{name}_rate": share, f"{name}_low": low, f"{name}_high": high}
    return found
