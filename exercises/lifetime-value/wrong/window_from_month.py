"""期限从月初算起

你给全月的人用了同一个窗口：从月初零点起 h 天。月底入域的人只剩几天可买，入域越晚亏得越多。

看别人的报表：问期限从哪一天起。“三月 cohort 的 30 天”应是每人自己的 30 天，不是三月这个月。

fails: test_month, test_window, test_variants
"""

from __future__ import annotations

from math import sqrt

from pandas import DataFrame, DateOffset, Series, Timedelta, Timestamp

Estimate = dict[str, float | int | None]
ZONE = "Asia/Shanghai"
Z = 1.959963984540054


def ltv_hist(
    members: DataFrame, orders: DataFrame, refunds: DataFrame, cohort: str, h: int, asof: Timestamp
) -> Estimate:
    """cohort 月入域且满 h 天的成员，人均 [入域, 入域 + h 天) 的毛利（分），附 95% 区间。"""
    start, horizon = Timestamp(cohort, tz=ZONE), Timedelta(days=h)
    joined = members["joined_at"]
    here = (joined >= start) & (joined < start + DateOffset(months=1))
    people = members[here & (joined + horizon <= asof)][["member_id", "joined_at"]]
    bought = profits(orders, refunds, asof).merge(people, on="member_id")
    age = bought["paid_at"] - start
    early = bought[(age >= Timedelta(0)) & (age < horizon)]
    each = early.groupby("member_id")["profit_fen"].sum()
    return average(each.reindex(people["member_id"], fill_value=0))


def profits(orders: DataFrame, refunds: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前付了款、没有取消的订单，带毛利：原价 − 优惠 − 到账的退款 − 商品成本；全额退款冲回成本。"""
    settled = refunds[refunds["settled_at"] < asof].groupby("order_id")["refund_fen"].sum()
    back = orders["order_id"].map(settled).fillna(0)
    fully = (back > 0) & (back >= orders["paid_fen"])
    goods = orders["cogs_fen"].mask(fully, 0)
    kept = (orders["paid_at"] < asof) & (orders["status"] != "cancelled")
    return orders.assign(profit_fen=orders["gross_fen"] - orders["discount_fen"] - back - goods)[kept]


def average(each: Series) -> Estimate:
    """每人一个数的平均，区间用成员之间的标准差。"""
    n = len(each)
    if n < 2:
        return {"value": float(each.iloc[0]) if n else None, "low": None, "high": None, "n": n}
    mean, half = float(each.mean()), Z * float(each.std()) / sqrt(n)
    return {"value": mean, "low": mean - half, "high": mean + half, "n": n}


def ltv_pred(survival: list[float], margin_fen: list[float], discount_rate: float) -> float:
    """Σ 在册概率(t) × 毛利期望(t) ÷ (1 + 折现率)^t，t 从 0 起（分）。"""
    periods = enumerate(zip(survival, margin_fen, strict=True))
    return sum((alive * margin / (1 + discount_rate) ** t for t, (alive, margin) in periods), 0.0)
