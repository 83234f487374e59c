"""Truths of activity, groups, messages and referral, recovered from the main seed's tables within an interval."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

Table = Callable[[str], pd.DataFrame]

HOUR = pd.Timedelta(hours=1)


@pytest.fixture(scope="module")
def ages(table: Table) -> pd.DataFrame:
    """Days after joining on which each member was active, and whether day 30 had been reported whole: member_id, age."""
    events = table("interactions")
    events = events[events["member_id"].notna() & events["actor_type"].isin(["member", "kol"])]
    joined = table("members").set_index("member_id")["joined_at"].dt.tz_localize(None).dt.normalize()
    day = events["event_at"].dt.tz_localize(None).dt.normalize()
    age = (day - joined.reindex(events["member_id"]).set_axis(day.index)).dt.days
    return pd.DataFrame({"member_id": events["member_id"], "age": age}).drop_duplicates()


def observed(table: Table, days: int) -> pd.Series:
    """Ids of the members whose day `days` had passed before the last, incomplete days."""
    members = table("members")
    joined = members["joined_at"].dt.tz_localize(None).dt.normalize()
    return members.loc[joined + pd.Timedelta(days=days + 1) <= pd.Timestamp("2026-02-26"), "member_id"]


@pytest.mark.parametrize(("day", "share"), [(1, 0.185), (7, 0.066), (30, 0.042)])
def test_active_on_day(ages: pd.DataFrame, table: Table, day: int, share: float) -> None:
    members = observed(table, day)
    active = ages.loc[(ages["age"] == day) & ages["member_id"].isin(members), "member_id"].nunique()
    assert active / len(members) == pytest.approx(share, abs=0.006 if day == 1 else 0.004)


def test_active_in_the_first_week(ages: pd.DataFrame, table: Table) -> None:
    members = observed(table, 7)
    active = ages.loc[ages["age"].between(1, 7) & ages["member_id"].isin(members), "member_id"].nunique()
    assert active / len(members) == pytest.approx(0.44, abs=0.015)


def test_the_sample_holds_the_activity(ages: pd.DataFrame, table: Table, make: ModuleType) -> None:
    """The members of the committed part, day 1 and day 7."""
    kept = make.sample("interactions", table("interactions"))["member_id"].dropna().unique()
    points = make.sample(
        "interactions", table("members").assign(session_id="")
    )  # whoever is in the part, active or not
    assert set(kept) <= set(points["member_id"])
    for day, share in ((1, 0.185), (7, 0.066)):
        members = observed(table, day)
        members = members[members.isin(points["member_id"])]
        active = ages.loc[(ages["age"] == day) & ages["member_id"].isin(members), "member_id"].nunique()
        assert active / len(members) == pytest.approx(share, abs=4 * (share * (1 - share) / len(members)) ** 0.5)


def test_nobody_acts_before_joining_or_after_leaving(ages: pd.DataFrame, table: Table) -> None:
    assert ages["age"].min() >= 0
    events = table("interactions").dropna(subset="member_id")
    left = table("members").set_index("member_id")["left_at"].reindex(events["member_id"])
    browsing = ~events["event_type"].isin(["add_cart", "checkout"])
    after = (events["event_at"] > left.set_axis(events.index)) & browsing
    assert after.mean() < 0.001


def test_delivery_of_events(table: Table) -> None:
    events = table("interactions")
    once = events.drop_duplicates("event_id")
    assert len(events) / len(once) - 1 == pytest.approx(0.015, abs=0.001)
    assert events.groupby("event_id")["event_at"].nunique().max() == 1
    for name, sent, stored in (
        ("interactions", "event_at", "ingested_at"),
        ("group_messages", "sent_at", "received_at"),
    ):
        frame = table(name).drop_duplicates(table(name).columns[0])
        wait = frame[stored] - frame[sent]
        assert (wait >= HOUR).mean() == pytest.approx(0.04, abs=0.002)
        assert wait.max() <= 72 * HOUR + pd.Timedelta(seconds=1)


def test_carts_lead_to_orders(table: Table) -> None:
    events, orders = table("interactions"), table("orders").set_index("order_id")
    paid = events[events["order_id"].notna()]
    assert (paid["event_type"] == "checkout").all()
    assert (orders.loc[paid["order_id"], "member_id"].to_numpy() == paid["member_id"].to_numpy()).all()
    assert paid["order_id"].nunique() > 20_000
    assert (events["event_type"].isin(["checkout"]) & events["order_id"].isna()).sum() > 1000, "carts left standing"


def test_novelty_wears_off(brand: Any, part: Callable[[str], ModuleType]) -> None:
    """Active days of those with the check-in feature against those without, by week since it came."""
    arms, days, names = brand.arms, brand.active_days, part("experiments")
    arms = arms[arms["campaign"] == names.ROW["novelty"]]
    start = part("clock").at("2025-10-20") // 86_400

    def lift(first: int, last: int) -> float:
        inside = days["account"][(days["day"] >= start + first) & (days["day"] < start + last)]
        count = pd.Series(np.bincount(inside, minlength=len(brand.accounts))[arms["account"]])
        mean = count.groupby(arms["arm"].to_numpy()).mean()
        return float(mean["treat_a"] / mean["control"] - 1)

    assert lift(0, 7) == pytest.approx(0.12, abs=0.12)
    assert lift(35, 100) == pytest.approx(0.02, abs=0.07)
    assert lift(0, 14) > lift(35, 100)


# ---------------------------------------------------------------------------------------------------- groups


def hazard_ratio(stays: pd.DataFrame, flag: np.ndarray) -> float:
    """Of leaving, at the known Weibull shape: events over the sum of time to the shape."""
    gone = (stays["left"].notna() & ~stays["dissolved"]).to_numpy()
    risk = (((stays["left"].fillna(730 * 86_400.0) - stays["joined"]) / 86_400) ** 0.7).to_numpy()
    rate = [gone[which].sum() / risk[which].sum() for which in (flag, ~flag)]
    return float(rate[0] / rate[1])


def test_leaving_groups(brand: Any) -> None:
    first = brand.stays[brand.stays["kind"] == "first"]
    assert hazard_ratio(first, first["welcomed"].to_numpy()) == pytest.approx(0.82, abs=0.05)
    crowded = brand.rooms["sends"].to_numpy()[first["room"]] > 3
    assert hazard_ratio(first, crowded) == pytest.approx(1.35, abs=0.08)


def test_welcomes_are_in_the_messages(brand: Any, table: Table) -> None:
    """A member whose stay is marked as welcomed finds a staff message within the hour."""
    greeted = brand.stays[brand.stays["welcomed"]].head(2000)
    said = brand.chat[brand.chat["kind"] == "welcome"]
    key = np.sort(said["room"].to_numpy() * 1e9 + said["at"].to_numpy())
    after = greeted["room"].to_numpy() * 1e9 + greeted["joined"].to_numpy()
    nearest = key[np.minimum(np.searchsorted(key, after), len(key) - 1)] - after
    assert (nearest <= 3600).mean() > 0.99


def test_groups_differ_and_regress(table: Table) -> None:
    """The best tenth by repurchase is far ahead, less so in the other half of its members."""
    orders, stays = table("orders"), table("group_memberships")
    paid = orders[orders["paid_at"].notna() & (orders["status"] != "cancelled") & orders["member_id"].notna()]
    days = paid.assign(day=paid["paid_at"].dt.tz_localize(None).dt.normalize()).groupby("member_id")["day"].nunique()
    first = stays.sort_values("joined_at").drop_duplicates("member_id")
    first = first[first["member_id"].isin(days.index)]
    first = first.assign(again=(days.reindex(first["member_id"]) >= 2).to_numpy())
    by = first.groupby("group_id")["again"].agg(["mean", "size"])
    best = by[by["size"] >= 5].nlargest(16, "mean")
    assert first["again"].mean() == pytest.approx(0.35, abs=0.02)
    assert best["mean"].mean() == pytest.approx(0.78, abs=0.04)
    falls = []
    for seed in range(10):
        half = np.random.default_rng(seed).random(len(first)) < 0.5
        chosen = first[half].groupby("group_id")["again"].agg(["mean", "size"])
        chosen = chosen[chosen["size"] >= 5].nlargest(16, "mean")["mean"]
        falls.append(chosen.mean() - first[~half].groupby("group_id")["again"].mean().reindex(chosen.index).mean())
    assert 0.02 < np.mean(falls) < 0.15


def test_stays_are_possible(table: Table) -> None:
    stays, groups = table("group_memberships"), table("groups").set_index("group_id")
    opened = groups.loc[stays["group_id"], "opened_at"].to_numpy()
    assert (stays["joined_at"].to_numpy() >= opened).all()
    joined = table("members").set_index("member_id")["joined_at"].reindex(stays["member_id"]).to_numpy()
    assert (stays["joined_at"].to_numpy() >= joined).all()
    assert (stays["left_at"].isna() == stays["leave_reason"].isna()).all()


# ---------------------------------------------------------------------------------------------------- messages


def test_who_speaks(table: Table) -> None:
    share = table("group_messages")["sender_type"].value_counts(normalize=True)
    assert share["bot"] == pytest.approx(0.06, abs=0.005)
    assert share["staff"] == pytest.approx(0.09, abs=0.01)
    assert share["kol"] > 0.01


def test_replies_follow_in_the_same_group(table: Table) -> None:
    said = table("group_messages").set_index("message_id")
    replies = said[said["reply_to_id"].notna()]
    asked = said.loc[replies["reply_to_id"]]
    assert len(replies) / len(said) > 0.15
    assert (replies["group_id"].to_numpy() == asked["group_id"].to_numpy()).all()
    wait = replies["sent_at"].to_numpy() - asked["sent_at"].to_numpy()
    assert wait.min() > pd.Timedelta(0)
    assert 5 < np.median(wait / pd.Timedelta(minutes=1)) < 30
    assert (replies["sender_id"].to_numpy() != asked["sender_id"].to_numpy()).mean() > 0.97


def test_few_say_most(table: Table) -> None:
    said = table("group_messages")
    count = said[said["sender_type"].isin(["member", "kol"])]["sender_id"].value_counts()
    top = max(round(len(table("members")) * 0.01), 1)
    assert 0.12 < count.head(top).sum() / count.sum() < 0.6


def test_leaders_set_others_off(table: Table) -> None:
    """Members' messages in the two hours after an opinion leader's against the two before, in the same group."""
    said = table("group_messages").sort_values("sent_at")
    members = said[said["sender_type"] == "member"]
    seconds = members["sent_at"].astype("int64").to_numpy() / 1e6
    group = members["group_id"].str[2:].astype(int).to_numpy() * 1e11
    key = np.sort(group + seconds)
    leaders = said[(said["sender_type"] == "kol") & said["reply_to_id"].isna()]
    at = leaders["group_id"].str[2:].astype(int).to_numpy() * 1e11 + leaders["sent_at"].astype("int64").to_numpy() / 1e6
    before, after = (np.searchsorted(key, at + b) - np.searchsorted(key, at + a) for a, b in ((-7200, -1), (1, 7200)))
    assert after.mean() > before.mean() + 0.5


def test_planted_personal_data(brand: Any, table: Table, make: ModuleType, part: Callable[[str], ModuleType]) -> None:
    messages, talk = part("messages"), part("talk")
    spans, said = messages.spans(brand), table("group_messages").set_index("message_id")["text"]
    assert len(spans) / said.notna().sum() == pytest.approx(0.008, abs=0.0005)
    spans = spans[spans["message_id"].isin(said.index)]
    found = [
        said[name][start:end]
        for name, start, end in zip(spans["message_id"], spans["start"], spans["end"], strict=True)
    ]
    plain = pd.Series(found, index=spans["kind"]).str.replace(" ", "")
    mobiles = plain["mobile"].map(lambda text: text.translate({ord("０") + i: str(i) for i in range(10)}))
    assert mobiles.str.fullmatch(r"1[01]\d{9}").all(), "prefixes no carrier has"
    assert (plain["mobile"] != mobiles).any(), "some in full width"
    for number in plain["id_card"]:
        digits = sum(int(x) * w for x, w in zip(number[:17], talk.WEIGHTS, strict=True))
        assert number[17] != "10X98765432"[digits % 11], "the check digit must be wrong"
    assert plain["none:tracking"].str.fullmatch(r"SF\d{12}").all()
    small = make.planted(3, 0.02)
    assert set(small["message_id"]) and list(small) == ["message_id", "start", "end", "kind"]


# ---------------------------------------------------------------------------------------------------- referral


def test_referral_conversion(brand: Any, table: Table) -> None:
    """First payment within seven days of the invitation: honest ones, and all; registration the other way round."""
    made, ring = table("referrals"), brand.invitations["ring"].to_numpy() >= 0
    soon = (made["first_paid_at"] - made["invited_at"]) < pd.Timedelta(days=7)
    came = made["registered_at"].notna()
    assert soon[~ring].mean() == pytest.approx(0.062, abs=0.002)
    assert ring.mean() == pytest.approx(0.18, abs=0.01)
    assert soon.mean() < soon[~ring].mean() - 0.005
    assert came.mean() > came[~ring].mean() + 0.05
    touched = table("exposures").query("campaign_id == 'c_04'")
    paid = table("orders").dropna(subset=["member_id", "paid_at"])
    after = touched.merge(paid, on="member_id")
    wait = after["paid_at"] - after["sent_at"]
    bought = after.loc[(wait >= pd.Timedelta(0)) & (wait < pd.Timedelta(days=7)), "member_id"].nunique()
    assert bought / len(touched) == pytest.approx(0.012, abs=0.004)


def test_rings_share_a_device(brand: Any, table: Table) -> None:
    made, ring = table("referrals"), brand.invitations["ring"].to_numpy()
    assert pd.Series(ring[ring >= 0]).nunique() == 14
    devices = made["device_hash"].groupby(ring).nunique()
    assert (devices[devices.index >= 0] == 1).all()
    sizes = brand.rings["ring"].value_counts()
    assert sizes.between(6, 20).all()
    assert (made["referrer_id"] == made["invitee_id"]).any(), "some invite themselves"


def test_referrals_agree_with_members(brand: Any, table: Table) -> None:
    honest = table("referrals")[(brand.invitations["ring"] < 0).to_numpy()].dropna(subset="invitee_id")
    by = table("members").set_index("member_id")["referrer_id"].reindex(honest["invitee_id"])
    assert (by.to_numpy() == honest["referrer_id"].to_numpy()).all()
    assert honest["invitee_id"].is_unique
