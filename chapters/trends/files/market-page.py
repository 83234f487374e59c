"""市场规模对照表里的课程说法：同一系列相邻的两年一行，隐含增速与来源缺项。"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pandas as pd

Row = dict[str, Any]
PUBLISHERS = {"C025": "艾瑞咨询（转述）"}  # the only publisher the material names
SOURCE = ("title", "publisher", "published", "url", "accessed")


def fill(load: Callable[[str], pd.DataFrame], claimed: float, tol: float) -> tuple[list[Row], Row]:
    """每个系列相邻两年一行，按系列与起年；合计数对得上的处数与来源缺项。"""
    sizes = load("market_sizes").sort_values(["series_id", "year"])
    rows = [
        row(old, new, claimed, tol)
        for _, one in sizes.groupby("series_id", sort=True)
        for old, new in pairwise(one.itertuples())
    ]
    agreeing = sum(one["verdict"] == "对得上" for one in rows)
    return rows, {"growth": "", "verdict": f"{agreeing} 处对得上", "gaps": sum(one["gaps"] for one in rows)}


def row(old: Any, new: Any, claimed: float, tol: float) -> Row:
    """一对年份：规模、隐含增速、对不对得上、来源。"""
    growth = (new.value / old.value) ** (1 / (new.year - old.year)) - 1
    agrees = "对得上" if abs(growth - claimed) <= tol else "对不上"
    claims = [claim for claim in (old.claim_id, new.claim_id) if isinstance(claim, str)]
    source = dict.fromkeys(SOURCE, "") | {"publisher": "、".join(PUBLISHERS[c] for c in claims if c in PUBLISHERS)}
    return {
        "series": f"{old.series_id} {'、'.join(claims)}".strip(), "definition": old.definition,
        "y0": int(old.year), "v0": float(old.value), "y1": int(new.year), "v1": float(new.value),
        "forecast": "是" if new.is_forecast else "否", "growth": float(growth),
        "verdict": "预测，不比" if new.is_forecast else agrees,
        "gaps": sum(not text for text in source.values()),
    } | source  # fmt: skip
