"""阶段定义表里青禾茶事的一页：规则是约定，人数从月末快照数出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
RULES = (
    ("认知", "在域，下面四件事都没有", "", "有了一次互动", "拉新运营", "服务通知、群规与使用说明；不发商业广告"),
    ("兴趣", "任何一次互动，浏览也算", 28, "28 天没有互动，退回认知", "内容运营", "内容与试饮；须有营销同意"),
    (
        "购买",
        "一张有效订单（未取消、未全额退款）",
        90,
        "90 天没再买，或那单全退",
        "社群运营",
        "冲泡与售后；搭配推荐须有同意",
    ),
    ("忠诚", "两个不同自然日的有效订单", 180, "180 天里不满两个购买日", "会员运营", "新茶预告与会员权益；须有营销同意"),
    ("推荐", "邀请的人注册（自邀、刷奖不算）", 90, "90 天没有新的人注册", "会员运营", "邀请进度与奖励到账；不催不逼"),
)


def fill(load: Callable[[str], pd.DataFrame], asof: date) -> tuple[list[Row], Row]:
    """截至 asof 零点（前一日的月末快照）各阶段的人数与占比。"""
    snapshots = load("stage_snapshots")
    held = snapshots.loc[snapshots["snapshot_on"] == pd.Timestamp(asof) - pd.Timedelta(days=1), "stage"].value_counts()
    total = int(held.sum())
    rows = [
        {"stage": stage, "event": event, "days": days, "exit": leave, "owner": owner, "message": message,
         "n": int(held.get(stage, 0)), "share": held.get(stage, 0) / total if total else ""}
        for stage, event, days, leave, owner, message in RULES
    ]  # fmt: skip
    return rows, {"n": total, "share": 1.0 if total else ""}
