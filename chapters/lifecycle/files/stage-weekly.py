"""五率周表里青禾茶事的数：每周各步的人数，从成员、触达、互动、订单、退款与推荐算出。"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd

WEEKS = 10
Row = dict[str, Any]
Tables = dict[str, pd.DataFrame]
RATES = (("reach", "reached", "target"), ("interaction", "acted", "reached"), ("conversion", "bought", "acted"),
         ("repeat", "again", "full"), ("referral", "inviters", "active"))


def fill(load: Callable[[str], pd.DataFrame], w: int, asof: date) -> tuple[list[Row], Row]:
    """截至 asof 的最后 10 个整周，每周一行；不合计，各周的人有重复，只数满窗的周。"""
    end = pd.Timestamp(asof, tz="Asia/Shanghai")
    tables = sampled(load)
    tables["valid"] = valid_orders(tables["orders"], tables["refunds"], end)
    last = end.normalize() - pd.Timedelta(days=end.day_of_week)
    weeks = pd.date_range(end=last - pd.Timedelta(days=7), periods=WEEKS, freq="7D")
    rows = [week_row(tables, week, w, end) for week in weeks]
    return rows, {"state": f"{sum(row['state'] == '已满窗' for row in rows)} 周已满窗"}


def sampled(load: Callable[[str], pd.DataFrame]) -> Tables:
    """各表里固定的 15% 成员：互动表只提交了他们的（datasets 的 dataset.toml 写明），别的表也限在这批人。"""
    names = ("members", "exposures", "interactions", "orders")
    tables = {name: load(name) for name in (*names, "refunds", "referrals")}
    drawn = {who for who in tables["members"]["member_id"] if zlib.crc32(f"sample {who}".encode()) % 10_000 < 1_500}
    return tables | {name: tables[name][tables[name]["member_id"].isin(drawn)] for name in names}


def valid_orders(orders: pd.DataFrame, refunds: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """截至 end 付了款、未取消、未全额退款的订单。"""
    settled = refunds[refunds["settled_at"] < end].groupby("order_id")["refund_fen"].sum()
    back = orders["order_id"].map(settled).fillna(0)
    paid = (orders["paid_at"] < end) & (orders["status"] != "cancelled")
    return orders[paid & ~((back > 0) & (back >= orders["paid_fen"]))]


def within(times: pd.Series, start: pd.Timestamp) -> pd.Series:
    """时刻在这一周里。"""
    return (times >= start) & (times < start + pd.Timedelta(days=7))


def week_row(tables: Tables, start: pd.Timestamp, w: int, end: pd.Timestamp) -> Row:
    """一周的人数与五个率。"""
    members, exposures, acts = tables["members"], tables["exposures"], tables["interactions"]
    here = members[(members["joined_at"] <= start) & ~(members["left_at"] <= start)]["member_id"]
    sent = exposures[exposures["delivered"] & within(exposures["sent_at"], start) & exposures["member_id"].isin(here)]
    reached = sent.groupby("member_id")["sent_at"].min()
    people = acts["actor_type"].isin(["member", "kol"]) & (acts["event_type"] != "view") & (acts["ingested_at"] < end)
    acts = acts[people & within(acts["event_at"], start)]
    acted = first_after(acts, "event_at", reached, same=True)
    bought = first_after(tables["valid"][within(tables["valid"]["paid_at"], start)], "paid_at", acted, same=False)
    active = set(acts["member_id"])
    row: Row = {"week": start.date(), "target": len(here), "reached": len(reached), "acted": len(acted), "bought": len(bought)}
    row |= cohort(tables["valid"], start, w, end) | {"active": len(active)}
    row["inviters"] = len(active & inviters(tables["referrals"], start, end))
    done = start.normalize() + pd.Timedelta(days=6 + w) <= end
    row["state"] = "已满窗" if done else "未满窗"
    return row | {name: row[k] / row[n] if row[n] and (done or name != "repeat") else "" for name, k, n in RATES}


def first_after(rows: pd.DataFrame, at: str, since: pd.Series, same: bool) -> pd.Series:
    """每人在 since 之后（same 为真时含同一刻）的第一次。"""
    both = rows.merge(since.rename("since"), on="member_id")
    later = (both[at] >= both["since"]) if same else (both[at] > both["since"])
    return both[later].groupby("member_id")[at].min()


def cohort(valid: pd.DataFrame, start: pd.Timestamp, w: int, end: pd.Timestamp) -> Row:
    """这一周首购的人：满窗几人，其中复购几人。"""
    day = valid["paid_at"].dt.normalize()
    opening = day.groupby(valid["member_id"]).transform("min")
    again = (day > opening) & (day < opening + pd.Timedelta(days=w))
    marks = pd.DataFrame({"member": valid["member_id"], "again": again, "full": opening + pd.Timedelta(days=w) <= end})
    people = marks[within(opening, start)].groupby("member").any()
    return {"full": int(people["full"].sum()), "again": int((people["full"] & people["again"]).sum())}


def inviters(referrals: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> set[str]:
    """这一周发出过有效邀请、被邀人在 end 以前注册的成员。"""
    honest = referrals["invitee_id"].notna() & (referrals["invitee_id"] != referrals["referrer_id"])
    kept = referrals[honest & referrals["is_valid"].fillna(True).astype(bool) & (referrals["invited_at"] < end)]
    once = kept.sort_values(["invited_at", "referral_id"]).drop_duplicates("invitee_id")
    return set(once.loc[within(once["invited_at"], start) & (once["registered_at"] < end), "referrer_id"])
