"""埋点字典里青禾茶事的数：每个事件近期的条数、缺编号与迟到，保存天数取自处理活动台账。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
WHO = "事件编号、成员编号、身份、动作时刻、入库时刻"
STATISTICS = "同意（告知书写明统计用途）"
# 事件、何时触发、回答哪个数。
EVENTS = (
    ("view", "内容页打开并停满 1 秒", "留存（来过）"),
    ("like", "点赞成功返回", "活跃、互动"),
    ("comment", "评论发布成功", "活跃、互动"),
    ("share", "分享面板选定对象后返回", "活跃、互动"),
    ("save", "收藏成功返回", "活跃、互动"),
    ("checkin", "签到成功返回", "活跃、互动"),
    ("poll", "投票提交成功", "活跃、互动"),
    ("add_cart", "加入购物车成功返回", "活跃、互动、转化"),
    ("checkout", "结算页提交订单", "活跃、互动"),
)


def fill(load: Callable[[str], pd.DataFrame], asof: date, days: int) -> tuple[list[Row], Row]:
    """截至 asof 的 days 天里，每个事件一行，另有付款与入域两行。"""
    end = pd.Timestamp(asof, tz="Asia/Shanghai")
    ledger, names = load("processing_records"), owners(load("staff"))
    acts = recent(load("interactions"), "event_at", end, days)
    kept = kept_days(ledger, "interactions")
    rows = [
        described(event, when, WHO, answers, names["内容"], STATISTICS, kept)
        | counted(acts[acts["event_type"] == event])
        for event, when, answers in EVENTS
    ]
    orders = recent(load("orders").query("status != 'cancelled'"), "paid_at", end, days)
    words = ("pay", "支付回调成功", "成员编号、付款时刻、状态", "转化")
    rows.append(
        described(*words, names["客服"], "合同（履行订单）", kept_days(ledger, "orders|refunds")) | counted(orders)
    )
    joined = recent(load("members"), "joined_at", end, days)
    words = ("join", "加好友或入群成功", "成员编号、入域时刻、退出时刻", "规模、活跃、留存")
    rows.append(described(*words, names["社群运营"], STATISTICS, kept) | counted(joined))
    return rows, {"ready": f"{sum(row['ready'] == '七格齐' for row in rows)} 个齐"}


def recent(table: pd.DataFrame, at: str, end: pd.Timestamp, days: int) -> pd.DataFrame:
    """最近 days 天的行；送了两次的事件留先到的一条。"""
    table = table[(table[at] >= end - pd.Timedelta(days=days)) & (table[at] < end)]
    return table.sort_values("ingested_at").drop_duplicates("event_id") if "event_id" in table else table


def owners(staff: pd.DataFrame) -> dict[str, str]:
    """每种岗位编号最小的一人。"""
    return staff.sort_values("staff_id").groupby("role")["staff_id"].first().to_dict()


def kept_days(ledger: pd.DataFrame, fields: str) -> int:
    """台账里用到这些字段的处理活动，保存天数最短的一项。"""
    used = ledger["fields"].str.contains(fields, regex=False)
    return int(ledger.loc[used, "retention_days"].min())


def described(event: str, when: str, properties: str, answers: str, owner: str, basis: str, kept: int) -> Row:
    """一行的文字部分。"""
    row = {"event": event, "when": when, "properties": properties, "answers": answers, "owner": owner, "basis": basis}
    return row | {"kept": kept, "sensitive": "否", "ready": "七格齐"}


def counted(table: pd.DataFrame) -> Row:
    """一行的验收数；没有入库时刻的表，迟到空着。"""
    n, guests = len(table), int(table["member_id"].isna().sum())
    row: Row = {"rows": n, "guests": guests, "lost_share": guests / n if n else "", "late": None, "late_share": ""}
    if "ingested_at" in table:
        late = int((table["ingested_at"] - table["event_at"] >= pd.Timedelta(hours=1)).sum())
        row |= {"late": late, "late_share": late / n if n else ""}
    return row
