"""触达日历里青禾茶事的数：一周里每天按配额排进去的阶段与人数，从同意、成员、阶段快照与员工配额算出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
# 从最急的排起；消息、几点发、盯哪个数。
PLAN = (("推荐", "道谢，请邀一位朋友", "10:00", "邀来注册（人）"), ("忠诚", "会员权益与积分到期", "11:00", "满窗 30 日复购率"),
        ("购买", "冲泡与售后回访", "14:00", "满窗 30 日复购率"), ("兴趣", "试饮装教程", "16:00", "14 天付款率"),
        ("认知", "科普：水温与出汤", "19:00", "7 天互动率"))


def fill(load: Callable[[str], pd.DataFrame], hold: float, snapshot: date, monday: date) -> tuple[list[Row], Row]:
    """从 monday 起的工作日，按阶段排满每天的配额；每行一天一个阶段。"""
    start = pd.Timestamp(monday, tz="Asia/Shanghai") + pd.Timedelta(hours=9)
    quota = daily_quota(load("staff"), pd.Timestamp(monday))
    waiting = eligible(load, snapshot, start)
    rows: list[Row] = []
    day, left = pd.Timestamp(monday), quota
    for stage, message, time, watch in PLAN:
        people = waiting[stage]
        while people and quota:
            people_now = min(people, largest(left, hold))
            if people_now == 0:
                day, left = day + pd.offsets.BusinessDay(), quota
                continue
            kept = held(people_now, hold)
            rows.append({"day": day.date(), "stage": stage, "people": people_now, "held": kept, "send": people_now - kept,
                         "quota": quota, "message": message, "time": time, "watch": watch})
            people, left = people - people_now, left - (people_now - kept)
    used = pd.DataFrame(rows).groupby("day")["send"].sum().to_dict() if rows else {}
    for row in rows:
        row |= {"used": int(used[row["day"]]), "state": "超配额" if used[row["day"]] > quota else "可发"}
    total = {name: sum(row[name] for row in rows) for name in ("people", "held", "send")}
    return rows, total | {"used": "", "state": f"{sum(row['state'] == '超配额' for row in rows)} 行超配额"}


def held(people: int, hold: float) -> int:
    """留出不发的人数，四舍五入，与表里的 ROUND 一致。"""
    return int(people * hold + 0.5)


def largest(left: int, hold: float) -> int:
    """配额还剩 left 条时，这一行最多处理多少人。"""
    people = int(left / (1 - hold)) + 1
    while people > 0 and people - held(people, hold) > left:
        people -= 1
    return people


def daily_quota(staff: pd.DataFrame, day: pd.Timestamp) -> int:
    """当天在岗的社群运营的群发上限合计。"""
    here = (staff["role"] == "社群运营") & (staff["hired_on"] <= day) & ~(staff["left_on"] <= day)
    return int(staff.loc[here, "daily_message_quota"].sum())


def eligible(load: Callable[[str], pd.DataFrame], snapshot: date, now: pd.Timestamp) -> dict[str, int]:
    """此刻在域、同意营销且没撤回、满 18 岁、加了企微的人，按快照的阶段数。"""
    consents, members = load("consents"), load("members")
    asked = consents[(consents["purpose"] == "营销触达") & (consents["at"] <= now)]
    granted = asked[asked["action"] == "grant"].groupby("member_id")["at"].max()
    withdrawn = asked[asked["action"] == "withdraw"].groupby("member_id")["at"].max()
    agreed = granted[~(withdrawn.reindex(granted.index) >= granted)].index
    here = (members["joined_at"] <= now) & ~(members["left_at"] <= now) & ~members["is_minor"] & members["wecom_added"]
    who = members.loc[here & members["member_id"].isin(agreed), "member_id"]
    snapshots = load("stage_snapshots")
    stage = snapshots[snapshots["snapshot_on"] == pd.Timestamp(snapshot)].set_index("member_id")["stage"]
    counts = stage.reindex(who).value_counts()
    return {name: int(counts.get(name, 0)) for name, *_ in PLAN}
