"""Orders, revenue and repurchase, net of refunds. Amounts are whole fen; means are float fen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal

import narwhals as nw

from course.metrics.estimates import Estimate, Rate, average, rate, total
from course.metrics.frames import (
    DAY,
    Frame,
    Moment,
    Native,
    Span,
    aware,
    col,
    day_of,
    instant,
    midnight,
    read,
    row,
    shown,
    until,
    whole,
    window,
)

_ORDER = ("order_id", "member_id", "paid_at", "paid_fen", "status")
_MONEY = (*_ORDER, "gross_fen", "discount_fen", "cogs_fen")


def settled_refunds(refunds: Native, asof: Moment) -> Frame:
    """One row an order with money back before asof: order_id, refund_fen (int, fen)."""
    settled = read(refunds, "refunds", "order_id", "settled_at", "refund_fen", within={"settled_at": (None, asof)})
    return settled.group_by("order_id").agg(col("refund_fen").sum())


def paid_orders(
    orders: Native, refunds: Native, asof: Moment, columns: Sequence[str] = _ORDER, paid_in: Span | None = None
) -> Frame:
    """Orders paid before asof (and in `paid_in`) and not cancelled, with refund_fen (0 when none) and fully_refunded.

    Fully refunded: money came back before asof, and no less than was paid. `status` says what the export knew, so only
    `cancelled` is read from it.
    """
    span = until(paid_in, asof)
    paid = read(orders, "orders", *columns, within={"paid_at": span}).filter(col("status") != "cancelled")
    joined = paid.join(settled_refunds(refunds, asof), on="order_id", how="left")
    back = joined.with_columns(refund_fen=col("refund_fen").fill_null(0))
    return back.with_columns(fully_refunded=(col("refund_fen") > 0) & (col("refund_fen") >= col("paid_fen")))


def valid_orders(orders: Native, refunds: Native, asof: Moment) -> Frame:
    """Members' paid orders that were not fully refunded: those of `paid_orders` with a member."""
    return paid_orders(orders, refunds, asof).filter(~col("member_id").is_null(), ~col("fully_refunded"))


def earned(orders: Native, refunds: Native, asof: Moment, paid_in: Span | None = None) -> Frame:
    """Paid orders with net_fen (gross less discount less refunds) and profit_fen (net less the cost of what was kept)."""
    paid = paid_orders(orders, refunds, asof, _MONEY, paid_in)
    net = paid.with_columns(net_fen=col("gross_fen") - col("discount_fen") - col("refund_fen"))
    cost = nw.when(col("fully_refunded")).then(0).otherwise(col("cogs_fen"))
    return net.with_columns(kept_cogs_fen=cost, profit_fen=col("net_fen") - cost)


def repeat_rate(orders: Native, refunds: Native, *, w: int, asof: Moment) -> Rate:
    """repeat_rate: of the members whose w days since their first valid order are over, those who bought on another day.

    `orders`: order_id, member_id (str), paid_at (instant), paid_fen (int), status; `refunds`: order_id, settled_at,
    refund_fen. Days are Shanghai's; the window is [D0, D0 + w). The share is a fraction. Source: metrics.yml, E3.4.
    """
    days = valid_orders(orders, refunds, asof).select("member_id", day=day_of("paid_at"))
    first = days.group_by("member_id").agg(d0=col("day").min())
    again = (col("day") > col("d0")) & (col("day") < col("d0") + w)
    marked = days.join(first, on="member_id").with_columns(again=nw.when(again).then(1).otherwise(0))
    buyers = marked.group_by("member_id").agg(col("d0").min(), col("again").max())
    full = midnight(col("d0") + w) <= instant(asof)
    counts = row(
        buyers.with_columns(full=nw.when(full).then(1).otherwise(0)),
        k=(col("again") * col("full")).sum(), n=col("full").sum(), n_total=nw.len(),
    )  # fmt: skip
    return rate(
        "repeat_rate", whole(counts["k"]), whole(counts["n"]), whole(counts["n_total"]),
        f"[D0, D0+{w}), asof {shown(asof)}",
    )  # fmt: skip


def net_revenue(orders: Native, refunds: Native, *, start: Moment, end: Moment, asof: Moment) -> Estimate:
    """net_revenue: fen, of orders paid in [start, end), guests' too; refunds that settled before asof are taken off."""
    return _sum_earned("net_revenue", "net_fen", orders, refunds, start, end, asof)


def gross_profit(orders: Native, refunds: Native, *, start: Moment, end: Moment, asof: Moment) -> Estimate:
    """gross_profit: fen, net revenue less the cost of goods; a full refund gives that cost back."""
    return _sum_earned("gross_profit", "profit_fen", orders, refunds, start, end, asof)


def _sum_earned(
    name: Literal["net_revenue", "gross_profit"], column: str, orders: Native, refunds: Native,
    start: Moment, end: Moment, asof: Moment,
) -> Estimate:  # fmt: skip
    paid = earned(orders, refunds, asof, (start, end))
    counts = row(paid, amount=col(column).sum(), n=nw.len())
    return total(name, whole(counts["amount"]), whole(counts["n"]), f"{window(start, end)}, asof {shown(asof)}")


def ltv_hist(
    members: Native, orders: Native, refunds: Native, *, start: dt.date, end: dt.date, h: int, asof: Moment
) -> Estimate:
    """ltv_hist: mean profit (fen a member) in the first h days of the members who joined in [start, end).

    Everyone observed for h days counts, those who never bought and those who left included; interval by the variance
    between members. `members`: member_id, joined_at.
    """
    cohort = read(members, "members", "member_id", "joined_at", within={"joined_at": until((start, end), asof)})
    # Nobody of the cohort buys outside [start, end + h): said once more here, it spares joining the other years' orders.
    near = (start, aware(end) + dt.timedelta(days=h))
    bought = earned(orders, refunds, asof, near).filter(~col("member_id").is_null())
    early = bought.join(cohort, on="member_id").filter(
        col("paid_at") >= col("joined_at"), col("paid_at") < col("joined_at") + h * DAY
    )
    each = early.group_by("member_id").agg(col("profit_fen").sum())
    full = col("joined_at") + h * DAY <= instant(asof)  # the others' profit is left null: aggregates pass over it
    values = cohort.join(each, on="member_id", how="left").with_columns(
        profit_fen=nw.when(full).then(col("profit_fen").fill_null(0))
    )
    profit = col("profit_fen")
    counts = row(values, mean=profit.mean(), deviation=profit.std(), n=profit.count(), n_total=nw.len())
    n_total = whole(counts["n_total"])
    return average(
        "ltv_hist", counts["mean"], counts["deviation"], whole(counts["n"]), n_total,
        f"D0 ∈ {window(start, end)}, [0, {h}), asof {shown(asof)}",
    )  # fmt: skip
