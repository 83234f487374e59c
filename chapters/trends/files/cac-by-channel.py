"""渠道获客成本表里青禾茶事的一页：十个渠道的新客与三项花费，两项共享的工资，和两种口径的获客成本。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

Row = dict[str, Any]
DOMAINS = {"public": "公域", "private": "私域"}
COSTS = {"media_cost_fen": "media", "incentive_cost_fen": "incentive", "staff_cost_fen": "staff"}
SHARED_TASKS = ("内容", "合规")


def fill(
    load: Callable[[str], pd.DataFrame], start: date, end: date, month_hours: int, z: float
) -> tuple[list[Row], Row]:
    """每个渠道一行，再是共享的工资每项一行；合计把共享的钱算在渠道里。"""
    first, last = pd.Timestamp(start), pd.Timestamp(end)
    channels, wages = channel_costs(load, first, last), shared_wages(load, first, last, month_hours)
    common, everyone = sum(wages.values()), int(channels["n"].sum())
    rows = [row(one, common * one["n"] / everyone, z) for one in channels.to_dict("records")]
    rows += [shared_row(task, yuan) for task, yuan in wages.items()]
    total = {name: sum(one[name] for one in rows if one[name] != "") for name in ("n", *COSTS.values(), "shared")}
    total["own"] = sum(sum(one["own"] for one in rows if one["domain"] == domain) for domain in DOMAINS.values())
    return rows, total | costs_of(total, z)


def channel_costs(load: Callable[[str], pd.DataFrame], first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """每个渠道的名称、公私域、新客数与三项花费（元），按渠道编号。"""
    costs, members = load("channel_costs"), load("members")
    inside = costs[(costs["cost_date"] >= first) & (costs["cost_date"] < last)]
    spent = inside.groupby("channel_id")[list(COSTS)].sum().rename(columns=COSTS) / 100
    joined = members["joined_at"].dt.tz_localize(None)
    new = members[(joined >= first) & (joined < last)].groupby("channel_id").size()
    named = load("channels").set_index("channel_id").rename(columns={"channel_name": "channel"})
    table = named[["channel", "domain"]].replace({"domain": DOMAINS}).join(spent).join(new.rename("n"))
    return table.fillna({"n": 0} | dict.fromkeys(COSTS.values(), 0)).astype({"n": int})


def shared_wages(
    load: Callable[[str], pd.DataFrame], first: pd.Timestamp, last: pd.Timestamp, month_hours: int
) -> dict[str, float]:
    """内容与合规的工时折成的工资（元），按任务。"""
    hours = load("staff_hours").merge(load("staff")[["staff_id", "monthly_cost_fen"]], on="staff_id")
    inside = hours[(hours["work_date"] >= first) & (hours["work_date"] < last)]
    yuan = inside["minutes"] / 60 * inside["monthly_cost_fen"] / 100 / month_hours
    return {task: float(yuan[inside["task"] == task].sum()) for task in SHARED_TASKS}


def row(channel: Row, shared: float, z: float) -> Row:
    """一个渠道的一行，连同公式列的值。"""
    known = channel | {"own": sum(channel[name] for name in COSTS.values()), "shared": shared}
    return known | costs_of(known, z)


def shared_row(task: str, yuan: float) -> Row:
    """一项共享的钱；没有新客，也就没有获客成本。"""
    unknown = dict.fromkeys(("n", "shared", "cac_media", "cac_full", "low", "high", "heavier"), "")
    known = {"channel": f"{task}组的工资", "domain": "共享", "media": 0.0, "incentive": 0.0, "staff": yuan, "own": yuan}
    return known | unknown


def costs_of(known: Row, z: float) -> Row:
    """一行的两种获客成本与区间；没有新客，或没有媒体费时，空着。"""
    n, full = known["n"], known["own"] + known["shared"]
    if n == 0:
        return dict.fromkeys(("cac_media", "cac_full", "low", "high", "heavier"), "")
    half = z * sqrt(n)
    return {
        "cac_media": known["media"] / n, "cac_full": full / n, "low": full / (n + half),
        "high": full / (n - half) if n > 3 else "", "heavier": full / known["media"] if known["media"] else "",
    }  # fmt: skip
