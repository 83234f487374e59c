"""三种读法表里青禾茶事的一页：一句没说清的 1:5，和五个公域渠道的花费与收入。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
GUESSED_MARGINS = (0.2, 0.4)


def fill(load: Callable[[str], pd.DataFrame], asof: date, days: int) -> tuple[list[Row], Row]:
    """C001 配两个假设的毛利率与青禾茶事的毛利率，再是每个公域渠道一行；合计只收渠道。"""
    ads = channels(load, pd.Timestamp(asof), pd.Timedelta(days=days))
    known = [
        row(str(name), "花费在前", ad["cost"], ad["revenue"], ad["profit"] / ad["revenue"])
        for name, ad in ads.iterrows()
    ]
    cost, revenue, profit = (sum(one[name] for one in known) for name in ("a", "b", "profit"))
    margin = profit / revenue
    said = [
        row(f"头部平台投放 ROI 1:5（C001），毛利率{words}", "没说清", 1, 5, share)
        for words, share in [*((f"假设 {share:.0%}", share) for share in GUESSED_MARGINS), ("取青禾茶事的", margin)]
    ]
    total = row("", "花费在前", cost, revenue, margin) | {"profit": profit}
    return said + known, {name: value for name, value in total.items() if name != "said"}


def channels(load: Callable[[str], pd.DataFrame], end: pd.Timestamp, window: pd.Timedelta) -> pd.DataFrame:
    """每个公域渠道的媒体费、收入、毛利（元），按渠道名。"""
    members = load("members").assign(joined_at=lambda rows: rows["joined_at"].dt.tz_localize(None))
    full = members.loc[members["joined_at"] + window <= end, ["member_id", "joined_at", "channel_id"]]
    bought = money(load, end).merge(full, on="member_id")
    age = bought["paid_at"] - bought["joined_at"]
    earned = bought[(age >= pd.Timedelta(0)) & (age < window)].groupby("channel_id")[["revenue", "profit"]].sum()
    costs = load("channel_costs")
    spent = costs[costs["cost_date"] < end - window].groupby("channel_id")["media_cost_fen"].sum() / 100
    names = load("channels").query("domain == 'public'").set_index("channel_id")["channel_name"]
    return earned.join(spent.rename("cost")).join(names, how="inner").set_index("channel_name")


def money(load: Callable[[str], pd.DataFrame], end: pd.Timestamp) -> pd.DataFrame:
    """截至 end 的订单，每张的收入与毛利（元）；全退的成本也冲回；付款时间去掉时区。"""
    orders, refunds = load("orders"), load("refunds")
    settled = refunds[refunds["settled_at"].dt.tz_localize(None) < end].groupby("order_id")["refund_fen"].sum()
    back = orders["order_id"].map(settled).fillna(0)
    goods = orders["cogs_fen"].mask((back > 0) & (back >= orders["paid_fen"]), 0)
    revenue = (orders["paid_fen"] - back) / 100
    made = orders.assign(paid_at=orders["paid_at"].dt.tz_localize(None), revenue=revenue, profit=revenue - goods / 100)
    return made[(made["paid_at"] < end) & (made["status"] != "cancelled")]


def row(said: str, order: str, a: float, b: float, margin: float) -> Row:
    """一行：三种读法；说清了花费在前的，只有读法 A。"""
    clear = order == "花费在前"
    first = {"profit": b * margin if clear else "", "even": 1 / margin, "a_roas": b / a, "a_roi": margin * b / a - 1}
    others = {"b_roas": a / b, "b_roi": margin * a / b - 1, "c_roas": (1 + a / b) / margin, "c_roi": a / b}
    values = first | {name: "" if clear else value for name, value in others.items()}
    return {"said": said, "order": order, "a": float(a), "b": float(b), "margin": float(margin)} | values
