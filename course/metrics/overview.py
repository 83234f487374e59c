"""The figures that a set of tables gives without further questions: standard windows, counted back from `asof`.

Each entry of `VIEWS` names its metrics' tables and reads them; windows and thresholds are the course's conventions and stand
in the figures' `window`. Metrics made of numbers that no table holds (a plan, a budget, an audit) have no view.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from course.metrics import activity, compliance, content, cost, experiments, funnel, plan, referral, retention, trade
from course.metrics.estimates import Estimate
from course.metrics.frames import Native, col, read, rows, shown
from course.metrics.survival import Curve, member_spells, survival_probability
from course.words import Words

Tables = Mapping[str, Native]
INTERACTIONS = ("view", "like", "comment", "share", "save", "checkin", "poll", "add_cart", "checkout")
ACTS = INTERACTIONS[1:]
_words = Words("course")
Shape = Literal["", "interval", "months", "curve"]


def _say(key: str, **values: object) -> str:
    return _words(f"metrics.{key}", **values)


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
    curve = _lifetimes(tables, asof) if source.shape == "curve" else None
    return View(name, tuple(Reading(*found) for found in source.read(tables, asof)), source.shape, curve)


def missing(name: str, tables: Tables) -> tuple[str, ...] | None:
    """The tables that the metric's view still needs; None for a metric that no table gives."""
    source = VIEWS.get(name)
    return None if source is None else tuple(table for table in source.tables if table not in tables)


def back(asof: dt.date, days: int) -> dt.date:
    """The day `days` days earlier."""
    return asof - dt.timedelta(days=days)


def months(asof: dt.date, many: int) -> list[tuple[dt.date, dt.date]]:
    """The last whole calendar months before asof, oldest first: their first days and ends."""
    found, end = [], asof.replace(day=1)
    for _ in range(many):
        start = back(end, 1).replace(day=1)
        found.append((start, end))
        end = start
    return found[::-1]


def _lifetimes(tables: Tables, asof: dt.date) -> Curve:
    return survival_probability(member_spells(tables["members"], asof=asof))


def _repeat(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    found = [(f"W={w}", trade.repeat_rate(t["orders"], t["refunds"], w=w, asof=asof)) for w in (30, 90, 365)]
    return [(label, got) for label, got in found if label != "W=365" or got.n >= 1000]


def _money(t: Tables, asof: dt.date, of: Callable[..., Estimate]) -> list[tuple[str, Estimate]]:
    return [
        (start.isoformat()[:7], of(t["orders"], t["refunds"], start=start, end=end, asof=asof))
        for start, end in months(asof, 12)
    ]


def _ltv(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    last = back(asof, 89)
    return [
        (start.isoformat()[:7], trade.ltv_hist(t["members"], t["orders"], t["refunds"], start=start, end=end, h=90, asof=asof))
        for start, end in months(last, 12)
    ]  # fmt: skip


def _cac(t: Tables, asof: dt.date, of: Callable[..., dict[str, Estimate]]) -> list[tuple[str, Estimate]]:
    names = {
        c["channel_id"]: c["channel_name"] for c in rows(read(t["channels"], "channels", "channel_id", "channel_name"))
    }
    found = of(t["channel_costs"], t["members"], start=back(asof, 90), end=asof)
    return [(names.get(channel, channel), got) for channel, got in found.items()]


def _growth(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [("", activity.growth_rate(t["members"], start=back(asof, 28), end=asof, asof=asof))]


def _survival(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    curve = _lifetimes(t, asof)
    return [(f"S({days})", curve.at(days)) for days in (7, 30, 90, 365)]


def _anonymity(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    quasi = ("city_tier", "birth_year", "gender", "member_level")
    return [("", compliance.k_anonymity(t["members"], quasi=quasi))]


def _levels(t: Tables, asof: dt.date, of: Callable[..., Estimate], **asked: Any) -> list[tuple[str, Estimate]]:
    """The figure with seeing as the threshold, and with acting."""
    return [
        (label, of(t["interactions"], kinds=kinds, asof=asof, **asked))
        for label, kinds in ((_say("label.seen"), INTERACTIONS), (_say("label.acted"), ACTS))
    ]


def _churn(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [
        (f"X={x}", activity.churn_rate(t["interactions"], x=x, kinds=INTERACTIONS, asof=asof, observed_days=90))
        for x in (7, 14, 30, 60, 90)
    ]


def _active_rate(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    monday = back(asof, asof.weekday() + 7)
    return [
        (label, activity.active_rate(t["group_memberships"], t["interactions"], monday=monday, kinds=kinds, asof=asof))
        for label, kinds in ((_say("label.seen"), INTERACTIONS), (_say("label.acted"), ACTS))
    ]


def _retention(t: Tables, asof: dt.date, of: Callable[..., Estimate], **asked: int) -> list[tuple[str, Estimate]]:
    """The members who first joined in the last year, on days 1, 7 and 30."""
    span: dict[str, Any] = {"start": back(asof, 365), "end": asof, "kinds": INTERACTIONS, "asof": asof}
    return [
        (f"N={n}", of(t["group_memberships"], t["interactions"], n=n, **span, **asked)) for n in (1, 7, 30)
    ]  # fmt: skip


def _in_group(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    span: dict[str, Any] = {"start": back(asof, 365), "end": asof, "asof": asof}
    return [(f"N={n}", retention.retention_in_group(t["group_memberships"], n=n, **span)) for n in (1, 7, 30, 90)]


def _sedimentation(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    span: dict[str, Any] = {"start": back(asof, 365), "end": asof, "kinds": INTERACTIONS, "asof": asof}
    return [("", retention.sedimentation(t["group_memberships"], t["interactions"], **span))]


def _leave(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [("", retention.leave_rate(t["group_memberships"], start=back(asof, 28), end=asof, asof=asof))]


def _month(asof: dt.date) -> dict[str, Any]:
    return {"start": back(asof, 28), "end": asof, "asof": asof}


def _interaction(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    asked: dict[str, Any] = {**_month(asof), "days": 3, "kinds": ACTS}
    return [("", funnel.interaction_rate(t["exposures"], t["interactions"], **asked))]


def _conversion(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    steps = ("view", "add_cart", "checkout", funnel.PAY)
    asked: dict[str, Any] = {"start": back(asof, 56), "end": back(asof, 7), "within_days": 7, "asof": asof}
    return [
        (
            f"{_say(f'step.{step}')} → {_say(f'step.{then}')}",
            funnel.conversion_rate(t["interactions"], t["orders"], step=step, then=then, **asked),
        )
        for step, then in pairwise(steps)
    ]


def _largest_group(t: Tables, asof: dt.date) -> tuple[str, list[int]]:
    """The group with most members now, and everyone's messages of the last 28 days."""
    spells = read(t["group_memberships"], "group_memberships", "group_id", "left_at")
    sizes = rows(spells.filter(col("left_at").is_null()).group_by("group_id").agg(n=col("group_id").count()))
    largest = max(sizes, key=lambda size: (size["n"], size["group_id"]), default={"group_id": ""})["group_id"]
    span: dict[str, Any] = {"start": back(asof, 28), "end": asof}
    counts = content.message_counts(t["group_messages"], t["group_memberships"], group_id=largest, **span)
    return f"{largest}, [{shown(back(asof, 28))}, {shown(asof)})", counts


def _gini(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    where, counts = _largest_group(t, asof)
    return [("", content.participation_gini(counts, window=where))]


def _split(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    where, counts = _largest_group(t, asof)
    labels = {"top1": "1%", "next9": "9%", "rest90": "90%"}
    return [(labels[part], got) for part, got in content.one_nine_ninety(counts, window=where).items()]


def _within(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [
        (f"t={minutes}", content.reply_within(t["group_messages"], minutes=minutes, asof=asof))
        for minutes in (5, 30, 120, 1440)
    ]


def _efficiency(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [("", content.efficiency_per_hour(t["interactions"], t["staff_hours"], kinds=ACTS, **_month(asof)))]


def _referral(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    asked: dict[str, Any] = {**_month(asof), "kinds": INTERACTIONS}
    return [("", referral.referral_rate(t["interactions"], t["referrals"], **asked))]


def _invited(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [
        (
            _say("label.registered"),
            referral.invite_conversion(t["referrals"], days=30, asof=asof, success="registered"),
        ),
        (
            _say("label.first_paid"),
            referral.invite_conversion(t["referrals"], days=30, asof=asof, success="first_paid"),
        ),
    ]


def _k_factor(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [
        (f"g={g}", referral.k_factor(t["members"], t["referrals"], generation=g, days=90, asof=asof))
        for g in (0, 1, 2)
    ]  # fmt: skip


def _transitions(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    (_, before), (_, after) = months(asof, 2)
    found = referral.transition_probability(t["stage_snapshots"], before=back(before, 1), after=back(after, 1))
    return [(f"{origin} → {to}", got) for (origin, to), got in found.items() if got.n]


def _experiments(t: Tables, asof: dt.date, of: Callable[..., Estimate]) -> list[tuple[str, Estimate]]:
    """Every campaign whose members were randomised, each treated arm against control, 14 days."""
    arms = read(t["exposures"], "exposures", "campaign_id", "arm").filter(~col("arm").is_null()).unique()
    given = {(line["campaign_id"], line["arm"]) for line in rows(arms)}
    return [
        (f"{campaign} {arm}", of(t["exposures"], t["orders"], campaign_id=campaign, treat=arm, days=14, asof=asof))
        for campaign in _randomised(t)
        for arm in ("treat_a", "treat_b")
        if (campaign, arm) in given
    ]


def _randomised(t: Tables) -> list[str]:
    plans = read(t["campaigns"], "campaigns", "campaign_id", "randomised", "unit")
    return sorted(p["campaign_id"] for p in rows(plans) if p["randomised"] and p["unit"] == "member")


def _mismatch(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    plans = rows(read(t["campaigns"], "campaigns", "campaign_id", "randomised", "planned_split"))
    found = []
    for p in sorted(plans, key=lambda p: str(p["campaign_id"])):
        if p["randomised"] and p["planned_split"]:
            shares = [float(share) for share in p["planned_split"].split("/")]
            planned = dict(zip(("control", "treat_a", "treat_b"), shares, strict=False))
            asked = {"campaign_id": p["campaign_id"], "planned": planned, "asof": asof}
            found.append((p["campaign_id"], experiments.sample_ratio_mismatch(t["exposures"], **asked)))
    return found


def _increments(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    def of(exposures: Native, orders: Native, **asked: Any) -> Estimate:
        got = experiments.incremental_orders(exposures, orders, t["campaigns"], **asked)
        return got or Estimate(id="incremental_orders", value=None)

    return _experiments(t, asof, of)


def _group_profit(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    month = months(asof, 1)[0][0].isoformat()[:7]
    asked = [t[name] for name in ("group_memberships", "orders", "refunds", "group_ledger")]
    return list(plan.group_profit(*asked, month=month, asof=asof).items())


def _behaviour(t: Tables, asof: dt.date, of: Callable[..., Estimate]) -> list[tuple[str, Estimate]]:
    asked: dict[str, Any] = {"lead_days": 7, "outcome_days": 30, "asof": asof}
    return [
        (_say(f"step.{behaviour}"), of(t["members"], t["interactions"], t["orders"], behaviour=behaviour, **asked))
        for behaviour in ("checkin", "comment", "add_cart")
    ]


def _trust(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    waves = sorted(line["wave"] for line in rows(read(t["surveys"], "surveys", "wave").unique()))
    return [
        (_say("label.wave", wave=wave), compliance.trust_top2(t["surveys"], wave=wave, asof=asof)) for wave in waves
    ]


_TRADE = ("orders", "refunds")
_JOINED = ("group_memberships", "interactions")
_TALK = ("group_messages", "group_memberships")
_TRIAL = ("exposures", "orders", "campaigns")

VIEWS: dict[str, Source] = {
    "growth_rate": Source(("members",), _growth),
    "dau": Source(("interactions",), lambda t, asof: _levels(t, asof, activity.dau, day=back(asof, 1))),
    "wau": Source(("interactions",), lambda t, asof: _levels(t, asof, activity.wau, end=asof)),
    "mau": Source(("interactions",), lambda t, asof: _levels(t, asof, activity.mau, end=asof)),
    "stickiness": Source(
        ("interactions",), lambda t, asof: _levels(t, asof, activity.stickiness, end=asof), "interval"
    ),
    "active_rate": Source(_JOINED, _active_rate, "interval"),
    "retention_classic": Source(_JOINED, lambda t, a: _retention(t, a, retention.retention_classic), "interval"),
    "retention_rolling": Source(_JOINED, lambda t, a: _retention(t, a, retention.retention_rolling, h=28), "interval"),
    "retention_bracket": Source(_JOINED, lambda t, a: _retention(t, a, retention.retention_bracket, k=1), "interval"),
    "retention_in_group": Source(("group_memberships",), _in_group, "interval"),
    "sedimentation": Source(_JOINED, _sedimentation),
    "churn_rate": Source(("interactions",), _churn, "interval"),
    "leave_rate": Source(("group_memberships",), _leave),
    "survival_probability": Source(("members",), _survival, "curve"),
    "reach_rate": Source(
        ("members", "exposures"), lambda t, a: [("", funnel.reach_rate(t["members"], t["exposures"], **_month(a)))]
    ),
    "interaction_rate": Source(("exposures", "interactions"), _interaction),
    "conversion_rate": Source(("interactions", "orders"), _conversion, "interval"),
    "click_rate": Source(("exposures",), lambda t, a: [("", funnel.click_rate(t["exposures"], **_month(a)))]),
    "optout_rate": Source(("consents",), lambda t, a: [("", funnel.optout_rate(t["consents"], **_month(a)))]),
    "duplicate_rate": Source(
        ("posts",), lambda t, a: [("", content.duplicate_rate(t["posts"], start=back(a, 365), end=a))]
    ),
    "participation_gini": Source(_TALK, _gini),
    "one_nine_ninety": Source(_TALK, _split),
    "reply_within": Source(("group_messages",), _within, "interval"),
    "reply_median": Source(("group_messages",), lambda t, a: [("", content.reply_median(t["group_messages"], asof=a))]),
    "efficiency_per_hour": Source(("interactions", "staff_hours"), _efficiency),
    "repeat_rate": Source(_TRADE, _repeat, "interval"),
    "referral_rate": Source(("interactions", "referrals"), _referral),
    "invite_conversion": Source(("referrals",), _invited, "interval"),
    "k_factor": Source(("members", "referrals"), _k_factor, "interval"),
    "transition_probability": Source(("stage_snapshots",), _transitions),
    "cac_media": Source(("channels", "channel_costs", "members"), lambda t, a: _cac(t, a, cost.cac_media), "interval"),
    "cac_full": Source(("channels", "channel_costs", "members"), lambda t, a: _cac(t, a, cost.cac_full), "interval"),
    "net_revenue": Source(_TRADE, lambda t, a: _money(t, a, trade.net_revenue), "months"),
    "gross_profit": Source(_TRADE, lambda t, a: _money(t, a, trade.gross_profit), "months"),
    "ltv_hist": Source(("members", *_TRADE), _ltv, "months"),
    "lift_abs": Source(_TRIAL, lambda t, a: _experiments(t, a, experiments.lift_abs), "interval"),
    "lift_rel": Source(_TRIAL, lambda t, a: _experiments(t, a, experiments.lift_rel), "interval"),
    "sample_ratio_mismatch": Source(("exposures", "campaigns"), _mismatch),
    "incremental_orders": Source(_TRIAL, _increments, "interval"),
    "group_profit": Source(("group_memberships", *_TRADE, "group_ledger"), _group_profit),
    "precision": Source(
        ("members", "interactions", "orders"), lambda t, a: _behaviour(t, a, plan.precision), "interval"
    ),
    "recall": Source(("members", "interactions", "orders"), lambda t, a: _behaviour(t, a, plan.recall), "interval"),
    "k_anonymity": Source(("members",), _anonymity),
    "trust_top2": Source(("surveys",), _trust, "interval"),
}
