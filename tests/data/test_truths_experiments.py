"""Truths of campaigns, touches and consent: effects recovered, nulls null, dirt as said. Longer proofs are marked `full`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

Table = Callable[[str], pd.DataFrame]

DAY = 86_400.0
COUPONS = ("coupon1", "coupon2", "coupon3", "coupon4")
WINBACKS = ("winback1", "winback2")
NULLS = ("null1", "null2", "null3", "null4")


def covers(found: Any, truth: float, width: float = 1.96) -> bool:
    """Whether the truth lies within so many standard errors."""
    return bool(abs(found.value - truth) <= width * found.se)


def detectable(found: Any) -> float:
    """The minimum effect found with 80 % power at 5 %, in points."""
    return float(2.8 * found.se)


@pytest.fixture(scope="module")
def trial(findings: ModuleType, make: ModuleType, brand: Any) -> Any:
    """The effects of the brand's campaigns, read off its stages."""
    return findings.Trial(make, brand)


@pytest.fixture(scope="module")
def gap(findings: ModuleType) -> Any:
    """The difference of shares with its standard error, as the claims' figures are made."""
    return importlib.import_module("estimates").gap


@pytest.mark.parametrize(
    ("segment", "pp"),
    [("new", 1.8), ("active", 0.3), ("lapsing", 2.6), ("sleeping", 0.0), ("quiet", -0.4), ("always", 0.0)],
)
def test_coupon_by_segment(trial: Any, segment: str, pp: float) -> None:
    assert covers(trial.pooled(COUPONS, segment), pp, 3.5)


def test_coupons_work_where_they_should(trial: Any) -> None:
    """What a lesson shows with the main seed: the interval leaves zero out."""
    for segment in ("new", "lapsing"):
        assert trial.pooled(COUPONS, segment).value > 1.96 * trial.pooled(COUPONS, segment).se
    assert covers(trial.pooled(WINBACKS), 1.5, 3.0)
    assert detectable(trial.pooled(WINBACKS)) < 1.5


@pytest.mark.parametrize("key", NULLS)
def test_null_campaigns(trial: Any, key: str) -> None:
    assert covers(trial.pooled((key,)), 0.0, 3.0)


def test_arms_are_balanced(trial: Any) -> None:
    """What was known before does not tell the arms apart: payments before, and time since joining."""
    for key in (*COUPONS, *WINBACKS):
        who, treated, _, now = trial.rows(key)
        for known in (
            trial.names.history(trial.world, who, now).astype(float),
            trial.world.accounts["joined"].to_numpy()[who] / DAY,
        ):
            differs = known[treated].mean() - known[~treated].mean()
            assert abs(differs) < 4 * known.std() * (4 / len(known)) ** 0.5, key
        assert treated.mean() == pytest.approx(0.5, abs=2 / len(who) ** 0.5)


def test_invitation_is_confounded(trial: Any) -> None:
    """Naive 22 points, causal 5: the randomised wave finds it, and so does adjusting for what was bought before."""
    found = trial.invitation()
    wave, naive, adjusted = found["invite"], found["group_naive"], found["group_adjusted"]
    assert covers(naive, 22.0, 3.0)
    assert covers(wave, 5.0, 3.0)
    assert wave.value > 1.96 * wave.se
    assert covers(adjusted, 5.0, 3.0)
    assert detectable(wave) < 5.0


def test_loyalty(trial: Any) -> None:
    found = trial.loyalty()
    wave, own = found["loyalty"], found["loyalty_naive"]
    assert covers(wave, 3.0, 3.0)
    assert detectable(wave) < 3.0
    assert covers(own, 9.0, 3.0)
    assert own.value > wave.value


def test_the_table_shows_what_the_stages_hold(trial: Any, gap: Any, table: Table) -> None:
    """The invitation's effect from the tables alone, the course's way: paid in [assigned, +140 days)."""
    rows = table("exposures").query("campaign_id == 'c_11'")
    assert table("campaigns").set_index("campaign_id").loc["c_11", "campaign_name"] == "随机邀请入老客群"
    paid = table("orders").query("status != 'cancelled'").dropna(subset=["member_id", "paid_at"])
    both = rows.merge(paid, on="member_id")
    wait = both["paid_at"] - both["assigned_at"]
    bought = both.loc[(wait >= pd.Timedelta(0)) & (wait < pd.Timedelta(days=140)), "member_id"]
    found = gap(rows["member_id"].isin(bought).to_numpy(), (rows["arm"] == "treat_a").to_numpy())
    assert covers(found, 5.0, 3.0)
    inside = table("group_memberships").query("invited_by.str.startswith('s_', na=False)")["member_id"]
    assert rows.loc[rows["arm"] == "treat_a", "member_id"].isin(inside).all()


def test_clicks(gap: Any, table: Table) -> None:
    rows = table("exposures").query("campaign_id == 'c_18'")
    found = gap(rows["clicked_at"].notna().to_numpy(), (rows["arm"] == "treat_a").to_numpy())
    assert covers(found, 0.9, 3.0)
    assert detectable(found) < 1.5


def test_sample_ratio_mismatch(table: Table) -> None:
    """51.5/48.5 of 50/50: with these members p is far below 0.001, exactly as many as the brand has then."""
    count = table("exposures").query("campaign_id == 'c_23'")["arm"].value_counts()
    n = count.sum()
    assert count["control"] / n == pytest.approx(0.515, abs=0.001)
    chi2 = ((count - n / 2) ** 2 / (n / 2)).sum()
    assert chi2 > 10.83, "p < 0.001 with one degree of freedom"
    assert n > 12_500
    other = table("exposures").query("campaign_id == 'c_20'")["arm"].value_counts()
    assert ((other - other.sum() / 2) ** 2 / (other.sum() / 2)).sum() < 10.83


def test_whole_groups(trial: Any, gap: Any) -> None:
    """Randomised by group, no effect. Members of a group are alike, so intervals by member are too narrow."""
    arms = trial.world.arms[trial.world.arms["campaign"] == trial.names.ROW["cluster"]]
    _, treated, outcome, _ = trial.rows("cluster")
    frame = pd.DataFrame({"room": arms["room"].to_numpy(), "t": treated, "y": outcome})
    assert frame.groupby("room")["t"].nunique().max() == 1
    mean = frame.groupby("t")["y"].mean()
    rest = frame.assign(rest=frame["y"] - frame["t"].map(mean)).groupby(["t", "room"])["rest"].sum()
    size = frame.groupby("t").size()
    robust = 100 * float(np.sqrt(sum((rest[t] ** 2).sum() / size[t] ** 2 for t in (True, False))))
    plain = gap(outcome, treated)
    assert robust > 1.15 * plain.se
    assert abs(plain.value) < 3.5 * robust


def test_more_messages_more_clicks_and_more_leave(table: Table, brand: Any) -> None:
    rows = table("exposures").query("campaign_id == 'c_17'")
    weekly = rows.groupby(["arm", "member_id"]).size().groupby("arm").mean() / 4
    assert weekly.round().to_dict() == {"control": 1, "treat_a": 2, "treat_b": 4}
    clicked = rows[rows["clicked_at"].notna()].groupby("arm")["member_id"].nunique()
    assert clicked["control"] < clicked["treat_b"]
    consents = table("consents").query("purpose == '营销触达' and action == 'withdraw'")
    consents = consents[consents["at"].between("2025-11-17", "2025-12-15")]
    first = rows.drop_duplicates("member_id")
    out = first["member_id"].isin(consents["member_id"]).groupby(first["arm"]).mean()
    assert out["control"] < out["treat_a"] < out["treat_b"]


# ---------------------------------------------------------------------------------------------------- consent


def test_consent_breaches(table: Table) -> None:
    """0.6 % of all that was sent went out after a withdrawal; 30 touches reached people who had never agreed."""
    touches, consents = table("exposures").dropna(subset="sent_at"), table("consents")
    marketing = touches[touches["purpose"] == "营销触达"].sort_values("sent_at")
    asked = consents[consents["purpose"] == "营销触达"].sort_values("at")
    last = pd.merge_asof(
        marketing, asked[["member_id", "at", "action"]], left_on="sent_at", right_on="at", by="member_id"
    )["action"]
    assert (last == "withdraw").sum() / len(touches) == pytest.approx(0.006, abs=0.0006)
    assert last.isna().sum() == 30
    never = marketing.loc[last.isna().to_numpy(), "member_id"]
    assert not never.isin(asked["member_id"]).any()


def test_children_have_guardians(table: Table) -> None:
    rows = table("consents").merge(table("members")[["member_id", "is_minor14"]], on="member_id")
    assert rows.loc[rows["is_minor14"], "guardian"].mean() == pytest.approx(0.85, abs=0.06)
    assert not rows.loc[~rows["is_minor14"], "guardian"].any()
    assert rows.loc[rows["purpose"].isin(["营销触达", "个性化推荐"]), "is_separate"].sum() == 0


def test_copy_kinds(brand: Any, table: Table) -> None:
    share = brand.copies["kind"].value_counts(normalize=True)
    assert share[["absolute", "medical", "scarce"]].sum() == pytest.approx(0.15, abs=0.03)
    assert share["near"] == pytest.approx(0.10, abs=0.03)
    assert table("ad_copies")["text"].str.contains("最近|第一次|最后一公里").sum() > 50


def test_ledger_adds_up(table: Table) -> None:
    """Reversals undo their entry; redemptions never exceed what had been gained before."""
    ledger = table("points_ledger")
    by = ledger.set_index("entry_id")
    undo = ledger[ledger["reason"] == "冲正"]
    undone = by.loc[undo["reverses_id"]]
    assert (undo["delta"].to_numpy() == -undone["delta"].to_numpy()).all()
    assert (undo["at"].to_numpy() >= undone["at"].to_numpy()).all()
    points = ledger[(ledger["account"] == "积分") & (ledger["reason"] != "冲正")]
    assert (points.groupby("member_id")["delta"].cumsum() >= 0).mean() > 0.999
    assert ledger.loc[ledger["account"] == "成长值", "reason"].isin(["购买", "冲正"]).all()


def test_redeemed_coupons_have_their_order(table: Table) -> None:
    used = table("coupons").dropna(subset="redeemed_order_id")
    orders = table("orders").set_index("order_id").loc[used["redeemed_order_id"]]
    assert used["redeemed_order_id"].is_unique
    assert (orders["member_id"].to_numpy() == used["member_id"].to_numpy()).all()
    at = orders["ordered_at"].to_numpy()
    assert ((used["issued_at"].to_numpy() <= at) & (at < used["expires_at"].to_numpy())).mean() > 0.999
    assert (orders["discount_fen"] > 0).all()


def test_snapshots(table: Table) -> None:
    rows = table("stage_snapshots")
    assert rows["snapshot_on"].nunique() == 24
    assert rows["snapshot_on"].dt.is_month_end.all()
    share = rows["stage"].value_counts(normalize=True)
    assert share.min() > 0.03


def test_surveys_flatter(table: Table) -> None:
    rows = table("surveys")
    left = (
        table("members").set_index("member_id")["left_at"].reindex(rows["member_id"]).to_numpy()
        < rows["invited_at"].to_numpy()
    )
    answered = rows["at"].notna()
    assert answered[~left].mean() > answered[left].mean() + 0.05


def test_complaints_come_in_bursts(table: Table) -> None:
    rows = table("complaints").dropna(subset="group_id").assign(topic=lambda f: f["topics"].str.split("|").str[0])
    rows = rows.sort_values("at")
    near = rows.groupby(["group_id", "topic"])["at"].diff(2) < pd.Timedelta(hours=12)
    assert near.sum() >= 8
    assert table("complaints")["topics"].str.contains("|", regex=False).mean() > 0.1
