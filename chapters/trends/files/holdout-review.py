"""活动增量复盘表里青禾茶事的一页：每个活动一行，随机的给两组的人均与增量，其余是“不知道”。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

Row = dict[str, Any]
OTHERWISE_DAYS = 14  # for campaigns whose primary metric is not a purchase within so many days
ALARM = 3.29  # |difference| / √(sum of both arms) at p = 0.001 for a planned 50/50
ARMS = {"control": "control", "treat": "treat_a"}
UNITS = {"member": "成员", "group": "群"}
UNKNOWN = ("gap", "low", "high", "extra", "skew")


def fill(load: Callable[[str], pd.DataFrame], asof: date, z: float) -> tuple[list[Row], Row]:
    """每个活动一行，次序照活动表；合计只数结论，增量不相加。"""
    campaigns, orders = load("campaigns"), load("orders")
    given = load("exposures").dropna(subset=["arm", "assigned_at"])
    paid = orders[orders["paid_at"].notna() & orders["member_id"].notna() & (orders["status"] != "cancelled")]
    days = (
        campaigns["primary_metric"].str.extract(r"^(\d+) 日(?:付款|复购)")[0].astype("float64").fillna(OTHERWISE_DAYS)
    )
    end = pd.Timestamp(asof).tz_localize("Asia/Shanghai")
    rows = []
    for campaign, span in zip(campaigns.itertuples(), days.astype(int), strict=True):
        people = observed(given[given["campaign_id"] == campaign.campaign_id], paid, pd.Timedelta(days=span), end)
        rows.append(row(campaign, span, people, z))
    counts = {name: [one[name] for one in rows] for name in ("skew", "verdict")}
    skewed = sum(text.startswith("失衡") for text in counts["skew"])
    total = dict.fromkeys(("gap", "low", "high", "extra"), "")
    return rows, total | {"skew": f"{skewed} 个失衡", "verdict": f"{counts['verdict'].count('有增量')} 个有增量"}


def observed(given: pd.DataFrame, paid: pd.DataFrame, span: pd.Timedelta, end: pd.Timestamp) -> pd.DataFrame:
    """满窗、只在一种组里的人，一人一行：组与窗口里的订单数。"""
    mixed = given.groupby("member_id")["arm"].transform("nunique") > 1
    first = given[~mixed].sort_values("assigned_at").drop_duplicates("member_id").set_index("member_id")
    full = first[first["assigned_at"] + span <= end]
    seen = paid[["member_id", "paid_at"]].join(full["assigned_at"], on="member_id", how="inner")
    age = seen["paid_at"] - seen["assigned_at"]
    bought = seen.loc[(age >= pd.Timedelta(0)) & (age < span), "member_id"].value_counts()
    return pd.DataFrame({"arm": full["arm"], "orders": bought.reindex(full.index).fillna(0)})


def row(campaign: Any, days: int, people: pd.DataFrame, z: float) -> Row:
    """一个活动：两组的人数、人均、标准差；按成员随机的再给增量。"""
    unit = UNITS.get(campaign.unit, "")
    known: Row = {"campaign": campaign.campaign_name, "randomised": "是" if campaign.randomised else "否", "unit": unit}
    known |= {"days": days} | arm_figures(people)
    if not campaign.randomised or unit != "成员" or min(known["n_control"], known["n_treat"]) < 2:
        return known | dict.fromkeys(UNKNOWN, "") | {"verdict": "不知道"}
    return known | increment(known, z)


def arm_figures(people: pd.DataFrame) -> Row:
    """两组各自的人数、人均订单、标准差；没有人的组是 0 人，其余空着。"""
    figures: Row = {}
    for name, arm in ARMS.items():
        each = people.loc[people["arm"] == arm, "orders"]
        figures[f"n_{name}"] = len(each)
        figures[f"mean_{name}"] = float(each.mean()) if len(each) else ""
        figures[f"sd_{name}"] = float(each.std()) if len(each) > 1 else ""
    return figures


def increment(known: Row, z: float) -> Row:
    """公式列的值：每百人增量与区间、增量订单、失衡与否、结论。"""
    n0, n1 = known["n_control"], known["n_treat"]
    gap = (known["mean_treat"] - known["mean_control"]) * 100
    half = 100 * z * sqrt(known["sd_treat"] ** 2 / n1 + known["sd_control"] ** 2 / n0)
    skewed = abs(n1 - n0) / sqrt(n1 + n0) > ALARM
    verdict = "有增量" if gap > half else "少了" if gap < -half else "说不死"
    return {
        "gap": gap, "low": gap - half, "high": gap + half, "extra": gap / 100 * n1,
        "skew": "失衡，先查分组" if skewed else "正常", "verdict": "不读" if skewed else verdict,
    }  # fmt: skip
