"""Simulates the tables of the fictional brand 青禾茶事. Authority on how their rows come about and on the truths behind them.

`make(seed)` gives typed frames, `to_text` the text form with its dirt, as written to files. Standard library, numpy and
pandas only. Every stage draws from its own stream, so a table's rows do not depend on which other tables are asked for.
Inside, time is seconds since START (float, NaN when missing) and money is whole fen.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ZONE = "Asia/Shanghai"
START = pd.Timestamp("2024-03-01", tz=ZONE)
DAYS = 730
DAY = 86_400.0
END = DAYS * DAY
REPORTED = (0.85, 0.60, 0.30)              # share of rows that had arrived at export, for each of the last days
NAIVE_UNTIL = pd.Timestamp("2025-06-15", tz=ZONE)   # until then the public shop exported local time without offset

# People: how many there are, how they come, stay and differ.
PEOPLE = 34_000
GROWTH_WEEKS = 33.0                        # joins grow by a factor e in this many weeks
ACTIVITY_VARIANCE = 0.8                    # activity f is gamma with mean 1
LEAVE_SHAPE, LEAVE_SCALE_DAYS = 0.7, 210.0  # Weibull
TWO_IDS = 0.012
MISSING_BIRTH_YEAR, MISSING_CITY_TIER = 0.35, 0.12

# Purchases: BG/NBD with one unit a week, gamma-gamma spend in fen (population mean P * GAMMA / (Q - 1) = 8800).
BUYERS = 0.695                             # buy sooner or later; about 0.6 by the end of the window
R, ALPHA, A, B = 0.35, 9.0, 0.8, 3.0
P, Q, GAMMA = 6.0, 4.0, 4400.0
BUY_ON_JOINING, MEAN_WAIT_WEEKS = 0.35, 6.0
SAME_DAY = 0.021                           # of orders are followed by another on the same day
ATTEMPTS = 0.045                           # of orders are preceded by one that was not completed
GUESTS, RETRIES = 0.07, 0.004
REFUND_FULL, REFUND_PART, REFUND_SHOP = 0.038, 0.014, 1.7   # the public shop's rates are higher by the last factor
REFUND_UNSETTLED, REFUND_IN_TWO = 0.05, 0.08

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

WEEKDAYS = (1.0, 1.0, 1.0, 1.0, 1.0, 1.25, 1.20)           # Monday first
PEAKS = {"2024-06-18": 2.2, "2024-11-11": 2.6, "2025-01-29": 0.5,
         "2025-06-18": 2.2, "2025-11-11": 2.6, "2026-02-17": 0.5}
HOURS = (2.8, 1.6, 0.8, 0.4, 0.4, 1.0, 3.2, 5.0, 5.0, 5.2, 6.0, 6.2,       # from midnight: late and early tea
         5.8, 4.8, 4.4, 4.6, 4.6, 4.4, 4.6, 5.8, 7.2, 8.0, 7.0, 5.0)

CATEGORIES = ("原叶茶", "袋泡茶", "花草茶", "糕点", "坚果", "礼盒")
COST_SHARE = np.array([0.40, 0.36, 0.38, 0.50, 0.54, 0.45])
PRICES = np.unique(np.round(np.geomspace(690, 39_900, 72) / 100).astype(np.int64) * 100 - 10)   # list price by SKU
REASONS = (("质量问题", 0.24), ("物流破损", 0.20), ("错发漏发", 0.12), ("无理由退货", 0.34), ("其他", 0.10))
LEVELS, LEVEL_FROM_FEN = np.array(["普通", "银卡", "金卡", "黑金"], dtype=object), (15_000, 40_000, 100_000)


class Season:
    """Business time: the hours of the window weighted by weekday, peak day and hour of day. One unit is a mean week."""

    def __init__(self) -> None:
        days = pd.date_range(START.tz_localize(None), periods=DAYS)
        self.day_weights: Floats = np.array(WEEKDAYS)[days.day_of_week]
        self.day_weights *= np.array([PEAKS.get(str(day.date()), 1.0) for day in days])
        hours = (self.day_weights[:, None] * np.array(HOURS)).ravel()
        self.weeks = DAYS / 7
        self._passed = np.concatenate([[0.0], np.cumsum(hours)]) * (self.weeks / hours.sum())
        self._seconds = np.arange(DAYS * 24 + 1) * 3600.0

    def at(self, weeks: Floats) -> Floats:
        """Seconds at that business time; NaN from the end of the window on."""
        seconds: Floats = np.interp(weeks, self._passed, self._seconds, right=np.nan)
        return seconds

    def passed(self, seconds: Floats) -> Floats:
        """Business weeks passed by those seconds."""
        weeks: Floats = np.interp(seconds, self._seconds, self._passed)
        return weeks


SEASON = Season()


def _grown(u: Floats) -> Floats:
    """Quantiles, in business weeks, of moments that grow in number exponentially over the window."""
    weeks: Floats = GROWTH_WEEKS * np.log1p(u * np.expm1(SEASON.weeks / GROWTH_WEEKS))
    return weeks


def _arrived(rng: np.random.Generator, seconds: Floats) -> Bools:
    """Which rows had arrived at export: all but some of the last days'."""
    day = np.clip((seconds - END) // DAY + len(REPORTED), -1, len(REPORTED) - 1).astype(int)
    arrived: Bools = rng.random(len(seconds)) < np.append(REPORTED, 1.0)[day]
    return arrived


def _pick(rng: np.random.Generator, n: int, weights: Iterable[float]) -> Ints:
    """`n` indices drawn by weight."""
    edges = np.cumsum(list(weights))
    picked: Ints = np.searchsorted(edges, rng.random(n) * edges[-1], side="right").astype(np.int64)
    return picked


class Brand:
    """One simulated brand. Stages are made when first asked for; each draws from a stream of its own name."""

    def __init__(self, seed: int, scale: float) -> None:
        self._seed, self._scale = seed, scale

    def _stream(self, name: str) -> np.random.Generator:
        return np.random.default_rng(np.random.SeedSequence(self._seed, spawn_key=(zlib.crc32(name.encode()),)))

    @cached_property
    def people(self) -> pd.DataFrame:
        """One row a person, by time of joining: joined, channel, activity, rank of activity, left (NaN when still there)."""
        rng = self._stream("people")
        n = max(round(PEOPLE * self._scale), 10)
        joined = np.floor(np.sort(SEASON.at(_grown(rng.random(n)))))
        activity = rng.gamma(1 / ACTIVITY_VARIANCE, ACTIVITY_VARIANCE, n)
        frame = pd.DataFrame({
            "joined": joined,
            "channel": _pick(rng, n, CHANNELS["share"]),
            "activity": activity,
            "rank": activity.argsort().argsort() / n,
            "left": _leaving(rng, joined),
        })
        return frame[_arrived(rng, joined)].reset_index(drop=True)

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """One row a member id, by time of joining: person, joined, left, second (the id after a change of phone)."""
        rng, people = self._stream("accounts"), self.people
        first = people[["joined", "left"]].assign(person=np.arange(len(people)), second=False)
        gone = np.flatnonzero((people["left"] < END - 3 * DAY).to_numpy())
        changed = np.sort(rng.permutation(gone)[:round(TWO_IDS * len(people))])
        joined = np.floor(people["left"].to_numpy()[changed] + rng.uniform(0.01, 0.25, len(changed)) * DAY)
        second = pd.DataFrame({"joined": joined, "left": _leaving(rng, joined), "person": changed, "second": True})
        frame = pd.concat([first, second], ignore_index=True).sort_values("joined", kind="stable", ignore_index=True)
        return frame.assign(member_id=_ids("m_", len(frame), 6))

    @cached_property
    def purchases(self) -> pd.DataFrame:
        """One row an order before guests' and retries, in no order: person, at (seconds), paid (whether it was)."""
        rng, people = self._stream("purchases"), self.people
        rank = people["rank"].to_numpy()
        buys = rng.random(len(people)) < BUYERS * (0.7 + 0.6 * rank)
        buyers = np.flatnonzero(buys)
        joined = SEASON.passed(people["joined"].to_numpy())
        at_once = rng.random(len(buyers)) < BUY_ON_JOINING
        first = joined[buyers] + rng.exponential(np.where(at_once, 0.003, MEAN_WAIT_WEEKS))
        inside = first < SEASON.weeks
        buyers, first = buyers[inside], first[inside]
        rate = CHANNELS["rate"].to_numpy()[people["channel"].to_numpy()[buyers]]
        which, later = _repeats(rng, first, rate)
        person = np.concatenate([buyers, buyers[which]])
        at = SEASON.at(np.concatenate([first, later]))
        again = np.flatnonzero(rng.random(len(at)) < SAME_DAY)
        more = at[again] + (DAY - at[again] % DAY) * rng.beta(1.2, 2.5, len(again))
        person, at = np.concatenate([person, person[again]]), np.concatenate([at, more])
        tried, failed = self._attempts(rng, person, at, np.flatnonzero(~buys))
        paid = np.arange(len(person) + len(tried)) < len(person)
        return pd.DataFrame({"person": np.concatenate([person, tried]), "at": np.floor(np.concatenate([at, failed])),
                             "paid": paid})

    def _attempts(self, rng: np.random.Generator, person: Ints, at: Floats, others: Ints) -> tuple[Ints, Floats]:
        """Orders not completed: some before a completed one, some by people who never buy."""
        before = np.flatnonzero(rng.random(len(at)) < ATTEMPTS)
        others = others[rng.random(len(others)) < 0.03]
        joined = self.people["joined"].to_numpy()
        tried = np.maximum(at[before] - 60 - rng.exponential(0.7 * DAY, len(before)), joined[person[before]] + 60)
        alone = joined[others] + 60 + rng.random(len(others)) * np.minimum(60 * DAY, END - 61 - joined[others])
        return np.concatenate([person[before], others]), np.concatenate([tried, alone])

    @cached_property
    def sales(self) -> pd.DataFrame:
        """Orders by time, retries included, before refunds: order_id, member (row of accounts or -1), times, money, status."""
        rng, made = self._stream("sales"), self.purchases
        guests = round(len(made) * GUESTS / (1 - GUESTS))
        at = np.concatenate([made["at"], np.floor(SEASON.at(_grown(rng.random(guests))))])
        person = np.concatenate([made["person"], np.full(guests, -1)])
        paid = np.concatenate([made["paid"], np.ones(guests, dtype=bool)])
        by_time = np.argsort(at, kind="stable")
        by_time = by_time[_arrived(rng, at[by_time])]
        at, person, paid = at[by_time], person[by_time], paid[by_time]
        n = len(at)
        late = rng.random(n) < 0.12       # slow payers: minutes; the rest pay within two
        paid_at = np.floor(at + 5 + rng.exponential(np.where(late, 900.0, 40.0)))
        cancelled = ~paid & (rng.random(n) < 0.55)
        paid |= cancelled & (rng.random(n) < 0.15)      # cancelled after payment, before dispatch
        status = np.where(cancelled, "cancelled", np.where(paid, "paid", "created"))
        frame = pd.DataFrame({"at": at, "paid_at": np.where(paid, paid_at, np.nan), "status": status,
                              "member": self._account_at(person, at), "order_channel": self._shop(rng, person, at),
                              "target": _spend(rng, person, len(self.people))})
        again = np.flatnonzero((rng.random(n) < RETRIES) & (status == "paid"))
        retry = frame.iloc[again].assign(basket=again)
        lag = rng.integers(1, 5, len(again))
        retry["at"] += lag
        retry["paid_at"] += lag
        frame = pd.concat([frame.assign(basket=np.arange(n)), retry]).sort_values("at", kind="stable", ignore_index=True)
        return frame[frame["paid_at"].isna() | (frame["paid_at"] < END)].reset_index(drop=True)

    def _account_at(self, person: Ints, at: Floats) -> Ints:
        """Row of accounts that the person used at that time; -1 for guests."""
        accounts = self.accounts
        first = accounts[~accounts["second"]].sort_values("person").index.to_numpy()
        second = accounts[accounts["second"]]
        since = np.full(len(self.people), np.inf)
        row = np.zeros(len(self.people), dtype=np.int64)
        since[second["person"]], row[second["person"]] = second["joined"], second.index
        used = np.where(at >= since[person], row[person], first[person])
        return np.where(person < 0, -1, used)

    def _shop(self, rng: np.random.Generator, person: Ints, at: Floats) -> NDArray[np.object_]:
        """Where each order was made: guests and people who left mostly in the public shop."""
        people = self.people
        public = (CHANNELS["domain"] == "public").to_numpy()[people["channel"].to_numpy()[person]]
        gone = at > np.nan_to_num(people["left"].to_numpy()[person], nan=np.inf)
        shop = np.select([person < 0, gone, public], [0.85, 0.60, 0.30], 0.10)
        draw = rng.random(len(person))
        names = np.array(["公域店", "企微", "小程序"], dtype=object)
        made: NDArray[np.object_] = names[(draw >= shop).astype(int) + (draw >= shop + (1 - shop) * 0.28)]
        return made

    @cached_property
    def baskets(self) -> pd.DataFrame:
        """Lines of the baskets behind sales: basket, line_no, sku (row of PRICES), qty. Retries share a basket."""
        rng = self._stream("baskets")
        target = self.sales.drop_duplicates("basket").sort_values("basket")[["basket", "target"]]
        gross = target["target"].to_numpy() + _coupon(target["target"].to_numpy())
        lines = 1 + np.minimum(rng.poisson(1.15, len(gross)), (gross // 2500).astype(int)).clip(max=5)
        of = np.repeat(np.arange(len(gross)), lines)
        weight = 0.35 + rng.exponential(size=len(of))
        value = gross[of] * weight / np.bincount(of, weight, len(gross))[of]
        qty = 1 + _pick(rng, len(of), (0.74, 0.19, 0.07))
        qty = np.where(value / qty < PRICES[0], 1, np.maximum(qty, np.ceil(value / PRICES[-1]))).astype(np.int64)
        middles = (PRICES[1:] + PRICES[:-1]) / 2
        first = np.cumsum(lines) - lines
        return pd.DataFrame({"basket": target["basket"].to_numpy()[of], "line_no": np.arange(len(of)) - first[of] + 1,
                             "sku": np.searchsorted(middles, value / qty), "qty": qty})

    @cached_property
    def priced(self) -> pd.DataFrame:
        """Sales with order_id and money: gross, discount, paid, cogs in fen."""
        lines, sales = self.baskets, self.sales
        value = PRICES[lines["sku"]] * lines["qty"].to_numpy()
        cost = value * COST_SHARE[lines["sku"].to_numpy() % len(CATEGORIES)]
        gross = np.bincount(lines["basket"], value)[sales["basket"]].astype(np.int64)
        cogs = np.rint(np.bincount(lines["basket"], cost)[sales["basket"]]).astype(np.int64)
        discount = np.minimum(_coupon(sales["target"].to_numpy()), gross // 2)
        return sales.assign(order_id=_ids("o_", len(sales), 7), gross=gross, discount=discount, paid=gross - discount,
                            cogs=cogs)

    @cached_property
    def returns(self) -> pd.DataFrame:
        """Refund requests by time: order (row of sales), shop, requested, settled (NaN when not), fen, reason."""
        rng, sales = self._stream("returns"), self.priced
        rows = np.flatnonzero((sales["status"] == "paid").to_numpy())
        shop = (sales["order_channel"] == "公域店").to_numpy()
        draw = rng.random(len(rows)) / np.where(shop[rows], REFUND_SHOP, 1.0)
        rows, full = rows[draw < REFUND_FULL + REFUND_PART], (draw < REFUND_FULL)[draw < REFUND_FULL + REFUND_PART]
        paid = sales["paid"].to_numpy()[rows]
        share = np.where(full & (rng.random(len(rows)) >= REFUND_IN_TWO), 1.0, rng.uniform(0.1, 0.7, len(rows)))
        median_days = np.where(rng.random(len(rows)) < 0.7, 6.0, 45.0)      # on arrival, or when the pack is opened
        requested = sales["paid_at"].to_numpy()[rows] + DAY * median_days * rng.lognormal(0.0, 0.7, len(rows))
        part = np.rint(paid * share).astype(np.int64)
        rest = full & (part < paid)
        order = np.concatenate([rows, rows[rest]])
        asked = np.floor(np.concatenate([requested, requested[rest] + DAY * rng.uniform(1, 10, rest.sum())]))
        settled = np.floor(asked + DAY * (0.5 + rng.gamma(1.3, 9.0, len(asked))))
        settled[(rng.random(len(asked)) < REFUND_UNSETTLED) | (settled >= END)] = np.nan
        reasons = np.array([name for name, _ in REASONS], dtype=object)
        frame = pd.DataFrame({"order": order, "shop": shop[order], "requested": asked, "settled": settled,
                              "fen": np.concatenate([part, (paid - part)[rest]]),
                              "reason": reasons[_pick(rng, len(asked), [weight for _, weight in REASONS])]})
        frame = frame[(frame["requested"] < END) & _arrived(rng, asked)]
        return frame.sort_values("requested", kind="stable", ignore_index=True)

    @cached_property
    def final_status(self) -> NDArray[np.object_]:
        """Status of each sale at export: refunded when all that was paid has been paid back."""
        sales, done = self.priced, self.returns[self.returns["settled"].notna()]
        back = np.bincount(done["order"], done["fen"], len(sales))
        return np.where((back > 0) & (back >= sales["paid"]), "refunded", sales["status"]).astype(object)

    # ------------------------------------------------------------------------------------------------ tables

    def channels(self) -> pd.DataFrame:
        """The table channels."""
        return CHANNELS[["channel_id", "channel_name", "domain", "pricing"]].astype("str")

    def channel_costs(self) -> pd.DataFrame:
        """The table channel_costs: a day's costs follow that day's expected joins, not the joins that happened."""
        rng = self._stream("channel_costs")
        edges = np.expm1(SEASON.passed(np.arange(DAYS + 1, dtype=np.float64) * DAY) / GROWTH_WEEKS)
        people = max(round(PEOPLE * self._scale), 10) * np.diff(edges) / edges[-1] * (1 + TWO_IDS)
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
            "channel_id": _text(np.tile(CHANNELS["channel_id"], DAYS)),
            "media_cost_fen": media, "incentive_cost_fen": incentive, "staff_cost_fen": staff,
            "impressions": noisy(clicks / CLICK_RATE, 0.10), "clicks": clicks,
        })

    def members(self) -> pd.DataFrame:
        """The table members. What describes a person is the same under both ids; the phone is not."""
        rng, accounts = self._stream("members"), self.accounts
        people, person = self.people, accounts["person"].to_numpy()
        n = len(people)
        fewer = 1.6 - 1.2 * people["rank"].to_numpy()          # mean 1: the less active, the likelier missing
        born = np.clip(np.floor(rng.normal(1988.0, 9.5, n)), 1948, 2014)
        birthday = rng.random(n)
        age = 2026 + 59 / 365 - (born + birthday)              # on the day of export
        tier = 1.0 + _pick(rng, n, (0.20, 0.29, 0.24, 0.17, 0.10))
        gender = np.array(["女", "男", None], dtype=object)[_pick(rng, n, (0.59, 0.27, 0.14))]
        born = np.where(rng.random(n) < MISSING_BIRTH_YEAR * fewer, np.nan, born)
        tier = np.where(rng.random(n) < MISSING_CITY_TIER * fewer, np.nan, tier)
        number = rng.integers(0, 200_000, len(person))         # 100 to 119: no mobile begins so
        phone = np.array([f"1{i // 10_000:02d}****{i % 10_000:04d}" for i in number], dtype=object)
        phone[rng.random(len(person)) < 0.08] = None
        channel = people["channel"].to_numpy()[person]
        private = (CHANNELS["domain"] == "private").to_numpy()[channel]
        return pd.DataFrame({
            "member_id": _text(accounts["member_id"]), "joined_at": _instants(accounts["joined"].to_numpy()),
            "channel_id": _text(CHANNELS["channel_id"].to_numpy()[channel]),
            "referrer_id": _text(self._referrers(rng, channel)),
            "city_tier": pd.array(tier[person], dtype="Int64"), "birth_year": pd.array(born[person], dtype="Int64"),
            "gender": _text(gender[person]),
            "phone_masked": _text(phone),
            "wecom_added": rng.random(len(person)) < np.where(private, 0.86, 0.58),
            "left_at": _instants(accounts["left"].to_numpy()), "member_level": _text(self._levels()),
            "is_minor": (age < 18)[person], "is_minor14": (age < 14)[person],
        })

    def _referrers(self, rng: np.random.Generator, channel: Ints) -> NDArray[np.object_]:
        """Who brought each account of the referral channel: one who had joined before and not yet left, or nobody known."""
        joined, left = self.accounts["joined"].to_numpy(), self.accounts["left"].fillna(np.inf).to_numpy()
        ids, found = self.accounts["member_id"].to_numpy(), np.full(len(channel), None, dtype=object)
        brought = (channel == REFERRAL) & ~self.accounts["second"].to_numpy()
        for _ in range(4):
            open_ = np.flatnonzero(brought & pd.isna(found))
            who = np.floor(rng.random(len(open_)) * open_).astype(np.int64)
            there = (open_ > 0) & (left[who] > joined[open_])
            found[open_[there]] = ids[who[there]]
        return found

    def _levels(self) -> NDArray[np.object_]:
        """Level of each account at export, by what it paid in the 365 days before, less full refunds."""
        sales = self.priced
        counted = (sales["paid_at"] >= END - 365 * DAY) & (sales["member"] >= 0) & (self.final_status == "paid")
        spent = np.bincount(sales["member"][counted], sales["paid"][counted], len(self.accounts))
        return LEVELS[np.searchsorted(LEVEL_FROM_FEN, spent, side="right")]

    def orders(self) -> pd.DataFrame:
        """The table orders. `status` is that at export."""
        sales = self.priced
        known = np.array([*self.accounts["member_id"], None], dtype=object)      # the last, at -1, is the guests'
        return pd.DataFrame({
            "order_id": _text(sales["order_id"]), "member_id": _text(known[sales["member"]]),
            "ordered_at": _instants(sales["at"].to_numpy()), "paid_at": _instants(sales["paid_at"].to_numpy()),
            "order_channel": _text(sales["order_channel"]),
            "gross_fen": sales["gross"], "discount_fen": sales["discount"], "paid_fen": sales["paid"],
            "cogs_fen": sales["cogs"],
            "status": _text(self.final_status),
        })

    def order_items(self) -> pd.DataFrame:
        """The table order_items, by order and line. A retry repeats its order's lines."""
        sales = self.priced
        lines = sales[["order_id", "basket"]].merge(self.baskets, on="basket", how="left")
        lines = lines.sort_values(["order_id", "line_no"], kind="stable", ignore_index=True)
        sku = lines["sku"].to_numpy()
        names = np.array([f"sku_{i + 1:03d}" for i in range(len(PRICES))], dtype=object)
        return pd.DataFrame({
            "order_id": _text(lines["order_id"]), "line_no": lines["line_no"], "sku_id": _text(names[sku]),
            "category": _text(np.array(CATEGORIES, dtype=object)[sku % len(CATEGORIES)]),
            "qty": lines["qty"], "price_fen": PRICES[sku],
        })

    def refunds(self) -> pd.DataFrame:
        """The table refunds. The public shop numbers its refunds with rs_, all others begin with r_."""
        returns = self.returns
        numbers = [f"{'rs' if shop else 'r'}_{i:06d}" for i, shop in enumerate(returns["shop"], 1)]
        return pd.DataFrame({
            "refund_id": _text(numbers), "order_id": _text(self.priced["order_id"].to_numpy()[returns["order"]]),
            "requested_at": _instants(returns["requested"].to_numpy()),
            "settled_at": _instants(returns["settled"].to_numpy()),
            "refund_fen": returns["fen"], "reason": _text(returns["reason"]),
        })


def _leaving(rng: np.random.Generator, joined: Floats) -> Floats:
    """When those who joined then leave; NaN when after the end of the window."""
    left = np.floor(joined + 60 + LEAVE_SCALE_DAYS * DAY * rng.weibull(LEAVE_SHAPE, len(joined)))
    return np.where(left < END, left, np.nan)


def _repeats(rng: np.random.Generator, first: Floats, rate: Floats) -> tuple[Ints, Floats]:
    """BG/NBD: who bought again (row of `first`), and when, in business weeks; `rate` multiplies the purchase rate."""
    n = len(first)
    left = SEASON.weeks - first
    count = rng.poisson(rng.gamma(R, 1 / ALPHA, n) * rate * left)
    kept = np.minimum(count, rng.geometric(np.maximum(rng.beta(A, B, n), 1e-9)))    # drops out after that many
    who = np.repeat(np.arange(n), count)
    at = first[who] + rng.random(len(who)) * left[who]
    at = at[np.lexsort((at, who))]
    place = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
    alive = place < kept[who]
    return who[alive], at[alive]


def _spend(rng: np.random.Generator, person: Ints, people: int) -> Floats:
    """Gamma-gamma: what each order comes to, in fen, after discount. A guest is somebody new each time."""
    habit = rng.gamma(Q, 1 / GAMMA, people)[person]
    habit = np.where(person < 0, rng.gamma(Q, 1 / GAMMA, len(person)), habit)
    return rng.gamma(P, size=len(person)) / habit


def _coupon(paid: Floats) -> Ints:
    """Discount in fen on an order that comes to `paid`; about four orders in ten carry a coupon."""
    face = np.select([paid >= 18_000, paid >= 9_000, paid >= 4_500], [4000, 1500, 600], 0)
    return np.where(np.floor(paid) % 10 < 4, face, 0)


def _ids(prefix: str, n: int, digits: int) -> NDArray[np.object_]:
    return np.array([f"{prefix}{i:0{digits}d}" for i in range(1, n + 1)], dtype=object)


def _text(values: object) -> pd.Series:
    return pd.Series(values, dtype="str")


def _instants(seconds: Floats) -> pd.Series:
    """Instants from whole seconds since START; NaT from NaN."""
    known = ~np.isnan(seconds)
    epoch = np.where(known, seconds, 0).astype(np.int64) + int(START.timestamp())
    at = epoch.astype("M8[s]").astype("M8[us]")
    at[~known] = np.datetime64("NaT")
    return pd.Series(pd.DatetimeIndex(at).tz_localize("UTC").tz_convert(ZONE))


TABLES: dict[str, Callable[[Brand], pd.DataFrame]] = {
    "channels": Brand.channels, "channel_costs": Brand.channel_costs, "members": Brand.members, "orders": Brand.orders,
    "order_items": Brand.order_items, "refunds": Brand.refunds,
}


def make(seed: int, scale: float = 1.0, tables: Iterable[str] | None = None) -> dict[str, pd.DataFrame]:
    """The tables asked for (all when None), typed as `tables.load` types them.

    `scale` multiplies the number of people; 1.0 is the design size. The same seed gives the same rows whatever is asked
    for. Raises ValueError for a table that is not simulated or a scale that is not positive.
    """
    asked = list(TABLES) if tables is None else list(tables)
    unknown = [name for name in asked if name not in TABLES]
    if unknown:
        raise ValueError(f"没有模拟这些表：{'、'.join(unknown)}。可用的表：{'、'.join(TABLES)}。")
    if not scale > 0:
        raise ValueError(f"scale 应大于 0，收到 {scale}。")
    brand = Brand(seed, scale)
    return {name: TABLES[name](brand) for name in asked}


def to_text(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The text form of a table of `make`: every column str, "" when missing, instants in UTC with Z.

    The public shop's orders and refunds from before NAIVE_UNTIL stand in local time without offset.
    """
    if name == "orders":
        shop = (frame["order_channel"] == "公域店").to_numpy()
    elif name == "refunds":
        shop = frame["refund_id"].str.startswith("rs_").to_numpy(dtype=bool)
    else:
        shop = np.zeros(len(frame), dtype=bool)
    return pd.DataFrame({column: _written(values, shop) for column, values in frame.items()})


def _written(values: pd.Series, shop: Bools) -> pd.Series:
    """One column as text; see `to_text`."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        at = values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("M8[s]")
        text = np.char.add(np.datetime_as_string(at), "Z")
        naive = shop & (values < NAIVE_UNTIL).to_numpy()
        text[naive] = np.datetime_as_string(values[naive].dt.tz_localize(None).to_numpy().astype("M8[s]"))
    elif values.dtype.kind == "M":
        text = np.datetime_as_string(values.to_numpy().astype("M8[D]"))
    elif values.dtype.kind == "b":
        text = np.where(values, "true", "false")
    else:
        text = values.astype("str").to_numpy(dtype=object)
    return pd.Series(np.where(values.isna(), "", text), dtype="str")
