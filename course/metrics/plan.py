"""A plan's accounts: points owed, a group's profit, payback, net present value; behaviours that go with outcomes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal

import narwhals as nw

from course.metrics.activity import active_events
from course.metrics.estimates import Estimate, Rate, rate, total
from course.metrics.frames import (
    DAY,
    Frame,
    Moment,
    Native,
    col,
    instant,
    read,
    row,
    rows,
    shown,
    whole,
    window,
)
from course.metrics.trade import earned

POINTS, EXPIRY = "积分", "过期"


def point_balances(points_ledger: Native, *, asof: Moment) -> dict[str, int]:
    """Unexpired spendable points by member at asof, never below 0.

    `points_ledger`: entry_id, member_id, account (积分 only is spendable), at, delta, reason, expires_at, reverses_id.
    Spending takes first what expires first. A reversal cancels the entry it names. A batch ends at its own expires_at,
    so the ledger's entries of expiry say nothing new and are left out.
    """
    columns = ("entry_id", "member_id", "account", "at", "delta", "reason", "expires_at", "reverses_id")
    ledger = read(points_ledger, "points_ledger", *columns).filter(
        col("account") == POINTS, col("at") < instant(asof), col("reason") != EXPIRY
    )
    entries = rows(ledger)
    cancelled = {entry["reverses_id"] for entry in entries if entry["reverses_id"] is not None}
    by_member: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for entry in entries:
        if entry["reverses_id"] is None and entry["entry_id"] not in cancelled:
            by_member[entry["member_id"]].append(entry)
    return {member: _left(moves, instant(asof)) for member, moves in by_member.items()}


def _left(entries: list[dict[str, Any]], end: int) -> int:
    """What is left of one member's batches at `end`; what was overspent is taken from the next batch."""
    batches: list[list[int]] = []
    owed = 0
    for entry in sorted(entries, key=lambda entry: (entry["at"], entry["entry_id"])):
        if entry["delta"] >= 0:
            until = 2**62 if entry["expires_at"] is None else int(entry["expires_at"])
            paid = min(owed, entry["delta"])
            owed -= paid
            batches.append([until, entry["delta"] - paid])
            continue
        due = -entry["delta"]
        for batch in sorted(batch for batch in batches if batch[0] > entry["at"]):
            taken = min(batch[1], due)
            _take(batches, batch, taken)
            due -= taken
        owed += due
    return int(sum(left for until, left in batches if until > end))


def _take(batches: list[list[int]], batch: list[int], amount: int) -> None:
    batches[batches.index(batch)][1] -= amount


def points_liability(points_ledger: Native, *, redeem: Estimate, unit_fen: float, asof: Moment) -> Estimate:
    """points_liability: fen; unexpired points times `unit_fen` (fen a point) times the share that gets redeemed.

    `redeem` (a fraction with its interval, from batches that have expired) gives value and interval; n: members who hold
    any.
    """
    balances = point_balances(points_ledger, asof=asof)
    points = sum(balances.values())
    value, low, high = (
        None if share is None else points * unit_fen * share for share in (redeem.value, redeem.low, redeem.high)
    )
    return Estimate(
        id="points_liability", value=value, low=low, high=high, numerator=points, window=f"asof {shown(asof)}",
        n=sum(left > 0 for left in balances.values()), n_total=len(balances),
    )  # fmt: skip


def group_profit(
    group_memberships: Native, orders: Native, refunds: Native, group_ledger: Native, *, month: str, asof: Moment
) -> dict[str, Estimate]:
    """group_profit: fen by group_id in a calendar month ("2025-06"): profit of orders less incentives and shared cost.

    An order belongs to the group its member was in when paying, of several the one joined first. `group_ledger`: group_id,
    month, shared_cost_fen, incentive_fen: its groups are the ones told. None while the month is not over.
    """
    start = dt.date.fromisoformat(f"{month}-01")
    end = (start + dt.timedelta(days=32)).replace(day=1)
    ledger = read(group_ledger, "group_ledger", "group_id", "month", "shared_cost_fen", "incentive_fen")
    costs = {line["group_id"]: line for line in rows(ledger.filter(col("month") == month))}
    if instant(end) > instant(asof):
        return {group: Estimate(id="group_profit", value=None, window=window(start, end)) for group in sorted(costs)}
    paid = earned(orders, refunds, asof, (start, end)).filter(~col("member_id").is_null())
    made = _by_group(group_memberships, paid.select("order_id", "member_id", "paid_at", "profit_fen"))
    return {
        group: total(
            "group_profit",
            made.get(group, (0, 0))[0] - whole(cost["shared_cost_fen"]) - whole(cost["incentive_fen"]),
            made.get(group, (0, 0))[1],
            f"{window(start, end)}, asof {shown(asof)}",
        )
        for group, cost in sorted(costs.items())
    }


def _by_group(group_memberships: Native, paid: Frame) -> dict[str, tuple[int, int]]:
    """Profit (fen) and number of orders of each group."""
    spells = read(group_memberships, "group_memberships", "group_id", "member_id", "joined_at", "left_at")
    there = paid.join(spells, on="member_id").filter(
        col("joined_at") <= col("paid_at"), col("left_at").is_null() | (col("left_at") > col("paid_at"))
    )
    owned = there.unique(subset=["order_id"], keep="first", order_by=["joined_at", "group_id"])
    sums = owned.group_by("group_id").agg(profit=col("profit_fen").sum(), n=nw.len())
    return {line["group_id"]: (whole(line["profit"]), whole(line["n"])) for line in rows(sums)}


def npv(gains_fen: Sequence[float], *, invest_fen: float, discount_rate: float) -> Estimate:
    """npv: fen; −invest + Σ gain/(1+r)^t, month 1 is t = 1. A gain: a month's profit above the baseline, less cost."""
    value = _running(gains_fen, invest_fen, discount_rate)[-1]
    return Estimate(id="npv", value=value, numerator=value, window=f"[1, {len(gains_fen)}]")


def payback_month(gains_fen: Sequence[float], *, invest_fen: float, discount_rate: float) -> Estimate:
    """payback_month: the first month whose discounted running sum is not below 0; None when no month's is.

    A plan that costs nothing at the start is paid back in its first month whose sum is not below 0, never in month 0.
    """
    sums = _running(gains_fen, invest_fen, discount_rate)[1:]
    month = next((t for t, left in enumerate(sums, start=1) if left >= 0), None)
    return Estimate(id="payback_month", value=month, numerator=sums[-1] if sums else None, window=f"[1, {len(sums)}]")


def _running(gains_fen: Sequence[float], invest_fen: float, discount_rate: float) -> list[float]:
    sums = [-float(invest_fen)]
    for t, gain in enumerate(gains_fen, start=1):
        sums.append(sums[-1] + gain / (1 + discount_rate) ** t)
    return sums


def precision(
    members: Native, interactions: Native, orders: Native, *, behaviour: str, lead_days: int, outcome_days: int,
    asof: Moment,
) -> Rate:  # fmt: skip
    """precision: of the members who did `behaviour` in their first lead_days days, those who paid in the next outcome_days.

    Members whose two windows are not over are not counted. Going together is not causing.
    """
    return _aha("precision", "did", members, interactions, orders, behaviour, lead_days, outcome_days, asof)


def recall(
    members: Native, interactions: Native, orders: Native, *, behaviour: str, lead_days: int, outcome_days: int,
    asof: Moment,
) -> Rate:  # fmt: skip
    """recall: of the members who paid in the outcome window, those who had done `behaviour` before it; as `precision`."""
    return _aha("recall", "paid", members, interactions, orders, behaviour, lead_days, outcome_days, asof)


def _aha(
    name: str, given: Literal["did", "paid"], members: Native, interactions: Native, orders: Native, behaviour: str,
    lead_days: int, outcome_days: int, asof: Moment,
) -> Rate:  # fmt: skip
    lead, end = lead_days * DAY, (lead_days + outcome_days) * DAY
    joined = read(members, "members", "member_id", "joined_at", within={"joined_at": (None, asof)})
    full = joined.filter(col("joined_at") + end <= instant(asof))
    acts = active_events(interactions, [behaviour], asof).select("member_id", at=col("event_at"))
    paid = read(orders, "orders", "member_id", "paid_at", "status").filter(
        ~col("member_id").is_null(), col("status") != "cancelled"
    )
    marked = full
    for mark, frame, first, last in (
        ("did", acts, 0, lead), ("paid", paid.select("member_id", at=col("paid_at")), lead, end),
    ):  # fmt: skip
        hits = full.join(frame, on="member_id").filter(
            col("at") >= col("joined_at") + first, col("at") < col("joined_at") + last
        )
        once = hits.select("member_id").unique().with_columns(**{mark: nw.lit(1)})
        marked = marked.join(once, on="member_id", how="left").with_columns(col(mark).fill_null(0))
    counts = row(marked, k=(col("did") * col("paid")).sum(), n=col(given).sum())
    n_total = whole(row(joined, n=nw.len())["n"])
    span = f"{behaviour}: [0, {lead_days}) → [{lead_days}, {lead_days + outcome_days}), asof {shown(asof)}"
    return rate(name, whole(counts["k"]), whole(counts["n"]), n_total, span)
