"""复购周报里青禾茶事的数：每个首购周的人数，从订单与退款算出。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import sqrt
from typing import Any

import pandas as pd

WEEKS = 16
Row = dict[str, Any]


def fill(load: Callable[[str], pd.DataFrame], w: int, asof: date, z: float) -> tuple[list[Row], Row]:
    """截至 asof 的最后 16 个首购周，每周一行；合计只收已满窗的周。"""
    end = pd.Timestamp(asof)
    first, gap = first_and_gap(valid_orders(load("orders"), load("refunds"), end))
    monday = first - pd.to_timedelta(first.dt.day_of_week, unit="D")
    latest = end - pd.Timedelta(days=1)
    weeks = pd.date_range(end=latest - pd.Timedelta(days=latest.day_of_week), periods=WEEKS, freq="7D")
    full = first + pd.Timedelta(days=w) <= end
    rows = [week_row(week, monday == week, full, gap < w, w, end, z) for week in weeks]
    done = [row for row in rows if row["state"] == "已满窗"]
    sums = {name: sum(row[name] for row in done) for name in ("n_total", "n", "k")}
    return rows, sums | {"state": f"{len(done)} 周"} | rates(sums["k"], sums["n"], z)


def valid_orders(orders: pd.DataFrame, refunds: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """截至 end 有成员、付了款、未取消、未全额退款的订单；付款时间去掉时区。"""
    orders = orders.assign(paid_at=orders["paid_at"].dt.tz_localize(None))
    settled = refunds[refunds["settled_at"].dt.tz_localize(None) < end].groupby("order_id")["refund_fen"].sum()
    back = orders["order_id"].map(settled).fillna(0)
    kept = (orders["paid_at"] < end) & (orders["status"] != "cancelled") & orders["member_id"].notna()
    return orders[kept & ~((back > 0) & (back >= orders["paid_fen"]))]


def first_and_gap(valid: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """每个成员的首单日，和到下一个购买日的天数（没有则缺失）。"""
    day = valid["paid_at"].dt.normalize()
    first = day.groupby(valid["member_id"]).min()
    later = day[day > valid["member_id"].map(first)]
    return first, (later.groupby(valid["member_id"]).min() - first).dt.days


def week_row(week: pd.Timestamp, here: pd.Series, full: pd.Series, back: pd.Series, w: int, end: pd.Timestamp,
             z: float) -> Row:
    """一周的人数；整周走完窗口才给复购率。"""
    n, k = int((here & full).sum()), int((here & full & back).sum())
    done = week + pd.Timedelta(days=6 + w) <= end
    row = {"week": week.date(), "n_total": int(here.sum()), "n": n, "k": k, "state": "已满窗" if done else "未满窗"}
    return row | (rates(k, n, z) if done else rates(0, 0, z))


def rates(k: int, n: int, z: float) -> Row:
    """复购率与 Wilson 区间；没有分母时是空文字，与公式一致。"""
    if n == 0:
        return {"rate": "", "low": "", "high": ""}
    share, shrink = k / n, 1 + z**2 / n
    middle = share + z**2 / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return {"rate": share, "low": max(0.0, (middle - half) / shrink), "high": min(1.0, (middle + half) / shrink)}
