"""What the simulator promises of its tables: truths and dirt, each recovered from the tables within an interval.

Figures are of the main seed at design size, which is what lessons teach with.
"""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from course.model import Dataset

Tables = dict[str, pd.DataFrame]

ASOF = pd.Timestamp("2026-03-01", tz="Asia/Shanghai")


def rates(orders: pd.DataFrame, refunds: pd.DataFrame, w: int, asof: pd.Timestamp) -> tuple[float, int]:
    """Repeat rate within `w` days by the course's definition, and the number of eligible buyers."""
    valid = valid_orders(orders, refunds, asof)
    first = valid.groupby("member_id")["day"].transform("min")
    gap = (valid["day"] - first).dt.days
    eligible = first + pd.Timedelta(days=w) <= asof.tz_localize(None)
    buyers = valid.loc[eligible, "member_id"].nunique()
    again = valid.loc[eligible & (gap >= 1) & (gap < w), "member_id"].nunique()
    return again / buyers, buyers


def valid_orders(orders: pd.DataFrame, refunds: pd.DataFrame, asof: pd.Timestamp) -> pd.DataFrame:
    """Members' orders paid before `asof`, not cancelled, not wholly paid back by then; `day` is the business day."""
    back = refunds[refunds["settled_at"] < asof].groupby("order_id")["refund_fen"].sum()
    back_fen = orders["order_id"].map(back).fillna(0)
    valid = orders[
        orders["member_id"].notna()
        & (orders["paid_at"] < asof)
        & (orders["status"] != "cancelled")
        & ((back_fen == 0) | (back_fen < orders["paid_fen"]))
    ]
    return valid.assign(day=valid["paid_at"].dt.tz_localize(None).dt.normalize())


def paid_orders(tables: Tables) -> pd.DataFrame:
    return tables["orders"][tables["orders"]["paid_at"].notna()]


# ---------------------------------------------------------------------------------------------------- cost


def test_cac(full: Tables) -> None:
    costs = (
        full["channel_costs"].merge(full["channels"], on="channel_id").groupby("domain").sum(numeric_only=True) / 100
    )
    new = full["members"].merge(full["channels"], on="channel_id")["domain"].value_counts()
    media = costs["media_cost_fen"] / new
    whole = costs[["media_cost_fen", "incentive_cost_fen", "staff_cost_fen"]].sum(axis=1) / new
    assert media["public"] == pytest.approx(96, rel=0.03)
    assert whole["public"] == pytest.approx(112, rel=0.03)
    assert media["private"] == pytest.approx(9, rel=0.03)
    assert whole["private"] == pytest.approx(41, rel=0.03)


def test_channels(full: Tables) -> None:
    assert full["channels"]["domain"].value_counts().to_dict() == {"public": 5, "private": 5}
    assert full["channel_costs"].groupby("channel_id").size().eq(730).all()
    free = full["channel_costs"].groupby("channel_id")["media_cost_fen"].sum()
    assert (free == 0).sum() == 1
    assert full["channel_costs"].query("clicks > impressions").empty


# ---------------------------------------------------------------------------------------------------- repeat purchase


def test_repeat_by_window_end(full: Tables) -> None:
    days = valid_orders(full["orders"], full["refunds"], ASOF).groupby("member_id")["day"].nunique()
    assert len(days) / len(full["members"]) == pytest.approx(0.60, abs=0.01)
    assert (days >= 2).mean() == pytest.approx(0.34, abs=0.01)


def test_repeat_of_full_cohorts(full: Tables) -> None:
    rate, buyers = rates(full["orders"], full["refunds"], 364, ASOF)
    assert buyers > 3000
    assert rate == pytest.approx(0.49, abs=0.02)


def test_bg_nbd_first_repeat(full: Tables, make: ModuleType) -> None:
    """P(bought again within t weeks) is 1 - (alpha / (alpha + rate t))^r, whatever drops out later."""
    paid = paid_orders(full)
    paid = paid[(paid["status"] != "cancelled") & paid["member_id"].notna()]
    days = paid.assign(day=paid["paid_at"].dt.tz_localize(None).dt.normalize()).drop_duplicates(["member_id", "day"])
    first = days.groupby("member_id")["day"].transform("min")
    late = days[days["day"] > first].groupby("member_id")["day"].min()
    buyers = first.groupby(days["member_id"]).first()
    channel = full["members"].set_index("member_id")["channel_id"].reindex(buyers.index)
    week = ((buyers - pd.Timestamp("2024-03-01")).dt.days + 0.5).map(
        lambda d: make.clock.SEASON.passed(d * make.clock.DAY)
    )
    until = make.clock.SEASON.at((week + 26).to_numpy())
    seen = ~np.isnan(until)
    again = (late.reindex(buyers.index) - pd.Timestamp("2024-03-01")).dt.total_seconds().to_numpy() < until
    rate = make.simulation.people.CHANNELS.set_index("channel_id")["rate"].reindex(channel).to_numpy()
    want = 1 - (make.simulation.trade.ALPHA / (make.simulation.trade.ALPHA + rate * 26)) ** make.simulation.trade.R
    assert seen.sum() > 9000
    spread = 4 * np.sqrt(0.25 / seen.sum())
    assert again[seen].mean() == pytest.approx(want[seen].mean(), abs=spread)


def test_bg_nbd_counts(make: ModuleType) -> None:
    """`_repeats` against customers simulated one purchase at a time."""
    n, weeks = 40_000, 52.0
    rng = np.random.default_rng(1)
    who, _ = make.simulation.trade._repeats(rng, np.full(n, make.clock.SEASON.weeks - weeks), np.ones(n))
    fast = np.bincount(who, minlength=n)
    rate, leaves = (
        rng.gamma(make.simulation.trade.R, 1 / make.simulation.trade.ALPHA, n),
        rng.beta(make.simulation.trade.A, make.simulation.trade.B, n),
    )
    slow, at, alive = np.zeros(n), np.zeros(n), np.ones(n, dtype=bool)
    while alive.any():
        at = at + rng.exponential(1 / np.maximum(rate, 1e-12))
        alive &= at < weeks
        slow += alive
        alive &= rng.random(n) >= leaves
    for least in (1, 2, 4, 8):
        assert (fast >= least).mean() == pytest.approx((slow >= least).mean(), abs=4 * np.sqrt(0.5 / n))
    assert fast.mean() == pytest.approx(slow.mean(), rel=0.05)


def test_mistakes_of_the_rate_show(full: Tables) -> None:
    """The usual mistakes move the figure of the sample by a tenth of a point or more, W = 30 in the middle of the window."""
    orders, refunds = full["orders"], full["refunds"]
    asof = pd.Timestamp("2025-09-01", tz="Asia/Shanghai")
    right, n = rates(orders, refunds, 30, asof)
    counted, _ = rates(orders, refunds.head(0), 30, asof)
    assert abs(counted - right) > 0.001
    _, final = rates(orders[orders["status"] != "refunded"], refunds.head(0), 30, asof)
    assert n - final >= 5, "orders paid back after asof"
    utc = orders.assign(
        paid_at=orders["paid_at"].dt.tz_convert("UTC").dt.tz_localize(None).dt.tz_localize("Asia/Shanghai")
    )
    assert abs(rates(utc, refunds, 30, asof)[0] - right) > 0.001
    valid = valid_orders(orders, refunds, asof)
    assert valid["member_id"].nunique() > 1.1 * n, "buyers not yet observed for W days"


def test_same_day_orders(full: Tables) -> None:
    valid = valid_orders(full["orders"], full["refunds"], ASOF).sort_values(["member_id", "paid_at"])
    gap = valid.groupby("member_id")["paid_at"].diff().dt.total_seconds()
    genuine = valid["day"].eq(valid.groupby("member_id")["day"].shift()) & (gap > 60)
    assert 0.03 <= valid.loc[genuine, "member_id"].nunique() / valid["member_id"].nunique() <= 0.05


# ---------------------------------------------------------------------------------------------------- money


def test_spend(full: Tables) -> None:
    """Gamma-gamma: mean 8800 fen; members differ more than one member's orders do (variance of log: 1/q against 1/p)."""
    paid = paid_orders(full)
    assert paid["paid_fen"].mean() == pytest.approx(8800, rel=0.03)
    members = paid[paid["member_id"].notna()].drop_duplicates(["member_id", "paid_fen"])
    log = np.log(members["paid_fen"]).groupby(members["member_id"])
    within = (log.var() * (log.size() - 1)).sum() / (log.size() - 1).clip(lower=0).sum()
    assert within == pytest.approx(0.1813, rel=0.05)  # trigamma(6)
    assert np.log(members["paid_fen"]).var() == pytest.approx(0.1813 + 0.2838, rel=0.05)  # plus trigamma(4)


@pytest.mark.parametrize("seed", [20260301, 7])
def test_books_balance(make: ModuleType, full: Tables, dataset: Dataset, seed: int) -> None:
    tables = full if seed == dataset.main_seed else make.make(seed, 0.1)
    orders, items, refunds = tables["orders"], tables["order_items"], tables["refunds"]
    assert (orders["paid_fen"] == orders["gross_fen"] - orders["discount_fen"]).all()
    assert (orders["paid_fen"] > 0).all()
    lines = (items["qty"] * items["price_fen"]).groupby(items["order_id"]).sum()
    assert (orders["order_id"].map(lines) == orders["gross_fen"]).all()
    assert items.groupby("sku_id")["price_fen"].nunique().eq(1).all()
    assert items.groupby("order_id")["line_no"].agg(lambda no: list(no) == list(range(1, len(no) + 1))).all()
    back = refunds.groupby("order_id")["refund_fen"].sum()
    of = orders.set_index("order_id").loc[back.index]
    assert (back <= of["paid_fen"]).all()
    assert of["paid_at"].notna().all()
    settled = refunds[refunds["settled_at"].notna()].groupby("order_id")["refund_fen"].sum()
    whole = settled.index[settled == of["paid_fen"].reindex(settled.index)]
    assert set(orders.loc[orders["status"] == "refunded", "order_id"]) == set(whole)
    assert (orders["cogs_fen"] / orders["gross_fen"]).between(0.3, 0.6).all()


def test_refunds(full: Tables) -> None:
    orders, refunds, paid = full["orders"], full["refunds"], len(paid_orders(full))
    assert refunds["order_id"].nunique() / paid == pytest.approx(0.06, abs=0.005)
    assert (orders["status"] == "refunded").sum() / paid == pytest.approx(0.036, abs=0.005)
    assert 0.03 < refunds["settled_at"].isna().mean() < 0.12
    assert (refunds.groupby("order_id").size() == 2).sum() > 50
    wait = (refunds["settled_at"] - refunds["requested_at"]).dt.days
    assert 3 < wait.median() < 15
    at = refunds["requested_at"].reset_index(drop=True) - orders.set_index("order_id")["paid_at"].loc[
        refunds["order_id"]
    ].reset_index(drop=True)
    assert at.min() > pd.Timedelta(0)


# ---------------------------------------------------------------------------------------------------- time


def test_weekdays(full: Tables, make: ModuleType) -> None:
    """Against the mean of the seven days around each day, away from peaks and the last days."""
    counts = paid_orders(full)["ordered_at"].dt.strftime("%Y-%m-%d").value_counts().sort_index()
    counts = counts.reindex(pd.date_range("2024-03-01", "2026-02-28").strftime("%Y-%m-%d"), fill_value=0)
    quiet = ~counts.index.isin([*make.clock.PEAKS, *counts.index[-3:]])
    around = counts.where(quiet).rolling(7, center=True).mean()
    weekday = pd.Series(pd.DatetimeIndex(counts.index).day_of_week, counts.index)[around.notna()]
    ratio = (counts.groupby(weekday).sum() / around.groupby(weekday).sum()).to_numpy()
    assert ratio[:5] / ratio[:5].mean() == pytest.approx(1.0, abs=0.06)
    assert ratio[5] / ratio[:5].mean() == pytest.approx(1.25, abs=0.06)
    assert ratio[6] / ratio[:5].mean() == pytest.approx(1.20, abs=0.06)


@pytest.mark.parametrize(("day", "times"), [("2025-06-18", 2.2), ("2025-11-11", 2.6), ("2026-02-17", 0.5)])
def test_peaks(full: Tables, day: str, times: float) -> None:
    counts = paid_orders(full)["ordered_at"].dt.strftime("%Y-%m-%d").value_counts()
    weeks = [str((pd.Timestamp(day) + pd.Timedelta(weeks=k)).date()) for k in (-3, -2, -1, 1)]
    around = counts[weeks].mean()
    spread = 4 * np.sqrt(times / around + times**2 / (4 * around))
    assert counts[day] / around == pytest.approx(times, abs=spread)


def test_leaving_is_weibull(full: Tables) -> None:
    """Kaplan-Meier over all accounts against exp(-(t / 210)^0.7)."""
    members = full["members"]
    gone = members["left_at"].notna().to_numpy()
    days = (members["left_at"].fillna(ASOF) - members["joined_at"]).dt.total_seconds().to_numpy() / 86_400
    order = np.argsort(days)
    at_risk = np.arange(len(days), 0, -1)
    survival = np.cumprod(1 - gone[order] / at_risk)
    for t in (1, 7, 30, 90, 180, 365):
        k = np.searchsorted(days[order], t)
        spread = 4 * np.sqrt(0.25 / at_risk[k])
        assert survival[k] == pytest.approx(np.exp(-((t / 210) ** 0.7)), abs=spread)
    assert members["left_at"].max() < ASOF


def test_inside_the_window(full: Tables) -> None:
    start = pd.Timestamp("2024-03-01", tz="Asia/Shanghai")
    for frame in full.values():
        for at in frame.select_dtypes("datetimetz"):
            assert frame[at].min() >= start
            assert frame[at].max() < ASOF


def test_the_quiet_hour_is_before_dawn_and_reads_as_evening_in_utc(full: Tables, loader: ModuleType) -> None:
    """What the mistakes of the UTC day say: the low is at three or four in Shanghai, about eight in the evening in UTC."""
    for at in (full["orders"]["paid_at"].dropna(), loader.load("interactions")["event_at"]):
        utc = at.dt.tz_convert("UTC")
        assert at.dt.hour.value_counts().idxmin() in (3, 4)
        assert utc.dt.hour.value_counts().idxmin() in (19, 20)
        assert ((at.dt.date != utc.dt.date) == (at.dt.hour < 8)).all()  # who is moved to the day before


def test_last_days_are_incomplete(full: Tables) -> None:
    counts = (
        full["orders"]["ordered_at"]
        .dt.strftime("%m-%d")
        .where(full["orders"]["ordered_at"] > "2026-02-01")
        .value_counts()
    )
    assert counts["02-28"] < 0.5 * counts["02-21"]
    assert counts["02-28"] < counts["02-27"] < counts["02-25"]


# ---------------------------------------------------------------------------------------------------- people


def test_missing_not_at_random(full: Tables) -> None:
    members = full["members"]
    assert members["birth_year"].isna().mean() == pytest.approx(0.35, abs=0.015)
    assert members["city_tier"].isna().mean() == pytest.approx(0.12, abs=0.01)
    bought = members["member_id"].isin(full["orders"]["member_id"])
    for column in ("birth_year", "city_tier"):
        missing = members[column].isna().groupby(bought).mean()
        assert missing[False] > 1.1 * missing[True]


def test_referrers(full: Tables) -> None:
    members = full["members"].set_index("member_id")
    brought = members[members["referrer_id"].notna()]
    assert len(brought) / len(members) == pytest.approx(0.12, abs=0.01)
    by = members.loc[brought["referrer_id"]].set_index(brought.index)
    assert (by["joined_at"] <= brought["joined_at"]).all()
    assert (by["left_at"].isna() | (by["left_at"] > brought["joined_at"])).all()


def test_minors(full: Tables) -> None:
    members = full["members"]
    assert 0.005 < members["is_minor"].mean() < 0.04
    assert members["is_minor14"].sum() > 50
    assert members.loc[members["is_minor14"], "is_minor"].all()
    assert members.loc[members["is_minor"], "birth_year"].dropna().ge(2008).all()
    assert members.loc[~members["is_minor"], "birth_year"].dropna().le(2008).all()


def test_people_with_two_ids(full: Tables) -> None:
    """A second id joins within six hours of the first one's leaving, and what describes the person is the same."""
    same = ["channel_id", "gender", "city_tier", "birth_year"]
    members = full["members"].dropna(subset=same)
    pairs = members[members["left_at"].notna()].merge(members, how="inner", on=same, suffixes=("", "_new"))
    hours = (pairs["joined_at_new"] - pairs["left_at"]).dt.total_seconds() / 3600
    close, chance = hours.between(0, 6).sum(), hours.between(24, 48).sum() / 4
    assert close - chance == pytest.approx(0.012 * len(members), abs=4 * (close + chance) ** 0.5)
    assert close > 5 * chance


def test_names_no_real_phone(full: Tables) -> None:
    phones = full["members"]["phone_masked"].dropna()
    assert phones.str.fullmatch(r"1[01]\d\*{4}\d{4}").all()


# ---------------------------------------------------------------------------------------------------- dirt


def test_payment_retries(full: Tables) -> None:
    orders = full["orders"]
    same = ["member_id", "order_channel", "gross_fen", "discount_fen", "cogs_fen"]
    ordered = orders.sort_values([*same, "ordered_at"])
    lag = ordered.groupby(same, dropna=False)["ordered_at"].diff().dt.total_seconds()
    assert (lag <= 5).sum() / len(orders) == pytest.approx(0.004, abs=0.001)
    assert lag[lag <= 5].min() >= 1


def test_unpaid_cancelled_and_guests(full: Tables) -> None:
    orders = full["orders"]
    share = orders["status"].value_counts(normalize=True)
    assert 0.01 < share["created"] < 0.04
    assert 0.01 < share["cancelled"] < 0.04
    assert orders.loc[orders["status"] == "created", "paid_at"].isna().all()
    assert orders.loc[orders["status"].isin(["paid", "refunded"]), "paid_at"].notna().all()
    cancelled = orders.loc[orders["status"] == "cancelled", "paid_at"]
    assert cancelled.isna().any()
    assert cancelled.notna().any()
    assert orders["member_id"].isna().mean() == pytest.approx(0.07, abs=0.01)


def test_local_time_of_the_public_shop(full: Tables, make: ModuleType) -> None:
    orders, text = full["orders"], make.to_text("orders", full["orders"])
    naive = (orders["order_channel"] == "公域店") & (orders["ordered_at"] < "2025-06-15")
    assert naive.sum() > 1000
    assert (text["ordered_at"].str.endswith("Z") == ~naive).all()
    assert (text.loc[naive, "ordered_at"] == orders.loc[naive, "ordered_at"].dt.strftime("%Y-%m-%dT%H:%M:%S")).all()
    refunds, text = full["refunds"], make.to_text("refunds", full["refunds"])
    shop = refunds["order_id"].isin(orders.loc[orders["order_channel"] == "公域店", "order_id"])
    assert (text["requested_at"].str.endswith("Z") == ~(shop & (refunds["requested_at"] < "2025-06-15"))).all()
