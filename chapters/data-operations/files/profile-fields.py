"""字段清单里青禾茶事的一页：台账登记的每个字段，用途、合法性基础，与按“年货节挑人发券”的判语。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

Row = dict[str, Any]
IDENTIFIERS = ("member_id", "phone_masked", "device_hash", "ip_hash", "members", "group_messages")
SENSITIVE = ("is_minor14", "guardian", "health_note", "face_photo", "bank_account", "location")
NEEDED = ("orders", "refunds", "wecom_added")


def fill(load: Callable[[str], pd.DataFrame], purpose: str, asof: date) -> tuple[list[Row], Row]:
    """asof 以前开始的处理里的每个字段一行，按字段名排；合计数各列与可用的字段。"""
    records = load("processing_records")
    records = records[records["started_on"] < pd.Timestamp(asof)]
    each = records.assign(field=records["fields"].str.split("|")).explode("field", ignore_index=True)
    rows = [row(str(field), part) for field, part in each.groupby("field")]
    counts = {name: f"{sum(one[name] == '是' for one in rows)} 个是" for name in ("identifier", "sensitive", "needed")}
    usable = sum(one["verdict"] == "写明用途再用" for one in rows)
    sums = {name: sum(one[name] for one in rows) for name in ("records", "bare")}
    return rows, {"uses": ""} | sums | counts | {"verdict": f"{usable} 个可用"}


def row(field: str, part: pd.DataFrame) -> Row:
    """一个字段：登记的用途（去掉括号里的场景）、项数、没写基础的项数、三问与判语。"""
    uses = dict.fromkeys(part["purpose"].str.replace("（.*）", "", regex=True))
    bare = int(part["legal_basis"].isna().sum())
    identifier, sensitive, needed = (field in group for group in (IDENTIFIERS, SENSITIVE, NEEDED))
    answers = {"identifier": identifier, "sensitive": sensitive, "needed": needed}
    return {
        "field": field, "uses": "、".join(uses), "records": len(part), "bare": bare,
        **{name: "是" if answer else "否" for name, answer in answers.items()},
        "verdict": verdict(bare, **answers),
    }  # fmt: skip


def verdict(bare: int, *, identifier: bool, sensitive: bool, needed: bool) -> str:
    """公式的判语。"""
    if identifier or sensitive:
        return "拒收，认得出人" if identifier else "拒收，敏感"
    if not needed:
        return "不收，用不上"
    return "先补合法性基础" if bare else "写明用途再用"
