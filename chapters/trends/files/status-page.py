"""一页现状里青禾茶事的各行：自己的数从数据数出，外来的话没有核到原文。"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
Tables = dict[str, pd.DataFrame]
DAY = pd.Timedelta(days=1)
SAID = (
    ("活跃用户占比达 40%（C006）", "", "弱"),
    ("新用户 7 日留存 5–8%（C032）", "据统计（没有名字）", "弱"),
    ("AI 使效率 +40% 以上（C038）", "", "弱"),
    ("社群与私域是增长的唯一路径（C007）", "", "无"),
)


def fill(load: Callable[[str], pd.DataFrame], asof: date) -> tuple[list[Row], Row]:
    """先自己的数，再外来的话；合计数缺的格子与弱档的句数。"""
    end = pd.Timestamp(asof, tz="Asia/Shanghai")
    tables = {name: load(name) for name in ("members", "group_memberships", "orders")}
    events = load("interactions").query("actor_type in ['member', 'kol'] and member_id.notna()")
    tables["events"] = events[events["event_at"] < end].drop_duplicates("event_id")
    members, held = tables["members"], tables["group_memberships"]
    drawn = {who for who in members["member_id"] if zlib.crc32(f"sample {who}".encode()) % 10_000 < 1_500}
    tables["sampled"] = held[held["member_id"].isin(drawn)]  # memberships of those whose events are committed
    rows = [growth(tables, end), active(tables, end), *retention(tables, end), turned(tables, end), unknown(tables, end)]
    rows += [row(item, "外来", None, None, "", "", source, "", grade) for item, source, grade in SAID]
    weak = sum(one["grade"] == "弱" for one in rows)
    return rows, {"gaps": sum(one["gaps"] for one in rows), "grade": f"{weak} 句弱"}


def growth(tables: Tables, end: pd.Timestamp) -> Row:
    """上一个自然月的净增长。"""
    start, members = end - pd.offsets.MonthBegin(1), tables["members"]
    first, last = (((members["joined_at"] < at) & ~(members["left_at"] < at)).sum() for at in (start, end))
    window = f"{start:%Y-%m-%d} 至 {end:%Y-%m-%d}"
    return row("增长率（净）", "清点", last - first, first, window, "在域成员，月末减月初", "members", "本店数据", "中")


def active(tables: Tables, end: pd.Timestamp) -> Row:
    """截至日以前最近一个完整的周，周初在群的样本成员里有过互动的。"""
    monday = (end - 7 * DAY).normalize() - pd.Timedelta(days=(end - 7 * DAY).weekday())
    joined, events = tables["sampled"], tables["events"]
    inside = set(joined[(joined["joined_at"] < monday) & ~(joined["left_at"] < monday)]["member_id"])
    week = events[(events["event_at"] >= monday) & (events["event_at"] < monday + 7 * DAY)]["member_id"]
    window = f"{monday:%Y-%m-%d} 起 7 天"
    return row(
        "周活跃率（看）", "估计", len(inside & set(week)), len(inside), window, "周初在群，那周有过任何互动",
        "group_memberships、interactions（样本成员）", "本店数据", "中",
    )  # fmt: skip


def retention(tables: Tables, end: pd.Timestamp) -> list[Row]:
    """截至日以前 123 天内首次入群、第 7 日已过完的样本成员，恰好第 1、7 日有互动的。"""
    joined, events = tables["sampled"], tables["events"]
    day0 = joined.groupby("member_id")["joined_at"].min().dt.normalize()
    day0 = day0[(day0 >= end - 123 * DAY) & (day0 + 8 * DAY <= end)]
    gap = (events["event_at"].dt.normalize() - events["member_id"].map(day0)) / DAY
    window = f"首次入群 {day0.min():%Y-%m-%d} 至 {day0.max():%Y-%m-%d}"
    return [
        row(
            name, "估计", events[gap == n]["member_id"].nunique(), len(day0), window, f"恰好第 {n} 日有任何互动",
            "group_memberships、interactions（样本成员）", "本店数据", "中",
        )
        for name, n in (("次日留存", 1), ("7 日留存", 7))
    ]  # fmt: skip


def turned(tables: Tables, end: pd.Timestamp) -> Row:
    """上一个自然月头 14 天里有过互动的样本成员，此后 14 天内付款的。"""
    start, events = end - pd.offsets.MonthBegin(1), tables["events"]
    inside = events[(events["event_at"] >= start) & (events["event_at"] < start + 14 * DAY)]
    seen = inside.groupby("member_id")["event_at"].min().rename("seen")
    when = paid(tables)[["member_id", "paid_at"]].merge(seen, left_on="member_id", right_index=True)
    after = when[(when["paid_at"] > when["seen"]) & (when["paid_at"] < when["seen"] + 14 * DAY)]
    return row(
        "14 日转化率（互动→付款）", "估计", after["member_id"].nunique(), len(seen), f"{start:%Y-%m-%d} 起 14 天，各看 14 天",
        "先有互动、后付款，同一人", "interactions（样本成员）、orders", "本店数据", "中",
    )  # fmt: skip


def unknown(tables: Tables, end: pd.Timestamp) -> Row:
    """上一个自然月付款的订单里没有成员编号的。"""
    start, done = end - pd.offsets.MonthBegin(1), paid(tables)
    month = done[(done["paid_at"] >= start) & (done["paid_at"] < end)]
    window = f"{start:%Y-%m-%d} 至 {end:%Y-%m-%d}"
    return row(
        "散客订单", "清点", month["member_id"].isna().sum(), len(month), window,
        "没有成员编号的付款订单", "orders", "本店数据", "中",
    )  # fmt: skip


def paid(tables: Tables) -> pd.DataFrame:
    """付过款、没有取消的订单。"""
    orders = tables["orders"]
    return orders[orders["paid_at"].notna() & (orders["status"] != "cancelled")]


def row(item: str, kind: str, k: Any, n: Any, window: str, definition: str, source: str, link: str, grade: str) -> Row:
    """一行：占比、估计的区间、来源卡片缺几项。"""
    value = float(k) / float(n) if n else ""
    low, high = wilson(float(value), float(n)) if kind == "估计" and n else ("", "")
    gaps = sum(not text for text in (window, definition, source, link))
    return {
        "item": item, "kind": kind, "k": "" if k is None else int(k), "n": "" if n is None else int(n), "value": value,
        "low": low, "high": high, "window": window, "definition": definition, "source": source, "link": link,
        "gaps": gaps, "grade": grade, "owner": "",
    }  # fmt: skip


def wilson(p: float, n: float) -> tuple[float, float]:
    """Wilson 95% 区间，z 取 1.96，与表里的公式相同。"""
    half = 1.96 * (p * (1 - p) / n + 0.9604 / n**2) ** 0.5
    return max(0.0, (p + 1.92 / n - half) / (1 + 3.8416 / n)), min(1.0, (p + 1.92 / n + half) / (1 + 3.8416 / n))
