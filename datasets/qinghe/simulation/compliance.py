"""Requests of members about their data, complaints, and the register of processing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, END, arrived, at, chosen, days, either, ids, instants, text
from .world import World, table

REQUESTS, COMPLAINTS, BURSTS = 700, 1800, 14
KINDS = {"查阅": 0.22, "更正": 0.14, "删除": 0.34, "撤回": 0.24, "可携带": 0.06}
DAYS_DUE = 15
TOPICS = {"骚扰": 0.30, "虚假宣传": 0.16, "售后": 0.30, "隐私": 0.10, "其他": 0.14}
WORSE = {"骚扰": 0.1, "虚假宣传": 0.5, "售后": 0.2, "隐私": 0.9, "其他": -0.4}
SAID = {
    "骚扰": "群发太频繁，一天三条。",
    "虚假宣传": "页面说的和收到的不一样。",
    "售后": "退货一周没人处理。",
    "隐私": "为什么别人知道我的电话。",
    "其他": "客服态度不好。",
}
# purpose, fields, basis, sensitive, processor, cross-border, mechanism, days kept, assessment
PROCESSING = [
    ("订单履约", "member_id|phone_masked|orders", "contract", False, None, False, None, 1095, None),
    ("退款与售后", "member_id|orders|refunds", "contract", False, None, False, None, 1095, None),
    ("开票与记账", "orders|refunds", "legal_duty", False, None, False, None, 3650, None),
    ("企微营销群发", "member_id|wecom_added", "consent", False, "企微服务商", False, None, 730, "PIA-01"),
    ("短信营销", "phone_masked", "consent", False, "短信服务商", False, None, 730, "PIA-02"),
    ("个性化推荐", "interactions|orders", "consent", False, None, False, None, 365, "PIA-03"),
    ("会员分级", "orders|member_level", "contract", False, None, False, None, 1095, None),
    ("生日关怀", "birth_year|gender", "consent", False, None, False, None, 365, None),
    ("健康问卷选茶", "health_note|birth_year", "consent", True, None, False, None, 180, "PIA-04"),
    ("未成年人识别", "is_minor14|guardian", "legal_duty", True, None, False, None, 365, "PIA-05"),
    ("推荐奖励反作弊", "device_hash|ip_hash", None, False, "风控服务商", False, None, 365, None),
    ("客服质检", "group_messages", "consent", False, "质检服务商", False, None, 180, None),
    ("境外设计外包看板", "members|orders", "consent", False, "境外设计公司", True, None, 365, "PIA-06"),
    ("境外云备份", "orders", None, False, "云服务商", True, "标准合同", 3650, "PIA-07"),
    ("茶会现场照片", "face_photo", "consent", True, None, False, None, 365, None),
    ("满意度问卷", "surveys", "consent", False, None, False, None, 365, None),
    ("投诉处理", "complaints|phone_masked", "legal_duty", False, None, False, None, 1095, None),
    ("离群原因分析", "surveys|group_memberships", None, False, None, False, None, 9999, None),
    ("达人合作结算", "bank_account", "contract", True, None, False, None, 1825, None),
    ("门店扫码客流", "location", "consent", True, "场所服务商", False, None, 90, "PIA-08"),
]


def _moments(rng: np.random.Generator, world: World, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Random accounts and moments while they were there, more of them early in a stay."""
    who = rng.integers(0, len(world.accounts), n)
    joined = world.accounts["joined"].to_numpy()[who]
    until = world.accounts["left"].fillna(END - 1).to_numpy()[who]
    when = np.floor(joined + rng.random(n) ** 1.3 * (until - joined))
    order = np.argsort(when, kind="stable")
    return who[order], when[order]


@table
def privacy_requests(world: World) -> pd.DataFrame:
    """The table privacy_requests, by receipt."""
    rng = world.stream("privacy_requests")
    who, when = _moments(rng, world, world.sized(REQUESTS, 8))
    n, kind = len(who), chosen(rng, len(who), KINDS)
    closed = np.floor(when + DAY * rng.lognormal(np.log(6), 0.75, n))
    closed[(closed >= END) | (rng.random(n) < 0.03)] = np.nan
    outcome = chosen(rng, n, {"已办": 0.82, "部分办理": 0.11, "拒绝": 0.07})
    outcome[kind == "撤回"] = "已办"
    why = {"部分办理": "订单与票据依法须保存", "拒绝": "无法核实身份"}
    done = ~np.isnan(closed)
    return pd.DataFrame(
        {
            "request_id": text(world.ids("pr_", n, 4)),
            "member_id": text(world.accounts["member_id"].to_numpy()[who]),
            "kind": text(kind),
            "received_at": instants(when),
            "due_at": instants(when + DAYS_DUE * DAY),
            "closed_at": instants(closed),
            "outcome": text(either(done, outcome)),
            "reason": text(either(done, [why.get(name) for name in outcome])),
        }
    )


def _bursts(rng: np.random.Generator, world: World, who: np.ndarray, when: np.ndarray, topic: np.ndarray) -> np.ndarray:
    """Room of each complaint (-1 none); some come in bursts: same group and topic within hours. Changes when and topic."""
    first = world.stays.drop_duplicates("account").set_index("account").reindex(who)
    inside = (first["joined"] <= when) & (first["left"].isna() | (first["left"] > when))
    room = np.where(inside & (rng.random(len(who)) < 0.6), first["room"].fillna(-1), -1).astype(int)
    seeds = np.flatnonzero(room >= 0)
    for seed in rng.permutation(seeds)[: max(round(BURSTS * min(world.scale, 1)), 1)]:
        rows = rng.permutation(len(who))[: rng.integers(3, 8)]
        rows = rows[world.accounts["joined"].to_numpy()[who[rows]] < when[seed]]
        room[rows], topic[rows] = room[seed], topic[seed]
        when[rows] = np.minimum(np.floor(when[seed] + rng.random(len(rows)) * 9 * 3600), END - 1)
    return room


@table
def complaints(world: World) -> pd.DataFrame:
    """The table complaints, by time; several labels may fit one, and the unanswered have no times."""
    rng = world.stream("complaints")
    who, when = _moments(rng, world, world.sized(COMPLAINTS, 12))
    n, topic = len(who), chosen(rng, len(who), TOPICS)
    room = _bursts(rng, world, who, when, topic)
    second = np.where(rng.random(n) < 0.24, chosen(rng, n, TOPICS), None)
    level = [WORSE[a] + (WORSE[b] + 0.2 if b and b != a else 0) for a, b in zip(topic, second, strict=True)]
    severity = np.clip(np.floor(1.6 + np.array(level) + rng.normal(0, 0.8, n)), 1, 4).astype(np.int64)
    reply = np.floor(when + 300 + rng.lognormal(np.log(5 * 3600), 1.1, n) / severity**0.4)
    reply[(reply >= END) | (rng.random(n) < 0.05)] = np.nan
    closed = np.floor(reply + rng.lognormal(np.log(1.8 * DAY), 0.9, n))
    closed[(closed >= END) | (rng.random(n) < 0.04)] = np.nan
    labels = ["|".join(dict.fromkeys(filter(None, pair))) for pair in zip(topic, second, strict=True)]
    said = either(rng.random(n) < 0.92, [SAID[name] for name in topic])
    anonymous = rng.random(n) < 0.06
    frame = pd.DataFrame(
        {
            "member_id": text(either(~anonymous, world.accounts["member_id"].to_numpy()[who])),
            "group_id": text(np.append(world.rooms["group_id"].to_numpy(dtype=object), None)[room]),
            "at": instants(when),
            "topics": text(labels),
            "severity": severity,
            "text": text(said),
            "first_reply_at": instants(reply),
            "closed_at": instants(closed),
        }
    )[arrived(rng, when)].sort_values("at", kind="stable", ignore_index=True)
    frame.insert(0, "complaint_id", text(world.ids("cp_", len(frame), 5)))
    return frame


@table
def processing_records(world: World) -> pd.DataFrame:
    """The table processing_records: twenty kinds of processing, each for the mini-program and for the groups."""
    rng = world.stream("processing_records")
    rows = pd.DataFrame(
        [(f"{row[0]}（{place}）", *row[1:]) for row in PROCESSING for place in ("小程序", "社群")],
        columns=["purpose", "fields", "basis", "sensitive", "processor", "abroad", "mechanism", "kept", "pia"],
    )
    n = len(rows)
    lapsed = rng.random(n) < 0.12
    legal = world.crew["staff_id"].to_numpy()[(world.crew["role"] == "合规").to_numpy()]
    return pd.DataFrame(
        {
            "proc_id": text(ids("pc_", n, 2)),
            "purpose": text(rows["purpose"]),
            "fields": text(rows["fields"]),
            "legal_basis": text(rows["basis"]),
            "sensitive": rows["sensitive"],
            "processor": text(rows["processor"]),
            "cross_border": rows["abroad"],
            "mechanism": text(rows["mechanism"]),
            "retention_days": rows["kept"],
            "pia_id": text(either(~lapsed, rows["pia"])),
            "started_on": days(rng.integers(-60, int(at("2025-09-01") // DAY), n)),
            "owner_staff_id": text(legal[rng.integers(0, len(legal), n)]),
        }
    )
