"""分组前的付款也算转化

分组以前的付款，券还没有发，不可能是券带来的。两组一起被抬高，差不变，相对差却小了；哪一组原来买得多，还会多出一截假的差。

看别人的报表：转化从哪一刻起数，要写出来。写“活动期间”的，问分组在活动第几天。

fails: test_hand, test_window
"""

from __future__ import annotations

from math import erfc, exp, log, sqrt

from pandas import DataFrame, Timedelta, Timestamp

Rate = dict[str, float | int | None]
AbResult = dict[str, object]
Z = 1.959963984540054
ALARM = 0.001


def ab_test(
    exposures: DataFrame, orders: DataFrame, campaign_id: str, planned: dict[str, float], days: int, asof: Timestamp
) -> AbResult:
    """一个活动的 control 与另一组，分组后 [0, days) 天的付款转化；只用 asof 以前的事实。"""
    people, crossed = assigned(exposures, campaign_id, asof)
    treat = next(arm for arm in planned if arm != "control")
    seen = outcomes(people, orders, days, asof)
    srm_p = mismatch(people, planned)
    control, treated = rate(seen, "control"), rate(seen, treat)
    alarm = srm_p is not None and srm_p < ALARM
    return {"srm_p": srm_p, "srm_alarm": alarm, "crossed": crossed, "control": control, "treat": treated,
            "lift": lift(control, treated)}  # fmt: skip


def assigned(exposures: DataFrame, campaign_id: str, asof: Timestamp) -> tuple[DataFrame, int]:
    """asof 以前分进一个组的人，一人一行（组、首次分组时间）；与分进多个组的人数。"""
    rows = exposures[(exposures["campaign_id"] == campaign_id) & exposures["arm"].notna()]
    each = rows[rows["assigned_at"] < asof].groupby("member_id")
    people = each.agg(arm=("arm", "first"), arms=("arm", "nunique"), start=("assigned_at", "min"))
    return people[people["arms"] == 1], int((people["arms"] > 1).sum())


def outcomes(people: DataFrame, orders: DataFrame, days: int, asof: Timestamp) -> DataFrame:
    """每人加两列：观察期走完了没有（full），期内付过款没有（bought）。"""
    paid = orders[orders["paid_at"].notna() & (orders["status"] != "cancelled")]
    each = paid[["member_id", "paid_at"]].merge(people[["start"]], left_on="member_id", right_index=True)
    age = each["paid_at"] - each["start"]
    inside = each.loc[age < Timedelta(days=days), "member_id"]
    return people.assign(full=people["start"] + Timedelta(days=days) <= asof, bought=people.index.isin(inside))


def mismatch(people: DataFrame, planned: dict[str, float]) -> float | None:
    """两组人数对计划比例的卡方检验 p 值（自由度 1）；没有人时是 None。"""
    found = {arm: int((people["arm"] == arm).sum()) for arm in planned}
    n, whole = sum(found.values()), sum(planned.values())
    want = {arm: n * share / whole for arm, share in planned.items()}
    return erfc(sqrt(sum((found[arm] - want[arm]) ** 2 / want[arm] for arm in planned) / 2)) if n else None


def rate(seen: DataFrame, arm: str) -> Rate:
    """一组的转化率与 Wilson 95% 区间。"""
    group = seen[seen["arm"] == arm]
    n, k = int(group["full"].sum()), int((group["full"] & group["bought"]).sum())
    low, high = wilson(k, n)
    return {"value": k / n if n else None, "low": low, "high": high, "k": k, "n": n, "n_total": len(group)}


def wilson(k: int, n: int) -> tuple[float | None, float | None]:
    """n 人中 k 人的比率的 Wilson 95% 区间；n 为 0 时没有区间。"""
    if n == 0:
        return None, None
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return max(0.0, middle - half), min(1.0, middle + half)


def lift(control: Rate, treat: Rate) -> dict[str, float | None]:
    """绝对差（百分点）与相对差（%），区间各算各的；p 是合并比例的双侧 z 检验。"""
    if not control["n"] or not treat["n"]:
        return dict.fromkeys(("abs_pp", "abs_low", "abs_high", "rel_pct", "rel_low", "rel_high", "p"))
    p0, p1, gap = control["value"], treat["value"], treat["value"] - control["value"]
    down = sqrt((p1 - treat["low"]) ** 2 + (control["high"] - p0) ** 2)
    up = sqrt((treat["high"] - p1) ** 2 + (p0 - control["low"]) ** 2)
    found = {"abs_pp": 100 * gap, "abs_low": 100 * (gap - down), "abs_high": 100 * (gap + up)}
    return found | relative(control, treat) | {"p": p_value(control, treat)}


def relative(control: Rate, treat: Rate) -> dict[str, float | None]:
    """对照组的率为几，实验组比它多百分之几；区间是对数比的正态区间。"""
    if not control["k"] or not treat["k"]:
        return {"rel_pct": -100.0 if control["k"] else None, "rel_low": None, "rel_high": None}
    middle = log(treat["value"] / control["value"])
    half = Z * sqrt(1 / treat["k"] - 1 / treat["n"] + 1 / control["k"] - 1 / control["n"])
    return {"rel_pct": 100 * (exp(middle) - 1), "rel_low": 100 * (exp(middle - half) - 1),
            "rel_high": 100 * (exp(middle + half) - 1)}  # fmt: skip


def p_value(control: Rate, treat: Rate) -> float | None:
    """两组都没人或都全员转化时，标准误是 0，p 是 None。"""
    n0, n1 = control["n"], treat["n"]
    pooled = (control["k"] + treat["k"]) / (n0 + n1)
    error = sqrt(pooled * (1 - pooled) * (1 / n0 + 1 / n1))
    return erfc(abs(treat["value"] - control["value"]) / error / sqrt(2)) if error else None
