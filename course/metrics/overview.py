"""The figures that a set of tables gives without further questions: standard windows, counted back from `asof`.

Each entry of `VIEWS` names its metrics' tables and reads them; windows and thresholds are the course's conventions and stand
in the figures' `window`. Metrics made of numbers that no table holds (a plan, a budget, an audit) have no view.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from course.metrics import activity, content, cost, experiments, funnel, plan, readings, retention, trade
from course.metrics.estimates import Estimate
from course.metrics.readings import Tables
from course.metrics.survival import Curve

Shape = Literal["", "interval", "months", "curve"]


@dataclass(frozen=True)
class Reading:
    """One figure with what tells it from its neighbours (a channel, a month, W=30)."""

    label: str
    estimate: Estimate


@dataclass(frozen=True)
class View:
    """A metric's readings, and how they are best drawn."""

    id: str
    readings: tuple[Reading, ...]
    shape: Shape = ""
    curve: Curve | None = None


@dataclass(frozen=True)
class Source:
    """Which tables a view needs and how it is read from them, at the midnight of `asof`."""

    tables: tuple[str, ...]
    read: Callable[[Tables, dt.date], list[tuple[str, Estimate]]]
    shape: Shape = ""


def view(name: str, tables: Tables, asof: dt.date) -> View | None:
    """The metric's view; None when a table is missing or it has none."""
    source = VIEWS.get(name)
    if source is None or any(table not in tables for table in source.tables):
        return None
    curve = readings.lifetimes(tables, asof) if source.shape == "curve" else None
    return View(name, tuple(Reading(*found) for found in source.read(tables, asof)), source.shape, curve)


def missing(name: str, tables: Tables) -> tuple[str, ...] | None:
    """The tables that the metric's view still needs; None for a metric that no table gives."""
    source = VIEWS.get(name)
    return None if source is None else tuple(table for table in source.tables if table not in tables)


_TRADE = ("orders", "refunds")
_JOINED = ("group_memberships", "interactions")
_TALK = ("group_messages", "group_memberships")
_TRIAL = ("exposures", "orders", "campaigns")

VIEWS: dict[str, Source] = {
    "growth_rate": Source(("members",), readings.growth),
    "dau": Source(
        ("interactions",), lambda t, asof: readings.levels(t, asof, activity.dau, day=readings.back(asof, 1))
    ),
    "wau": Source(("interactions",), lambda t, asof: readings.levels(t, asof, activity.wau, end=asof)),
    "mau": Source(("interactions",), lambda t, asof: readings.levels(t, asof, activity.mau, end=asof)),
    "stickiness": Source(
        ("interactions",), lambda t, asof: readings.levels(t, asof, activity.stickiness, end=asof), "interval"
    ),
    "active_rate": Source(_JOINED, readings.active_rate, "interval"),
    "retention_classic": Source(_JOINED, lambda t, a: readings.retained(t, a, retention.retention_classic), "interval"),
    "retention_rolling": Source(
        _JOINED, lambda t, a: readings.retained(t, a, retention.retention_rolling, h=28), "interval"
    ),
    "retention_bracket": Source(
        _JOINED, lambda t, a: readings.retained(t, a, retention.retention_bracket, k=1), "interval"
    ),
    "retention_in_group": Source(("group_memberships",), readings.in_group, "interval"),
    "sedimentation": Source(_JOINED, readings.sedimentation),
    "churn_rate": Source(("interactions",), readings.churn, "interval"),
    "leave_rate": Source(("group_memberships",), readings.leave),
    "survival_probability": Source(("members",), readings.survival, "curve"),
    "reach_rate": Source(
        ("members", "exposures"),
        lambda t, a: [("", funnel.reach_rate(t["members"], t["exposures"], **readings.month(a)))],
    ),
    "interaction_rate": Source(("exposures", "interactions"), readings.interaction),
    "conversion_rate": Source(("interactions", "orders"), readings.conversion, "interval"),
    "click_rate": Source(("exposures",), lambda t, a: [("", funnel.click_rate(t["exposures"], **readings.month(a)))]),
    "optout_rate": Source(("consents",), lambda t, a: [("", funnel.optout_rate(t["consents"], **readings.month(a)))]),
    "duplicate_rate": Source(
        ("posts",), lambda t, a: [("", content.duplicate_rate(t["posts"], start=readings.back(a, 365), end=a))]
    ),
    "participation_gini": Source(_TALK, readings.gini),
    "one_nine_ninety": Source(_TALK, readings.split),
    "reply_within": Source(("group_messages",), readings.within, "interval"),
    "reply_median": Source(("group_messages",), lambda t, a: [("", content.reply_median(t["group_messages"], asof=a))]),
    "efficiency_per_hour": Source(("interactions", "staff_hours"), readings.efficiency),
    "repeat_rate": Source(_TRADE, readings.repeat, "interval"),
    "referral_rate": Source(("interactions", "referrals"), readings.referring),
    "invite_conversion": Source(("referrals",), readings.invited, "interval"),
    "k_factor": Source(("members", "referrals"), readings.k_factor, "interval"),
    "transition_probability": Source(("stage_snapshots",), readings.transitions),
    "cac_media": Source(
        ("channels", "channel_costs", "members"), lambda t, a: readings.cac(t, a, cost.cac_media), "interval"
    ),
    "cac_full": Source(
        ("channels", "channel_costs", "members"), lambda t, a: readings.cac(t, a, cost.cac_full), "interval"
    ),
    "net_revenue": Source(_TRADE, lambda t, a: readings.money(t, a, trade.net_revenue), "months"),
    "gross_profit": Source(_TRADE, lambda t, a: readings.money(t, a, trade.gross_profit), "months"),
    "ltv_hist": Source(("members", *_TRADE), readings.ltv, "months"),
    "lift_abs": Source(_TRIAL, lambda t, a: readings.trials(t, a, experiments.lift_abs), "interval"),
    "lift_rel": Source(_TRIAL, lambda t, a: readings.trials(t, a, experiments.lift_rel), "interval"),
    "sample_ratio_mismatch": Source(("exposures", "campaigns"), readings.mismatch),
    "incremental_orders": Source(_TRIAL, readings.increments, "interval"),
    "group_profit": Source(("group_memberships", *_TRADE, "group_ledger"), readings.group_profit),
    "precision": Source(
        ("members", "interactions", "orders"), lambda t, a: readings.behaviour(t, a, plan.precision), "interval"
    ),
    "recall": Source(
        ("members", "interactions", "orders"), lambda t, a: readings.behaviour(t, a, plan.recall), "interval"
    ),
    "k_anonymity": Source(("members",), readings.anonymity),
    "trust_top2": Source(("surveys",), readings.trust, "interval"),
}
