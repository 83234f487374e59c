"""E2.8 实验读数：补全 ab_test。"""

from __future__ import annotations

from math import erfc, exp, log, sqrt

from pandas import DataFrame, Timestamp

Rate = dict[str, float | int | None]
AbResult = dict[str, object]
Z = 1.959963984540054
ALARM = 0.001


def ab_test(
    exposures: DataFrame, orders: DataFrame, campaign_id: str, planned: dict[str, float], days: int, asof: Timestamp
) -> AbResult:
    """一个随机活动的读数：分组后 [0, days) 天的付款转化，只用 asof 以前的事实。

    exposures：一行一次分组或触达，用到 member_id、campaign_id、arm（不属于实验为空）、assigned_at（分组时间，上海时间）。
    orders：一行一笔订单，用到 member_id（散客为空）、paid_at（未付为空，上海时间）、status。
    campaign_id：活动编号。planned：两个组的计划比例，一个是 "control"，另一个是实验组，如 {"control": 0.5, "treat_a": 0.5}。
    days：观察期天数。asof：截至时刻，不含这一刻。

    返回字典：srm_p 分组人数的卡方 p 值，srm_alarm 是否报警，crossed 分进多个组的人数；
    control、treat 各是一个字典 value、low、high（Wilson 95% 区间，小数）、k、n、n_total；
    lift 是字典 abs_pp、abs_low、abs_high（百分点）、rel_pct、rel_low、rel_high（%）、p。算不出的项是 None。
    """
    raise NotImplementedError


def wilson(k: int, n: int) -> tuple[float | None, float | None]:
    """n 人中 k 人的比率的 Wilson 95% 区间；n 为 0 时没有区间。"""
    if n == 0:
        return None, None
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return max(0.0, middle - half), min(1.0, middle + half)


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
