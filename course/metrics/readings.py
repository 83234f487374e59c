"""How each view of `course.metrics.overview` is read from its tables: labels, standard windows, thresholds.

Each function gives (label, estimate) pairs at the midnight of `asof`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

from course.metrics import activity, compliance, content, experiments, funnel, plan, referral, retention, trade
from course.metrics.estimates import Estimate
from course.metrics.frames import Native, col, read, rows, shown
from course.metrics.survival import Curve, member_spells, survival_probability
from course.words import Words

Tables = Mapping[str, Native]
INTERACTIONS = ("view", "like", "comment", "share", "save", "checkin", "poll", "add_cart", "checkout")
ACTS = INTERACTIONS[1:]
_words = Words("course")


def _say(key: str, **values: object) -> str:
    return _words(f"metrics.{key}", **values)


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


def lifetimes(tables: Tables, asof: dt.date) -> Curve:
    return survival_probability(member_spells(tables["members"], asof=asof))


def repeat(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    found = [(f"W={w}", trade.repeat_rate(t["orders"], t["refunds"], w=w, asof=asof)) for w in (30, 90, 365)]
    return [(label, got) for label, got in found if label != "W=365" or got.n >= 1000]


def money(t: Tables, asof: dt.date, of: Callable[..., Estimate]) -> list[tuple[str, Estimate]]:
    return [
        (start.isoformat()[:7], of(t["orders"], t["refunds"], start=start, end=end, asof=asof))
        for start, end in months(asof, 12)
    ]


def ltv(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    last = back(asof, 89)
    return [
        (start.isoformat()[:7], trade.ltv_hist(t["members"], t["orders"], t["refunds"], start=start, end=end, h=90, asof=asof))
        for start, end in months(last, 12)
    ]  # fmt: skip


def cac(t: Tables, asof: dt.date, of: Callable[..., dict[str, Estimate]]) -> list[tuple[str, Estimate]]:
    names = {
        c["channel_id"]: c["channel_name"] for c in rows(read(t["channels"], "channels", "channel_id", "channel_name"))
    }
    found = of(t["channel_costs"], t["members"], start=back(asof, 90), end=asof)
    return [(names.get(channel, channel), got) for channel, got in found.items()]


def growth(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [("", activity.growth_rate(t["members"], start=back(asof, 28), end=asof, asof=asof))]


def survival(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    curve = lifetimes(t, asof)
    return [(f"S({days})", curve.at(days)) for days in (7, 30, 90, 365)]


def anonymity(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    quasi = ("city_tier", "birth_year", "gender", "member_level")
    return [("", compliance.k_anonymity(t["members"], quasi=quasi))]


def levels(t: Tables, asof: dt.date, of: Callable[..., Estimate], **asked: Any) -> list[tuple[str, Estimate]]:
    """The figure with seeing as the threshold, and with acting."""
    return [
        (label, of(t["interactions"], kinds=kinds, asof=asof, **asked))
        for label, kinds in ((_say("label.seen"), INTERACTIONS), (_say("label.acted"), ACTS))
    ]


def churn(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [
        (f"X={x}", activity.churn_rate(t["interactions"], x=x, kinds=INTERACTIONS, asof=asof, observed_days=90))
        for x in (7, 14, 30, 60, 90)
    ]


def active_rate(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    monday = back(asof, asof.weekday() + 7)
    return [
        (label, activity.active_rate(t["group_memberships"], t["interactions"], monday=monday, kinds=kinds, asof=asof))
        for label, kinds in ((_say("label.seen"), INTERACTIONS), (_say("label.acted"), ACTS))
    ]


def retained(t: Tables, asof: dt.date, of: Callable[..., Estimate], **asked: int) -> list[tuple[str, Estimate]]:
    """The members who first joined in the last year, on days 1, 7 and 30."""
    span: dict[str, Any] = {"start": back(asof, 365), "end": asof, "kinds": INTERACTIONS, "asof": asof}
    return [
        (f"N={n}", of(t["group_memberships"], t["interactions"], n=n, **span, **asked)) for n in (1, 7, 30)
    ]  # fmt: skip


def in_group(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    span: dict[str, Any] = {"start": back(asof, 365), "end": asof, "asof": asof}
    return [(f"N={n}", retention.retention_in_group(t["group_memberships"], n=n, **span)) for n in (1, 7, 30, 90)]


def sedimentation(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    span: dict[str, Any] = {"start": back(asof, 365), "end": asof, "kinds": INTERACTIONS, "asof": asof}
    return [("", retention.sedimentation(t["group_memberships"], t["interactions"], **span))]


def leave(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [("", retention.leave_rate(t["group_memberships"], start=back(asof, 28), end=asof, asof=asof))]


def month(asof: dt.date) -> dict[str, Any]:
    return {"start": back(asof, 28), "end": asof, "asof": asof}


def interaction(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    asked: dict[str, Any] = {**month(asof), "days": 3, "kinds": ACTS}
    return [("", funnel.interaction_rate(t["exposures"], t["interactions"], **asked))]


def conversion(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
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


def gini(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    where, counts = _largest_group(t, asof)
    return [("", content.participation_gini(counts, window=where))]


def split(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    where, counts = _largest_group(t, asof)
    labels = {"top1": "1%", "next9": "9%", "rest90": "90%"}
    return [(labels[part], got) for part, got in content.one_nine_ninety(counts, window=where).items()]


def within(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [
        (f"t={minutes}", content.reply_within(t["group_messages"], minutes=minutes, asof=asof))
        for minutes in (5, 30, 120, 1440)
    ]


def efficiency(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [("", content.efficiency_per_hour(t["interactions"], t["staff_hours"], kinds=ACTS, **month(asof)))]


def referring(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    asked: dict[str, Any] = {**month(asof), "kinds": INTERACTIONS}
    return [("", referral.referral_rate(t["interactions"], t["referrals"], **asked))]


def invited(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
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


def k_factor(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    return [
        (f"g={g}", referral.k_factor(t["members"], t["referrals"], generation=g, days=90, asof=asof))
        for g in (0, 1, 2)
    ]  # fmt: skip


def transitions(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    (_, before), (_, after) = months(asof, 2)
    found = referral.transition_probability(t["stage_snapshots"], before=back(before, 1), after=back(after, 1))
    return [(f"{origin} → {to}", got) for (origin, to), got in found.items() if got.n]


def trials(t: Tables, asof: dt.date, of: Callable[..., Estimate]) -> list[tuple[str, Estimate]]:
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


def mismatch(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    plans = rows(read(t["campaigns"], "campaigns", "campaign_id", "randomised", "planned_split"))
    found = []
    for p in sorted(plans, key=lambda p: str(p["campaign_id"])):
        if p["randomised"] and p["planned_split"]:
            shares = [float(share) for share in p["planned_split"].split("/")]
            planned = dict(zip(("control", "treat_a", "treat_b"), shares, strict=False))
            asked = {"campaign_id": p["campaign_id"], "planned": planned, "asof": asof}
            found.append((p["campaign_id"], experiments.sample_ratio_mismatch(t["exposures"], **asked)))
    return found


def increments(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    def of(exposures: Native, orders: Native, **asked: Any) -> Estimate:
        got = experiments.incremental_orders(exposures, orders, t["campaigns"], **asked)
        return got or Estimate(id="incremental_orders", value=None)

    return trials(t, asof, of)


def group_profit(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    month = months(asof, 1)[0][0].isoformat()[:7]
    asked = [t[name] for name in ("group_memberships", "orders", "refunds", "group_ledger")]
    return list(plan.group_profit(*asked, month=month, asof=asof).items())


def behaviour(t: Tables, asof: dt.date, of: Callable[..., Estimate]) -> list[tuple[str, Estimate]]:
    asked: dict[str, Any] = {"lead_days": 7, "outcome_days": 30, "asof": asof}
    return [
        (_say(f"step.{behaviour}"), of(t["members"], t["interactions"], t["orders"], behaviour=behaviour, **asked))
        for behaviour in ("checkin", "comment", "add_cart")
    ]


def trust(t: Tables, asof: dt.date) -> list[tuple[str, Estimate]]:
    waves = sorted(line["wave"] for line in rows(read(t["surveys"], "surveys", "wave").unique()))
    return [
        (_say("label.wave", wave=wave), compliance.trust_top2(t["surveys"], wave=wave, asof=asof)) for wave in waves
    ]
