"""员工和机器人也算成员

员工、机器人的事件没有剔除。机器人天天都在，不会流失，流失率被压低；它的间隔又短又多，分位数也跟着变短。

看别人的报表：先问“活跃”里有没有自己人和程序。

fails: test_who, test_sample, test_variants
"""

from __future__ import annotations

from math import sqrt

from pandas import DataFrame, Series, Timedelta, Timestamp

Value = float | int | None
Z = 1.959963984540054


def churn_curve(interactions: DataFrame, xs: list[int], asof: Timestamp) -> dict[int, dict[str, Value]]:
    """每个 X 的流失率；分母同为首次活跃距 asof 不少于 max(xs) 天的成员。"""
    spans = known(interactions, asof).groupby("member_id")["event_at"].agg(["min", "max"])
    full = spans["min"] <= asof - Timedelta(days=max(xs, default=0))
    n = int(full.sum())
    gone = {x: full & (spans["max"] < asof - Timedelta(days=x)) for x in xs}
    return {x: rate(int(gone[x].sum()), n, len(spans)) for x in xs}


def pick_x(interactions: DataFrame, q: float, asof: Timestamp) -> dict[str, Value]:
    """活跃日间隔的 q 分位（天），没结束的间隔为删失；区间由 Greenwood 带反解，够不到为 None。"""
    gap, ended = gaps(known(interactions, asof), asof.normalize())
    curve = km(gap, ended)
    reached = {name: curve.loc[curve[name] <= 1 - q + 1e-12, "t"] for name in ("survival", "low", "high")}
    value, low, high = (float(days.iloc[0]) if len(days) else None for days in reached.values())
    return {"value": value, "low": low, "high": high, "n": len(gap)}


def known(interactions: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前发生且已入库的成员事件；意见领袖是成员，员工与机器人不是。"""
    stored = (interactions["event_at"] < asof) & (interactions["ingested_at"] < asof)
    return interactions[stored & interactions["member_id"].notna()]


def gaps(active: DataFrame, end: Timestamp) -> tuple[Series, Series]:
    """end 以前相邻两个活跃日隔几天，与是否已结束；每人最后一段数到 end 的前一天，没有结束。"""
    days = DataFrame({"member": active["member_id"], "day": active["event_at"].dt.normalize()})
    days = days[days["day"] < end].drop_duplicates().sort_values(["member", "day"])
    later = days.groupby("member")["day"].shift(-1)
    until = later.where(later.notna(), end - Timedelta(days=1))
    return (until - days["day"]).dt.days, later.notna()


def km(gap: Series, ended: Series) -> DataFrame:
    """有间隔结束的每个天数一行：t、生存率与 Greenwood 95% 区间。"""
    steps = DataFrame({"t": gap, "ended": ended}).groupby("t")["ended"].agg(all="size", d="sum").reset_index()
    steps["at_risk"] = steps["all"][::-1].cumsum()
    steps = steps[steps["d"] > 0]
    steps["survival"] = (1 - steps["d"] / steps["at_risk"]).cumprod()
    spread = steps["d"] / (steps["at_risk"] * (steps["at_risk"] - steps["d"]))
    error = steps["survival"] * spread.cumsum() ** 0.5
    return steps.assign(low=(steps["survival"] - Z * error).clip(0, 1), high=(steps["survival"] + Z * error).clip(0, 1))


def rate(k: int, n: int, n_total: int) -> dict[str, Value]:
    """n 人中 k 人的比率与 Wilson 95% 区间；n 为 0 时没有比率。"""
    counts: dict[str, Value] = {"k": k, "n": n, "n_total": n_total}
    if n == 0:
        return {"value": None, "low": None, "high": None} | counts
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return {"value": share, "low": max(0.0, middle - half), "high": min(1.0, middle + half)} | counts
