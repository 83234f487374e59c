"""留存周报里青禾茶事的数：每个首次入群周的人数，从入群流水与互动算出。"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

WEEKS = 16
DAY = pd.Timedelta(days=1)
Row = dict[str, Any]


def fill(load: Callable[[str], pd.DataFrame], day: int, h: int, asof: date, z: float) -> tuple[list[Row], Row]:
    """截至 asof 的最后 16 个首次入群周，每周一行；合计只收已满期的周。"""
    end = pd.Timestamp(asof)
    joins = local(load("group_memberships"), "joined_at", "left_at")
    joins = joins[in_sample(joins["member_id"]) & (joins["joined_at"] < end)]
    people, events = first_days(joins), known_events(load("interactions"), end)
    marks = people.assign(
        full=people["d0"] + (day + 1) * DAY <= end,
        full_window=people["d0"] + (day + h) * DAY <= end,
        exact=came(people, events, day, day + 1),
        window=came(people, events, day, day + h),
        inside=inside(people, joins, day),
    )
    monday = people["d0"] - pd.to_timedelta(people["d0"].dt.day_of_week, unit="D")
    latest = end - DAY
    weeks = pd.date_range(end=latest - pd.Timedelta(days=latest.day_of_week), periods=WEEKS, freq="7D")
    rows = [week_row(week, marks[monday == week], day, h, end, z) for week in weeks]
    return rows, total_row(rows, z)


def in_sample(member_id: pd.Series) -> pd.Series:
    """互动表提交了哪些成员（数据集 simulation/sample.py 的同一个抽法）。"""
    return member_id.map(lambda key: zlib.crc32(f"sample {key}".encode()) % 10_000 < 1_500)


def local(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """时间列去掉时区，仍是上海时间。"""
    return table.assign(**{column: table[column].dt.tz_localize(None) for column in columns})


def first_days(joins: pd.DataFrame) -> pd.DataFrame:
    """一人一行：首次入群日。"""
    first = joins.groupby("member_id")["joined_at"].min().dt.normalize()
    return first.rename("d0").reset_index()


def known_events(interactions: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """截至 end 已入库的成员事件；意见领袖是成员。"""
    events = local(interactions, "event_at", "ingested_at")
    stored = (events["event_at"] < end) & (events["ingested_at"] < end)
    return events.loc[stored & events["actor_type"].isin(["member", "kol"]), ["member_id", "event_at"]]


def came(people: pd.DataFrame, events: pd.DataFrame, first: int, last: int) -> pd.Series:
    """每人在第 first 到第 last − 1 日是否活跃过。"""
    seen = events.merge(people, on="member_id")
    age = (seen["event_at"].dt.normalize() - seen["d0"]).dt.days
    return people["member_id"].isin(seen.loc[(age >= first) & (age < last), "member_id"])


def inside(people: pd.DataFrame, joins: pd.DataFrame, day: int) -> pd.Series:
    """每人在第 day 日末是否还在任一个群。"""
    spells = joins.merge(people, on="member_id")
    night = spells["d0"] + (day + 1) * DAY
    there = (spells["joined_at"] < night) & ~(spells["left_at"] < night)
    return people["member_id"].isin(spells.loc[there, "member_id"])


def week_row(week: pd.Timestamp, here: pd.DataFrame, day: int, h: int, end: pd.Timestamp, z: float) -> Row:
    """一周的人数；整周满期才给比率。"""
    counts = {
        "n_total": len(here), "n": int(here["full"].sum()), "k": int((here["full"] & here["exact"]).sum()),
        "inside": int((here["full"] & here["inside"]).sum()), "n_window": int(here["full_window"].sum()),
        "k_window": int((here["full_window"] & here["window"]).sum()),
    }  # fmt: skip
    done, done_window = (week + (6 + days) * DAY <= end for days in (day + 1, day + h))
    state = {"state": named(done), "state_window": named(done_window)}
    return {"week": week.date()} | counts | state | readings(counts, done, done_window, z)


def named(done: bool) -> str:
    """状态列的文字。"""
    return "已满期" if done else "未满期"


def total_row(rows: list[Row], z: float) -> Row:
    """已满期的周合计；两种满期各算各的。"""
    done = [row for row in rows if row["state"] == "已满期"]
    done_window = [row for row in rows if row["state_window"] == "已满期"]
    counts = {name: sum(row[name] for row in done) for name in ("n_total", "n", "k", "inside")}
    counts |= {name: sum(row[name] for row in done_window) for name in ("n_window", "k_window")}
    states = {"state": f"{len(done)} 周", "state_window": f"{len(done_window)} 周"}
    return counts | states | readings(counts, True, True, z)


def readings(counts: Row, done: bool, done_window: bool, z: float) -> Row:
    """三个留存与恰好口径的 Wilson 区间；没有分母或没满期时是空文字，与公式一致。"""
    n, n_window = (counts["n"] if done else 0), (counts["n_window"] if done_window else 0)
    classic = counts["k"] / n if n else ""
    low, high = wilson(counts["k"], n, z) if n else ("", "")
    return {
        "classic": classic, "low": low, "high": high,
        "rolling": counts["k_window"] / n_window if n_window else "", "in_group": counts["inside"] / n if n else "",
    }  # fmt: skip


def wilson(k: int, n: int, z: float) -> tuple[float, float]:
    """n 人中 k 人的比率的 Wilson 区间。"""
    share, shrink = k / n, 1 + z**2 / n
    middle = share + z**2 / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return max(0.0, (middle - half) / shrink), min(1.0, (middle + half) / shrink)
