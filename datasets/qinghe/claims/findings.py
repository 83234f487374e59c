"""What brands of several seeds show: the figures behind `claims.toml`, and how well each truth is found again.

`python findings.py` makes the brands and writes `findings.json` and the table of truths in the dataset's README.md.
Standard library, numpy and pandas only.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import tomllib
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from estimates import Found  # noqa: E402
from tested import Table, activity, cost, invitees, referral, repurchase  # noqa: E402
from trials import Trial, effects  # noqa: E402

CLAIM_SEEDS, POWER_SEEDS = (20260301, 1, 2, 3, 4), range(1000, 1050)
README = HERE.parent / "README.md"


@cache
def maker() -> ModuleType:
    """The dataset's `make.py`."""
    spec = importlib.util.spec_from_file_location("_findings_make", HERE.parent / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def effects_of(seed: int) -> dict[str, Found]:
    """The effects of one brand of design size."""
    make = maker()
    return effects(make, make.world.World(seed, 1.0))


def claims_of(seed: int) -> dict[str, Found]:
    """All figures of one brand of design size, claims and effects."""
    make = maker()
    world = make.world.World(seed, 1.0)
    return figures(make, world, cache(lambda name: make.TABLES[name](world)))


def figures(make: Any, world: Any, table: Table) -> dict[str, Found]:
    """All figures of a brand, `table` giving its tables by name."""
    found = cost(table) | activity(table) | referral(table) | repurchase(table) | invitees(table)
    return found | Trial(make, world).always(table("coupons")) | effects(make, world)


def register() -> dict[str, Any]:
    """`claims.toml`."""
    return tomllib.loads((HERE / "claims.toml").read_text(encoding="utf-8"))


def power(truths: dict[str, dict[str, Any]], brands: Iterable[dict[str, Found]]) -> dict[str, dict[str, float]]:
    """For each truth: n and the minimum detectable effect (80 % power, 5 % two-sided), means over the brands; the share of
    brands whose 95 % interval holds the truth, and whose interval leaves out what the truth is compared with."""
    rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in truths}
    for found in brands:
        for name, truth in truths.items():
            one = found[name]
            holds, misses = (abs(one.value - truth[key]) <= 1.96 * one.se for key in ("truth", "against"))
            rows[name].append((one.value, one.n, 2.8 * one.se, holds, not misses))
    columns = ("mean", "n", "detectable", "holds", "tells")
    return {name: dict(zip(columns, map(float, np.mean(values, axis=0)), strict=True)) for name, values in rows.items()}


def power_table(truths: dict[str, dict[str, Any]], told: dict[str, dict[str, float]]) -> str:
    """The table of README.md."""
    head = "| 真值 | 设定 | 各品牌均值 | n | 80% 把握看得出的最小差 | 95% 区间含真值 | 看得出来 | 课上怎么用 |"
    lines = [head, "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for name, truth in truths.items():
        one = told[name]
        use = "照常用" if truth["truth"] == truth["against"] or one["tells"] >= 0.8 else "讲“数据看不出”"
        tells = f"{one['tells']:.0%}" + ("（误报）" if truth["truth"] == truth["against"] else "")
        lines.append(f"| {truth['zh']} | {truth['truth']:g} | {one['mean']:.2f} | {one['n']:.0f} | {one['detectable']:.2f} "
                     f"| {one['holds']:.0%} | {tells} | {use} |")
    return "\n".join(lines)


def between(text: str, table: str) -> str:
    """README.md with the table between its marks."""
    before, _, rest = text.partition("<!-- power -->\n")
    return before + "<!-- power -->\n" + table + "\n" + rest[rest.index("<!-- /power -->"):]


def write() -> None:
    """Compute everything anew; write `findings.json` and README.md."""
    truths = register()["truths"]
    with ProcessPoolExecutor(2) as pool:
        seeds = {str(seed): _rounded(found) for seed, found in
                 zip(CLAIM_SEEDS, pool.map(claims_of, CLAIM_SEEDS), strict=True)}
        told = power(truths, pool.map(effects_of, POWER_SEEDS))
    told = {name: {key: round(value, 6) for key, value in one.items()} for name, one in told.items()}
    (HERE / "findings.json").write_text(json.dumps({"seeds": seeds, "power": told}, indent=1) + "\n", encoding="utf-8")
    README.write_text(between(README.read_text(encoding="utf-8"), power_table(truths, told)), encoding="utf-8")


def _rounded(found: dict[str, Found]) -> dict[str, list[float]]:
    return {name: [round(one.value, 6), round(one.se, 6), one.n] for name, one in found.items()}


if __name__ == "__main__":
    write()
