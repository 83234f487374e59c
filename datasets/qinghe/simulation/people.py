"""People: how many there are, how they come, stay and differ; the channels they come by and what those cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .clock import (
    DAY,
    DAYS,
    END,
    GROWTH_WEEKS,
    REPORTED,
    SEASON,
    START,
    Floats,
    Ints,
    arrived,
    grown,
    instants,
    pick,
    text,
)
from .world import World, stage, table

PEOPLE = 34_000
ACTIVITY_VARIANCE = 0.8                    # activity f is gamma with mean 1
LEAVE_SHAPE, LEAVE_SCALE_DAYS = 0.7, 210.0  # Weibull
TWO_IDS = 0.012
MISSING_BIRTH_YEAR, MISSING_CITY_TIER = 0.35, 0.12

# id, name, domain, pricing, share of joins, purchase rate (1 = ALPHA as above), then per new member in fen:
# media, incentive, staff. By domain: public 9600 media and 11200 full, private 900 and 4100.
CHANNELS = pd.DataFrame([
    ("ch_01", "短视频信息流", "public", "cpc", 0.14, 0.85, 11000, 400, 900),
    ("ch_02", "种草笔记投放", "public", "cpc", 0.10, 0.95, 9200, 500, 1100),
    ("ch_03", "搜索广告", "public", "cpc", 0.06, 1.05, 10000, 300, 800),
    ("ch_04", "电商旗舰店", "public", "commission", 0.10, 1.05, 7000, 1200, 900),
    ("ch_05", "达人分销", "public", "commission", 0.05, 0.85, 11200, 800, 1240),
    ("ch_06", "门店扫码", "private", "none", 0.16, 1.40, 800, 1500, 1600),
    ("ch_07", "包裹卡", "private", "none", 0.14, 1.30, 1000, 1600, 1200),
    ("ch_08", "老客推荐", "private", "cpa", 0.12, 1.50, 600, 3000, 1000),
    ("ch_09", "公众号菜单", "private", "none", 0.08, 1.20, 0, 600, 1800),
    ("ch_10", "线下活动", "private", "none", 0.05, 1.10, 3100, 1200, 2800),
], columns=["channel_id", "channel_name", "domain", "pricing", "share", "rate", "media", "incentive", "staff"])
REFERRAL = 7                               # row of the referral channel
CLICK_PRICE_FEN, CLICKS_PER_JOIN, CLICK_RATE = 260.0, 7.0, 0.018


@stage
def people(world: World) -> pd.DataFrame:
    """One row a person, by time of joining: joined, channel, activity, rank of activity, left (NaN when still there)."""
    rng = world.stream("people")
    n = max(round(PEOPLE * world.scale), 10)
    joined = np.floor(np.sort(SEASON.at(grown(rng.random(n)))))
    activity = rng.gamma(1 / ACTIVITY_VARIANCE, ACTIVITY_VARIANCE, n)
    frame = pd.DataFrame({
        "joined": joined,
        "channel": pick(rng, n, CHANNELS["share"]),
        "activity": activity,
        "rank": activity.argsort().argsort() / n,
        "left": _leaving(rng, joined),
    })
    return frame[arrived(rng, joined)].reset_index(drop=True)


@stage
def accounts(world: World) -> pd.DataFrame:
    """One row a member id, by time of joining: person, joined, left, second (the id after a change of phone)."""
    rng, people = world.stream("accounts"), world.people
    first = people[["joined", "left"]].assign(person=np.arange(len(people)), second=False)
    gone = np.flatnonzero((people["left"] < END - 3 * DAY).to_numpy())
    changed = np.sort(rng.permutation(gone)[:round(TWO_IDS * len(people))])
    joined = np.floor(people["left"].to_numpy()[changed] + rng.uniform(0.01, 0.25, len(changed)) * DAY)
    second = pd.DataFrame({"joined": joined, "left": _leaving(rng, joined), "person": changed, "second": True})
    frame = pd.concat([first, second], ignore_index=True).sort_values("joined", kind="stable", ignore_index=True)
    return frame.assign(member_id=world.ids("m_", len(frame), 6))


@table
def channels(world: World) -> pd.DataFrame:
    """The table channels."""
    return CHANNELS[["channel_id", "channel_name", "domain", "pricing"]].astype("str")


@table
def channel_costs(world: World) -> pd.DataFrame:
    """The table channel_costs: a day's costs follow that day's expected joins, not the joins that happened."""
    rng = world.stream("channel_costs")
    edges = np.expm1(SEASON.passed(np.arange(DAYS + 1, dtype=np.float64) * DAY) / GROWTH_WEEKS)
    people = max(round(PEOPLE * world.scale), 10) * np.diff(edges) / edges[-1] * (1 + TWO_IDS)
    people[-len(REPORTED):] *= REPORTED
    expected = (people[:, None] * CHANNELS["share"].to_numpy()).ravel()
    n = len(expected)

    def noisy(values: Floats, spread: float) -> Ints:
        return np.rint(values * rng.lognormal(-spread**2 / 2, spread, n)).astype(np.int64)

    media, incentive, staff = (noisy(expected * np.tile(CHANNELS[kind], DAYS), spread) for kind, spread in
                               (("media", 0.15), ("incentive", 0.20), ("staff", 0.05)))
    by_click = np.tile(CHANNELS["pricing"] == "cpc", DAYS)
    clicks = noisy(np.where(by_click, media / CLICK_PRICE_FEN, expected * CLICKS_PER_JOIN), 0.08)
    return pd.DataFrame({
        "cost_date": np.repeat(pd.date_range(START.tz_localize(None), periods=DAYS).as_unit("us"), len(CHANNELS)),
        "channel_id": text(np.tile(CHANNELS["channel_id"], DAYS)),
        "media_cost_fen": media, "incentive_cost_fen": incentive, "staff_cost_fen": staff,
        "impressions": noisy(clicks / CLICK_RATE, 0.10), "clicks": clicks,
    })


@table
def members(world: World) -> pd.DataFrame:
    """The table members. What describes a person is the same under both ids; the phone is not."""
    rng, accounts = world.stream("members"), world.accounts
    people, person = world.people, accounts["person"].to_numpy()
    n = len(people)
    fewer = 1.6 - 1.2 * people["rank"].to_numpy()          # mean 1: the less active, the likelier missing
    born = np.clip(np.floor(rng.normal(1988.0, 9.5, n)), 1948, 2014)
    birthday = rng.random(n)
    age = 2026 + 59 / 365 - (born + birthday)              # on the day of export
    tier = 1.0 + pick(rng, n, (0.20, 0.29, 0.24, 0.17, 0.10))
    gender = np.array(["女", "男", None], dtype=object)[pick(rng, n, (0.59, 0.27, 0.14))]
    born = np.where(rng.random(n) < MISSING_BIRTH_YEAR * fewer, np.nan, born)
    tier = np.where(rng.random(n) < MISSING_CITY_TIER * fewer, np.nan, tier)
    number = rng.integers(0, 200_000, len(person))         # 100 to 119: no mobile begins so
    phone = np.array([f"1{i // 10_000:02d}****{i % 10_000:04d}" for i in number], dtype=object)
    phone[rng.random(len(person)) < 0.08] = None
    channel = people["channel"].to_numpy()[person]
    private = (CHANNELS["domain"] == "private").to_numpy()[channel]
    return pd.DataFrame({
        "member_id": text(accounts["member_id"]), "joined_at": instants(accounts["joined"].to_numpy()),
        "channel_id": text(CHANNELS["channel_id"].to_numpy()[channel]),
        "referrer_id": text(_referrers(world, rng, channel)),
        "city_tier": pd.array(tier[person], dtype="Int64"), "birth_year": pd.array(born[person], dtype="Int64"),
        "gender": text(gender[person]),
        "phone_masked": text(phone),
        "wecom_added": rng.random(len(person)) < np.where(private, 0.86, 0.58),
        "left_at": instants(accounts["left"].to_numpy()), "member_level": text(world.levels),
        "is_minor": (age < 18)[person], "is_minor14": (age < 14)[person],
    })


def _referrers(world: World, rng: np.random.Generator, channel: Ints) -> NDArray[np.object_]:
    """Who brought each account of the referral channel: one who had joined before and not yet left, or nobody known."""
    joined, left = world.accounts["joined"].to_numpy(), world.accounts["left"].fillna(np.inf).to_numpy()
    ids, found = world.accounts["member_id"].to_numpy(), np.full(len(channel), None, dtype=object)
    brought = (channel == REFERRAL) & ~world.accounts["second"].to_numpy()
    for _ in range(4):
        open_ = np.flatnonzero(brought & pd.isna(found))
        who = np.floor(rng.random(len(open_)) * open_).astype(np.int64)
        there = (open_ > 0) & (left[who] > joined[open_])
        found[open_[there]] = ids[who[there]]
    return found


def _leaving(rng: np.random.Generator, joined: Floats) -> Floats:
    """When those who joined then leave; NaN when after the end of the window."""
    left = np.floor(joined + 60 + LEAVE_SCALE_DAYS * DAY * rng.weibull(LEAVE_SHAPE, len(joined)))
    return np.where(left < END, left, np.nan)
