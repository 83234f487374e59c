"""改动记录里青禾茶事的一页：五种改坏的一行，改前改后那一周的实付合计各是多少。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
INSIDE = 'inside = (paid_at >= start) & (paid_at < end)'


def fill(load: Callable[[str], pd.DataFrame], start: date) -> tuple[list[Row], Row]:
    """每处改动一行；改后都是同一个口径的得数。"""
    orders = load("orders").assign(paid_at=lambda rows: rows["paid_at"].dt.tz_localize(None))
    orders["ordered_at"] = orders["ordered_at"].dt.tz_localize(None)
    first = pd.Timestamp(start)
    last, kept, had = first + pd.Timedelta(days=7), orders["status"] != "cancelled", orders["paid_at"].notna()
    after, before = orders["paid_at"] >= first, orders["paid_at"] < last
    ordered = (orders["ordered_at"] >= first) & (orders["ordered_at"] < last)
    right = yuan(orders[after & before & kept])
    rows = [
        row("时间条件", "inside = paid_at >= start", INSIDE, "七天内：要有结束", yuan(orders[after & kept]), right),
        row("时间条件", "两个时刻中间是竖线", INSIDE, "两个都成立", yuan(orders[(after | before) & kept]), right),
        row("时间条件", "用 ordered_at", INSIDE, "付款时间，不是下单时间", yuan(orders[ordered & had & kept]), right),
        row("状态条件", "没有这一行", 'kept = status != "cancelled"', "取消的不算", yuan(orders[after & before]), right),
        row("金额", "gross_fen", "paid_fen", "加总实付，不是原价", yuan(orders[after & before & kept], "gross_fen"), right),
    ]  # fmt: skip
    return rows, {"checked": f"{len(rows)} 处对上了", "change": ""}


def yuan(orders: pd.DataFrame, money: str = "paid_fen") -> float:
    """一列金额的合计，单位元。"""
    return int(orders[money].sum()) / 100


def row(place: str, was: str, now: str, why: str, before: float, after: float) -> Row:
    """一处改动；变了多少与公式一致。"""
    told = {"place": place, "was": was, "now": now, "why": why, "before": before, "after": after}
    return told | {"change": after / before - 1 if before else "", "checked": "是"}
