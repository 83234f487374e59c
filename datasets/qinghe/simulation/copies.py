"""Copy for advertisements and mass messages: plain ones, ones that break a rule, and ones that only look as if."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import END, chosen, either, ids, instants, text
from .experiments import CAMPAIGNS
from .staff import on_duty
from .trade import CATEGORIES
from .world import World, stage, table

COPIES = 1200
KINDS = {"plain": 0.75, "absolute": 0.06, "medical": 0.05, "scarce": 0.04, "near": 0.10}
TEXTS = {
    "plain": (
        "{c}新到，群友价{p}元，小程序下单。",
        "{c}试饮装{p}元，每人限两份。",
        "周末茶会带一份{c}，和群友一起尝。",
        "{c}满{p}元减十元，周日二十四点结束。",
        "今晚八点直播讲{c}怎么挑，提问有小样。",
        "{c}回购的朋友说，常温存放更好。",
    ),
    "absolute": (
        "全网最低价，{c}只要{p}元。",
        "国家级工艺，{c}{p}元。",
        "最好的{c}，没有之一。",
        "{c}销量第一，{p}元带走。",
        "顶级{c}，绝无仅有。",
    ),
    "medical": (
        "喝{c}降血糖，{p}元一疗程。",
        "{c}防癌抗病毒，今天{p}元。",
        "每天一杯{c}，治好失眠。",
        "{c}排毒养颜，七天见效。",
    ),
    "scarce": (
        "最后三份{c}，再不买永远没有了。",
        "{c}仅此一天，明天恢复{p}元（每天都发）。",
        "全城只剩十盒{c}，{p}元。",
    ),
    "near": (
        "最近天凉，{c}热水冲更香。",
        "第一次喝{c}，从{p}元试饮装开始。",
        "最后一公里我们送到门口，{c}{p}元起。",
        "第一批{c}周五到店。",
        "{c}最后一步是闷香，视频里有。",
    ),
}
SOURCES = ("2025 年度店内销量统计", "第三方检测报告 A-2025-118", "会员问卷第 3 期，n=412")


@stage
def copies(world: World) -> pd.DataFrame:
    """One row a copy: copy_id, kind (what is wrong with it; plain and near are in order), text, category, status, sent."""
    rng, n = world.stream("copies"), world.sized(COPIES, 100)
    kind, category = chosen(rng, n, KINDS), np.array(CATEGORIES, dtype=object)[rng.integers(0, len(CATEGORIES), n)]
    form, price = rng.random(n), rng.integers(19, 199, n)
    words = [
        TEXTS[k][int(f * len(TEXTS[k]))].format(c=c, p=p)
        for k, f, c, p in zip(kind, form, category, price, strict=True)
    ]
    status = chosen(rng, n, {"draft": 0.12, "approved": 0.10, "sent": 0.78})
    sent = np.floor(np.sort(rng.random(n)) ** 0.8 * (END - 86_400))
    sent[0], status[0] = 3600.0, "sent"
    quotes = rng.random(n) < 0.08
    words = [f"{word}九成会员说会回购。" if quote else word for word, quote in zip(words, quotes, strict=True)]
    return pd.DataFrame(
        {
            "copy_id": ids("a_", n, 4),
            "kind": kind,
            "text": words,
            "category": category,
            "status": status,
            "sent": np.where(status == "sent", sent, np.nan),
            "quotes": quotes,
            "by": sent,
        }
    )


@table
def ad_copies(world: World) -> pd.DataFrame:
    """The table ad_copies."""
    rng, made = world.stream("ad_copies"), world.copies
    n = len(made)
    reviewer = world.crew["staff_id"].to_numpy()[
        on_duty(rng, world, "合规", (made["by"].to_numpy() // 86_400).astype(int))
    ]
    generated = rng.random(n) < 0.22
    campaign = ids("c_", len(CAMPAIGNS), 2)[rng.integers(0, len(CAMPAIGNS), n)]
    evidence = either(made["quotes"] & (rng.random(n) < 0.5), np.array(SOURCES, dtype=object)[rng.integers(0, 3, n)])
    reviewed = (made["status"] != "draft").to_numpy() & (rng.random(n) < 0.9)
    return pd.DataFrame(
        {
            "copy_id": text(made["copy_id"]),
            "campaign_id": text(either(rng.random(n) < 0.4, campaign)),
            "category": text(made["category"]),
            "text": text(made["text"]),
            "claims_evidence": text(evidence),
            "ai_generated": generated,
            "ai_labelled": generated & (rng.random(n) < 0.7),
            "reviewed_by": text(either(reviewed, reviewer)),
            "status": text(made["status"]),
            "sent_at": instants(made["sent"].to_numpy()),
        }
    )
