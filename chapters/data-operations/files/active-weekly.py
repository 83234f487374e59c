"""活跃周报里青禾茶事的数：每周三级门槛的人数、月活与 DAU 之和，从互动与入群流水算出。"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

import pandas as pd

MAKE = Path(__file__).resolve().parents[3] / "datasets" / "qinghe" / "make.py"
WEEKS = 12
WINDOW = pd.Timedelta(days=28)
Row = dict[str, Any]
UNKNOWN: Row = dict.fromkeys(("seen_rate", "acted_rate", "low", "high", "spoke_rate", "sticky"), "")


def fill(load: Callable[[str], pd.DataFrame], asof: date, wait: int, z: float) -> tuple[list[Row], Row]:
    """截至 asof 的最后 12 周，每周一行；没齐的周不给活跃率。"""
    end = pd.Timestamp(asof)
    part = with_interactions(load("members"))
    spells = local(load("group_memberships"), "joined_at", "left_at")
    spells = spells[spells["member_id"].isin(part)]
    events = clean(load("interactions"), end)
    monday = end - pd.Timedelta(days=end.day_of_week)
    weeks = [
        week for week in pd.date_range(end=monday, periods=WEEKS + 1, freq="7D") if week + pd.Timedelta(days=7) <= end
    ]
    rows = [week_row(week, spells, events, end, wait, z) for week in weeks[-WEEKS:]]
    return rows, {"state": f"{sum(row['state'] == '已齐' for row in rows)} 周"} | UNKNOWN


def with_interactions(members: pd.DataFrame) -> pd.Series:
    """提交了互动的那部分成员的编号，没来过的也在：由 make.py 的抽样规则定，与活跃无关。"""
    spec = importlib.util.spec_from_file_location("_make_of_active_weekly", MAKE)
    assert spec is not None and spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    found: pd.Series = make.sample("interactions", members)["member_id"]
    return found


def local(rows: pd.DataFrame, *names: str) -> pd.DataFrame:
    """时间列去掉时区，只留上海的钟点。"""
    return rows.assign(**{name: rows[name].dt.tz_localize(None) for name in names})


def clean(interactions: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """end 以前发生且已入库的成员事件；数人不数次，送了两次的不必去重。"""
    rows = local(interactions, "event_at", "ingested_at")
    known = (rows["event_at"] < end) & (rows["ingested_at"] < end) & rows["actor_type"].isin(["member", "kol"])
    rows = rows[known & rows["member_id"].notna()]
    return rows.assign(day=rows["event_at"].dt.normalize())


def week_row(
    week: pd.Timestamp, spells: pd.DataFrame, events: pd.DataFrame, end: pd.Timestamp, wait: int, z: float
) -> Row:
    """一周的人数；整周过完又等满 wait 天才给活跃率与粘性。"""
    stop = week + pd.Timedelta(days=7)
    here = spells.loc[(spells["joined_at"] <= week) & ~(spells["left_at"] <= week), "member_id"].unique()
    active = events[(events["event_at"] >= week) & (events["event_at"] < stop) & events["member_id"].isin(here)]
    acted, spoke = active[active["event_type"] != "view"], active[active["event_type"] == "comment"]
    levels = {"seen": active, "acted": acted, "spoke": spoke}
    counts = {name: int(rows["member_id"].nunique()) for name, rows in levels.items()}
    month = events[(events["event_at"] >= stop - WINDOW) & (events["event_at"] < stop)]
    mau, days = int(month["member_id"].nunique()), len(month.drop_duplicates(["member_id", "day"]))
    state = "已齐" if stop + pd.Timedelta(days=wait) <= end else "未齐"
    row = {"week": week.date(), "n": len(here), **counts, "mau": mau, "days": days, "state": state}
    if state == "未齐":
        return row | UNKNOWN
    return row | rates(counts, len(here), z) | {"sticky": days / 28 / mau if mau else ""}


def rates(counts: dict[str, int], n: int, z: float) -> Row:
    """三级门槛的活跃率与动过手的 Wilson 区间；没有分母时是空文字，与公式一致。"""
    if n == 0:
        return UNKNOWN
    share, shrink = counts["acted"] / n, 1 + z**2 / n
    middle = share + z**2 / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return {
        "seen_rate": counts["seen"] / n,
        "acted_rate": share,
        "low": max(0.0, (middle - half) / shrink),
        "high": min(1.0, (middle + half) / shrink),
        "spoke_rate": counts["spoke"] / n,
    }
