"""The figures by which claims of the trade are tested on one brand, from its tables alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from estimates import Found, average, ratio, share

Table = Callable[[str], pd.DataFrame]
"""A table by name. Not to be changed."""

ASOF = pd.Timestamp("2026-03-01", tz="Asia/Shanghai")
WHOLE = pd.Timestamp("2026-02-26")         # days from then on are incomplete
RING = 3                                   # referrers on one device from which on it is taken for a ring's


def cost(table: Table) -> dict[str, Found]:
    """Cost of a new member: public over private, with both sides in the same boundary; error by resampling weeks."""
    domain = table("channels").set_index("channel_id")["domain"]
    costs = table("channel_costs").assign(domain=lambda f: f["channel_id"].map(domain))
    costs["full"] = costs[["media_cost_fen", "incentive_cost_fen", "staff_cost_fen"]].sum(axis=1)
    members = table("members")
    joined = members["joined_at"].dt.tz_localize(None).dt.normalize()
    new = pd.crosstab(joined, members["channel_id"].map(domain))
    week = (new.index - pd.Timestamp("2024-03-01")).days // 7
    new = new.groupby(week).sum()
    rng, found = np.random.default_rng(1), {}
    drawn = rng.multinomial(len(new), np.full(len(new), 1 / len(new)), 400)
    sums = {kind: costs.pivot_table(kind, (costs["cost_date"] - pd.Timestamp("2024-03-01")).dt.days // 7, "domain",
                                    "sum").reindex(new.index).fillna(0) for kind in ("media_cost_fen", "full")}
    cac = {(kind, side): lambda w, k=kind, s=side: (w @ sums[k][s].to_numpy()) / (w @ new[s].to_numpy())
           for kind in sums for side in ("public", "private")}
    one = np.ones(len(new))
    for name, top, bottom in (("cost_media", "media_cost_fen", "media_cost_fen"), ("cost_full", "full", "full"),
                              ("cost_crossed", "full", "media_cost_fen")):
        times = cac[top, "public"], cac[bottom, "private"]
        spread = (times[0](drawn) / times[1](drawn)).std(ddof=1)
        found[name] = Found(float(times[0](one) / times[1](one)), float(spread), len(members))
    return found


def activity(table: Table) -> dict[str, Found]:
    """Active exactly on day 1 and 7 after joining, and on any day of the first seven."""
    events, members = table("interactions"), table("members")
    events = events[events["member_id"].notna() & events["actor_type"].isin(["member", "kol"])]
    joined = members["joined_at"].dt.tz_localize(None).dt.normalize()
    row = pd.Index(members["member_id"]).get_indexer(events["member_id"])
    age = (events["event_at"].dt.tz_localize(None).dt.normalize().to_numpy() - joined.to_numpy()[row]) // np.timedelta64(1, "D")
    found = {}
    for name, first, last in (("day_1", 1, 1), ("day_7", 7, 7), ("any_1_to_7", 1, 7)):
        active = np.zeros(len(members), dtype=bool)
        active[row[(age >= first) & (age <= last)]] = True
        found[name] = share(active[(joined + pd.Timedelta(days=last + 1) <= WHOLE).to_numpy()])
    return found


def ring_devices(referrals: pd.DataFrame) -> pd.Series:
    """Whether each invitation came over a device that several referrers share."""
    return referrals.groupby("device_hash")["referrer_id"].transform("nunique") >= RING


def referral(table: Table) -> dict[str, Found]:
    """Paid within seven days of the invitation, and registered, with and without rings; and reached who had never bought."""
    made = table("referrals")
    ring = ring_devices(made).to_numpy()
    soon = ((made["first_paid_at"] - made["invited_at"]) < pd.Timedelta(days=7)).to_numpy()
    came = made["registered_at"].notna().to_numpy()
    touched = table("exposures").query("campaign_id == 'c_04'")
    after = touched.merge(table("orders").dropna(subset=["member_id", "paid_at"]), on="member_id")
    wait = after["paid_at"] - after["sent_at"]
    bought = after.loc[(wait >= pd.Timedelta(0)) & (wait < pd.Timedelta(days=7)), "member_id"]
    return {"cold": share(touched["member_id"].isin(bought)), "referred_honest": share(soon[~ring]),
            "referred_all": share(soon), "registered_honest": share(came[~ring]), "registered_all": share(came),
            "paid_of_registered_honest": share(soon[~ring & came]), "paid_of_registered_all": share(soon[came])}


def valid_days(table: Table) -> pd.DataFrame:
    """One row a member and business day with an order that was paid, not cancelled and not wholly refunded."""
    orders, refunds = table("orders"), table("refunds")
    back = orders["order_id"].map(refunds[refunds["settled_at"] < ASOF].groupby("order_id")["refund_fen"].sum()).fillna(0)
    kept = orders["member_id"].notna() & orders["paid_at"].notna() & (orders["status"] != "cancelled")
    kept &= (back == 0) | (back < orders["paid_fen"])
    day = orders["paid_at"].dt.tz_localize(None).dt.normalize()
    return pd.DataFrame({"member_id": orders["member_id"], "day": day})[kept].drop_duplicates()


def repurchase(table: Table) -> dict[str, Found]:
    """Bought on another day: by the window's end, within 52 weeks, in the best tenth of groups, in their other halves."""
    days = valid_days(table)
    first = days.groupby("member_id")["day"].transform("min")
    gap_days = (days["day"] - first).dt.days
    again = (gap_days > 0).groupby(days["member_id"]).any()
    year = ((gap_days > 0) & (gap_days < 364)).groupby(days["member_id"]).any()
    over = first.groupby(days["member_id"]).first() + pd.Timedelta(days=364) <= ASOF.tz_localize(None)
    stays = table("group_memberships").sort_values("joined_at").drop_duplicates("member_id")
    stays = stays[stays["member_id"].isin(again.index)]
    stays = stays.assign(again=again.reindex(stays["member_id"]).to_numpy())
    best = _best(stays)
    halves = [np.random.default_rng(seed).random(len(stays)) < 0.5 for seed in range(10)]
    seen, other = zip(*(_regress(stays, half) for half in halves), strict=True)
    return {"repeat_by_end": share(again), "repeat_52_weeks": share(year[over]),
            "best_groups": average(100 * best), "best_groups_half": Found(float(np.mean(seen)), average(seen).se, len(stays)),
            "best_groups_other_half": Found(float(np.mean(other)), average(other).se, len(stays))}


def _best(stays: pd.DataFrame) -> pd.Series:
    """Repurchase of the tenth of groups (five buyers at least) where it is highest."""
    by = stays.groupby("group_id")["again"].agg(["mean", "size"])
    return by[by["size"] >= 5].nlargest(16, "mean")["mean"]


def _regress(stays: pd.DataFrame, half: np.ndarray) -> tuple[float, float]:
    """The best tenth as chosen on one half of the members, and the same groups on the other half; in percent."""
    best = _best(stays[half])
    other = stays[~half].groupby("group_id")["again"].mean().reindex(best.index)
    return 100 * float(best.mean()), 100 * float(other.mean())


def invitees(table: Table) -> dict[str, Found]:
    """Gross profit in the first 180 days: members that a member brought (rings left out) over all others."""
    members, orders = table("members"), table("orders")
    referrals = table("referrals")
    fraud = set(referrals.loc[ring_devices(referrals), "invitee_id"].dropna())
    whole = members[members["joined_at"] + pd.Timedelta(days=180) <= ASOF].set_index("member_id")
    whole = whole[~whole.index.isin(fraud)]
    paid = orders[orders["paid_at"].notna() & (orders["status"] == "paid") & orders["member_id"].isin(whole.index)]
    early = paid["paid_at"].to_numpy() < (whole["joined_at"].reindex(paid["member_id"]) + pd.Timedelta(days=180)).to_numpy()
    profit = (paid["paid_fen"] - paid["cogs_fen"])[early].groupby(paid["member_id"][early]).sum()
    each = profit.reindex(whole.index).fillna(0)
    brought = whole["referrer_id"].notna()
    return {"invitee_value": ratio(average(each[brought]), average(each[~brought]))}
