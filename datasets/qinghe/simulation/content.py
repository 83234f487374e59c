"""Content: what was published, with titles tested in pairs, pieces that differ only in their figures, and labels missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, END, chosen, either, hours, ids, instants, text
from .staff import on_duty
from .world import World, stage, table

POSTS = 1800
VARIANTS, COPIES, UNCLASSED, AI = 0.07, 0.12, 0.06, 0.12
TOPICS = {
    "冲泡方法": 0.20,
    "产地故事": 0.13,
    "新品": 0.17,
    "搭配吃法": 0.15,
    "会员活动": 0.16,
    "用户晒单": 0.11,
    "": UNCLASSED,
}
FORMATS = {"图文": 0.52, "短视频": 0.24, "音频": 0.04, "直播": 0.06, "话题": 0.14}
COSTS = {"图文": 30_000, "短视频": 120_000, "音频": 40_000, "直播": 260_000, "话题": 12_000}
THINGS = (
    "茉莉花茶",
    "白牡丹",
    "凤凰单丛",
    "桂花乌龙",
    "陈皮普洱",
    "玫瑰花茶",
    "绿豆糕",
    "核桃酥",
    "巴旦木",
    "中秋礼盒",
    "洛神花茶",
    "正山小种",
    "龙井",
    "金骏眉",
    "山楂条",
    "腰果",
)
PLACES = ("福鼎", "潮州", "西湖", "安溪", "武夷山", "横县", "新会", "勐海")
WHO = ("加班的同事", "刚入群的新朋友", "送长辈的朋友", "办公室茶友", "周末在家的人", "怕苦的人")
OPENERS = (
    "昨晚群里有人问起{thing}，",
    "{place}的茶农今天发来照片，",
    "写给{who}：",
    "上周试喝会之后，",
    "客服这周被问得最多的是{thing}，",
    "{thing}到货了，",
    "有位老客说，",
    "天气转凉，",
)
MIDDLES = (
    "{g}克茶配{ml}毫升水，{c}度，{s}秒出汤。",
    "{thing}和{other}放在一起，先喝茶再吃点心，味道不冲突。",
    "今年{place}的采摘比去年晚了{d}天，香气更收敛。",
    "同一罐茶，{who}说淡，另一位说浓，差别在水温：{c}度与{c2}度。",
    "{thing}开封后放在阴凉处，{d}天内喝完。",
    "评论里留下你的泡法，周末选{d}条做成合集。",
)
CLOSERS = ("你平时怎么喝？", "不清楚的在群里问。", "想看完整步骤，点开图。", "下次写{other}。", "试过的人来说说。", "")
TITLES = (
    "{thing}怎么泡",
    "{place}来信：{thing}",
    "{g}克还是{g2}克：{thing}的投茶量",
    "{who}喝什么",
    "{thing}配{other}",
    "本周话题：{thing}",
    "{thing}的{d}个问题",
    "{c}度泡{thing}",
)


@stage
def published(world: World) -> pd.DataFrame:
    """One row a piece by time: at, format, topic, of (row it is a title variant of, -1), title, text, ai, labelled."""
    rng, n = world.stream("posts"), world.sized(POSTS, 60)
    day = np.floor(np.sort(rng.random(n) ** 0.8) * END / DAY)
    when = np.sort(np.floor(day * DAY + hours(rng, n)))
    fill = _filling(rng, n)
    title, body = _composed(rng, TITLES, fill, n), _body(rng, fill, n)
    of = np.where((rng.random(n) < VARIANTS) & (np.arange(n) > 0), np.arange(n) - 1, -1)
    of[np.flatnonzero(of >= 0)[np.isin(of[of >= 0], np.flatnonzero(of >= 0))]] = -1  # no variant of a variant
    made = chosen(rng, n, FORMATS), chosen(rng, n, TOPICS), rng.random(n) < AI, rng.random(n) < 0.7
    frame = pd.DataFrame(
        {
            "at": when,
            "of": of,
            "title": title,
            "text": body,
            "format": made[0],
            "topic": made[1],
            "ai": made[2],
            "labelled": made[2] & made[3],
            "original": rng.random(n) < 0.8,
            "author": on_duty(rng, world, "内容", day.astype(int)),
            "cost": rng.lognormal(0, 0.35, n),
        }
    )
    tested = np.flatnonzero(of >= 0)
    for column in ("text", "format", "topic", "author"):
        frame.loc[tested, column] = frame[column].to_numpy()[of[tested]]
    frame.loc[tested, "at"] = np.minimum(frame["at"].to_numpy()[of[tested]] + 60, END - 1)
    return frame.assign(post_id=ids("p_", n, 5))


def _filling(rng: np.random.Generator, n: int) -> list[dict[str, object]]:
    """What goes into the gaps of n texts."""
    a, b, p, w = (rng.integers(0, k, n) for k in (len(THINGS), len(THINGS) - 1, len(PLACES), len(WHO)))
    g, ml, c, s, d = (rng.integers(*bounds, n) for bounds in ((3, 9), (10, 31), (80, 101), (8, 61), (3, 31)))
    return [
        {
            "thing": THINGS[a[i]],
            "other": THINGS[(a[i] + 1 + b[i]) % len(THINGS)],
            "place": PLACES[p[i]],
            "who": WHO[w[i]],
            "g": g[i],
            "g2": g[i] + 2,
            "ml": ml[i] * 10,
            "c": c[i],
            "c2": max(c[i] - 10, 70),
            "s": s[i],
            "d": d[i],
        }
        for i in range(n)
    ]


def _composed(rng: np.random.Generator, forms: tuple[str, ...], fill: list[dict[str, object]], n: int) -> list[str]:
    form = rng.integers(0, len(forms), n)
    return [forms[form[i]].format(**fill[i]) for i in range(n)]


def _body(rng: np.random.Generator, fill: list[dict[str, object]], n: int) -> list[str | None]:
    """Texts of four parts; some repeat an earlier one with other figures, some are missing."""
    parts = [_composed(rng, forms, fill, n) for forms in (OPENERS, MIDDLES, MIDDLES, CLOSERS)]
    texts: list[str | None] = ["".join(part) for part in zip(*parts, strict=True)]
    again, back, blank = rng.random(n) < COPIES, rng.integers(1, 40, n), rng.random(n) < 0.05
    figure = rng.integers(0, 10, n)
    for i in np.flatnonzero(again):
        if i >= back[i]:
            texts[i] = "".join(str((int(x) + figure[i]) % 10) if x.isdigit() else x for x in texts[i - back[i]] or "")
    return [None if blank[i] else texts[i] for i in range(n)]


@table
def posts(world: World) -> pd.DataFrame:
    """The table posts."""
    made = world.published
    of = made["of"].to_numpy()
    cost = np.where(of >= 0, 0, np.rint(made["format"].map(COSTS) * made["cost"])).astype(np.int64)
    return pd.DataFrame(
        {
            "post_id": text(made["post_id"]),
            "published_at": instants(made["at"].to_numpy()),
            "author_staff_id": text(world.crew["staff_id"].to_numpy()[made["author"]]),
            "format": text(made["format"]),
            "topic": text(made["topic"]),
            "title": text(made["title"]),
            "text": text(made["text"]),
            "variant_of": text(either(of >= 0, made["post_id"].to_numpy()[of])),
            "cost_fen": cost,
            "is_original": made["original"],
            "ai_generated": made["ai"],
            "ai_labelled": made["labelled"],
        }
    )
