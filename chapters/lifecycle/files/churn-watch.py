"""流失周报里青禾茶事的数：每个周一零点的人数，只用那一刻以前已入库的互动。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

WEEKS = 16
LAST = "2026-01-26"
ZONE = "Asia/Shanghai"
Row = dict[str, Any]


def fill(load: Callable[[str], pd.DataFrame], x: int, declared: date, z: float) -> tuple[list[Row], Row]:
    """最后 16 个周一，每周一行；最下面一行是最近的一周。"""
    rows = load("interactions")
    people = rows[rows["member_id"].notna() & rows["actor_type"].isin(["member", "kol"])]
    left = load("members").set_index("member_id")["left_at"]
    weeks = pd.date_range(end=pd.Timestamp(LAST, tz=ZONE), periods=WEEKS, freq="7D")
    filled = [week_row(people, left, week, x, z) | {"state": state(declared, week)} for week in weeks]
    return filled, filled[-1] | {"state": f"{sum(row['state'] == '先定' for row in filled)} 周先定"}


def week_row(people: pd.DataFrame, left: pd.Series, week: pd.Timestamp, x: int, z: float) -> Row:
    """一个周一零点的人数与流失率。"""
    known = people[(people["event_at"] < week) & (people["ingested_at"] < week)]
    spans = known.groupby("member_id")["event_at"].agg(first="min", last="max")
    window = week - pd.Timedelta(days=x)
    full = spans["first"] <= window
    silent = spans.index[full & (spans["last"] < window)]
    gone = left.reindex(silent) < week
    counts = {"n_total": len(spans), "n": int(full.sum()), "k": len(silent), "reachable": int((~gone).sum())}
    return {"week": week.date()} | counts | rates(counts["k"], counts["n"], z)


def state(declared: date, week: pd.Timestamp) -> str:
    """X 在那一周以前定下，还是后来补的。"""
    return "先定" if declared <= week.date() else "后补"


def rates(k: int, n: int, z: float) -> Row:
    """流失率与 Wilson 区间；没有分母时是空文字，与公式一致。"""
    if n == 0:
        return {"rate": "", "low": "", "high": ""}
    share, shrink = k / n, 1 + z**2 / n
    middle = share + z**2 / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return {"rate": share, "low": max(0.0, (middle - half) / shrink), "high": min(1.0, (middle + half) / shrink)}
