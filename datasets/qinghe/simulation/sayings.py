"""Texts to be judged: cases of the trade (some of them one text with other figures), claims, rules, copy; and market sizes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import ids, text
from .content import PLACES, THINGS
from .world import World, table

BRANDS = ("清岚", "半山", "知味", "禾木", "小满", "拾叶", "南窗", "有间")
CASES = (
    "{b}把门店顾客请进社群，{m}个月沉淀{n}人，复购率从{a}%升到{c}%，月销增加{w}万元。",
    "{b}用{t}做引流品，{m}个月建群{g}个，社群转化率达{c}%，获客成本下降{a}%。",
    "{b}靠会员积分留住老客，{m}个月活跃率提升{a}%，客单价到{w}元。",
)
OWN = (
    "{b}在{p}办了{k}场茶会，到场{n}人里有{a}人后来入群；没有对照，不知道不办会怎样。",
    "{b}停发优惠券{k}周，群里消息少了{a}%，退群没有变多；同期竞品也停了。",
    "{b}把{t}的教程拆成{k}期，每期阅读相近，付款的多是原来就买的人。",
)
CLAIMS = (
    "私域是{t}品牌增长的唯一路径。",
    "做好社群，复购率提升{c}%。",
    "{b}三个月获客成本只有公域的 1/{k}。",
    "据统计，{c}%的用户愿意为社群付费。",
    "社群转化率是公域的{k}倍。",
    "{b}会员贡献了{c}%的营收。",
)
RULES = (
    "本群讨论{t}，请勿发无关链接；每周三{k}点答疑。",
    "入群改备注，群发每周不超过{k}条，可随时退订。",
    "本群由{b}管理，订单问题私信客服，不在群里发电话地址。",
)
COPY = ("{t}到店，{w}元起。", "{b}{t}第二件半价，周日截止。", "{t}试喝装{w}元，每人{k}份。")
KINDS = (
    ("案例", CASES, 26, "模板改数"),
    ("案例", OWN, 14, "各不相同"),
    ("主张", CLAIMS, 40, "待检验"),
    ("群规", RULES, 20, "群规"),
    ("文案", COPY, 20, "文案"),
)
# series, year, value in trillion yuan (None: invented, drawn), definition, forecast, claim
SIZES = [
    ("ms_01", 2021, 0.5, "私域（转述，口径未述）", False, "C051"),
    ("ms_01", 2022, 1.0, "私域（转述，口径未述）", False, "C025"),
    ("ms_02", 2025, 1.2, "社群经济（转述，口径未述）", False, "C008"),
    ("ms_02", 2026, 1.5, "社群经济（转述，口径未述）", True, "C009"),
    *(("ms_03", year, None, "茶饮私域交易额（虚构）", year > 2025, None) for year in range(2023, 2027)),
    *(("ms_04", year, None, "社群服务收入（虚构）", year > 2024, None) for year in range(2022, 2026)),
]


@table
def case_texts(world: World) -> pd.DataFrame:
    """The table case_texts. The same number whatever the scale."""
    rng, rows = world.stream("case_texts"), []
    for kind, forms, n, label in KINDS:
        for i in range(n):
            gaps = {
                "b": BRANDS[rng.integers(0, len(BRANDS))],
                "t": THINGS[rng.integers(0, len(THINGS))],
                "p": PLACES[rng.integers(0, len(PLACES))],
                "m": rng.integers(2, 13),
                "n": rng.integers(3, 90) * 100,
                "a": rng.integers(5, 40),
                "c": rng.integers(20, 90),
                "w": rng.integers(12, 99),
                "g": rng.integers(5, 90),
                "k": rng.integers(2, 12),
            }
            rows.append((kind, forms[i % len(forms)].format(**gaps), label))
    frame = pd.DataFrame(rows, columns=["kind", "text", "label"]).iloc[rng.permutation(len(rows))]
    return pd.DataFrame(
        {
            "text_id": text(ids("tx_", len(frame), 3)),
            "kind": text(frame["kind"].to_numpy()),
            "text": text(frame["text"].to_numpy()),
            "label": text(frame["label"].to_numpy()),
        }
    )


@table
def market_sizes(world: World) -> pd.DataFrame:
    """The table market_sizes: what sources say, from the register of claims, and two invented series that grow unevenly."""
    rng = world.stream("market_sizes")
    frame = pd.DataFrame(SIZES, columns=["series_id", "year", "value", "definition", "is_forecast", "claim_id"])
    value, drawn = frame["value"].to_numpy(dtype=float, copy=True), np.flatnonzero(frame["value"].isna())
    for row in drawn:
        first = row == 0 or frame["series_id"][row] != frame["series_id"][row - 1]
        value[row] = round(rng.uniform(0.1, 0.4), 3) if first else round(value[row - 1] * rng.uniform(1.05, 1.45), 3)
    return pd.DataFrame(
        {
            "series_id": text(frame["series_id"]),
            "year": frame["year"],
            "value": value,
            "definition": text(frame["definition"]),
            "is_forecast": frame["is_forecast"].astype(bool),
            "claim_id": text(frame["claim_id"]),
        }
    )
