"""Trade: purchases (BG/NBD with gamma-gamma spend), baskets, payments, refunds, and the level a member earned by them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .clock import DAY, END, SEASON, Floats, Ints, arrived, grown, instants, pick, text
from .people import CHANNELS
from .world import World, repeated, stage, table

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

CATEGORIES = ("原叶茶", "袋泡茶", "花草茶", "糕点", "坚果", "礼盒")
COST_SHARE = np.array([0.40, 0.36, 0.38, 0.50, 0.54, 0.45])
PRICES = np.unique(np.round(np.geomspace(690, 39_900, 72) / 100).astype(np.int64) * 100 - 10)   # list price by SKU
REASONS = (("质量问题", 0.24), ("物流破损", 0.20), ("错发漏发", 0.12), ("无理由退货", 0.34), ("其他", 0.10))
LEVELS, LEVEL_FROM_FEN = np.array(["普通", "银卡", "金卡", "黑金"], dtype=object), (15_000, 40_000, 100_000)


@stage
def purchases(world: World) -> pd.DataFrame:
    """One row an order before guests' and retries, in no order: person, at (seconds), paid (whether it was)."""
    rng, people = world.stream("purchases"), world.people
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
    tried, failed = _attempts(world, rng, person, at, np.flatnonzero(~buys))
    paid = np.arange(len(person) + len(tried)) < len(person)
    return pd.DataFrame({"person": np.concatenate([person, tried]), "at": np.floor(np.concatenate([at, failed])),
                         "paid": paid})


def _attempts(world: World, rng: np.random.Generator, person: Ints, at: Floats, others: Ints) -> tuple[Ints, Floats]:
    """Orders not completed: some before a completed one, some by people who never buy."""
    before = np.flatnonzero(rng.random(len(at)) < ATTEMPTS)
    others = others[rng.random(len(others)) < 0.03]
    joined = world.people["joined"].to_numpy()
    tried = np.maximum(at[before] - 60 - rng.exponential(0.7 * DAY, len(before)), joined[person[before]] + 60)
    alone = joined[others] + 60 + rng.random(len(others)) * np.minimum(60 * DAY, END - 61 - joined[others])
    return np.concatenate([person[before], others]), np.concatenate([tried, alone])


@stage
def sales(world: World) -> pd.DataFrame:
    """Orders by time, retries included, before refunds: order_id, member (row of accounts or -1), times, money, status."""
    rng, made = world.stream("sales"), world.purchases
    guests = round(len(made) * GUESTS / (1 - GUESTS))
    at = np.concatenate([made["at"], np.floor(SEASON.at(grown(rng.random(guests))))])
    person = np.concatenate([made["person"], np.full(guests, -1)])
    paid = np.concatenate([made["paid"], np.ones(guests, dtype=bool)])
    by_time = np.argsort(at, kind="stable")
    by_time = by_time[arrived(rng, at[by_time])]
    at, person, paid = at[by_time], person[by_time], paid[by_time]
    n = len(at)
    late = rng.random(n) < 0.12       # slow payers: minutes; the rest pay within two
    paid_at = np.floor(at + 5 + rng.exponential(np.where(late, 900.0, 40.0)))
    cancelled = ~paid & (rng.random(n) < 0.55)
    paid |= cancelled & (rng.random(n) < 0.15)      # cancelled after payment, before dispatch
    status = np.where(cancelled, "cancelled", np.where(paid, "paid", "created"))
    frame = pd.DataFrame({"at": at, "paid_at": np.where(paid, paid_at, np.nan), "status": status,
                          "member": _account_at(world, person, at), "order_channel": _shop(world, rng, person, at),
                          "target": _spend(rng, person, len(world.people))})
    again = np.flatnonzero((rng.random(n) < RETRIES) & (status == "paid"))
    retry = frame.iloc[again].assign(basket=again)
    lag = rng.integers(1, 5, len(again))
    retry["at"] += lag
    retry["paid_at"] += lag
    frame = pd.concat([frame.assign(basket=np.arange(n)), retry]).sort_values("at", kind="stable", ignore_index=True)
    return frame[frame["paid_at"].isna() | (frame["paid_at"] < END)].reset_index(drop=True)


def _account_at(world: World, person: Ints, at: Floats) -> Ints:
    """Row of accounts that the person used at that time; -1 for guests."""
    accounts = world.accounts
    first = accounts[~accounts["second"]].sort_values("person").index.to_numpy()
    second = accounts[accounts["second"]]
    since = np.full(len(world.people), np.inf)
    row = np.zeros(len(world.people), dtype=np.int64)
    since[second["person"]], row[second["person"]] = second["joined"], second.index
    used = np.where(at >= since[person], row[person], first[person])
    return np.where(person < 0, -1, used)


def _shop(world: World, rng: np.random.Generator, person: Ints, at: Floats) -> NDArray[np.object_]:
    """Where each order was made: guests and people who left mostly in the public shop."""
    people = world.people
    public = (CHANNELS["domain"] == "public").to_numpy()[people["channel"].to_numpy()[person]]
    gone = at > np.nan_to_num(people["left"].to_numpy()[person], nan=np.inf)
    shop = np.select([person < 0, gone, public], [0.85, 0.60, 0.30], 0.10)
    draw = rng.random(len(person))
    names = np.array(["公域店", "企微", "小程序"], dtype=object)
    made: NDArray[np.object_] = names[(draw >= shop).astype(int) + (draw >= shop + (1 - shop) * 0.28)]
    return made


@stage
def baskets(world: World) -> pd.DataFrame:
    """Lines of the baskets behind sales: basket, line_no, sku (row of PRICES), qty. Retries share a basket."""
    rng = world.stream("baskets")
    target = world.sales.drop_duplicates("basket").sort_values("basket")[["basket", "target"]]
    gross = target["target"].to_numpy() + _coupon(target["target"].to_numpy())
    lines = 1 + np.minimum(rng.poisson(1.15, len(gross)), (gross // 2500).astype(int)).clip(max=5)
    of = repeated(np.arange(len(gross)), lines)
    weight = 0.35 + rng.exponential(size=len(of))
    value = gross[of] * weight / np.bincount(of, weight, len(gross))[of]
    qty = 1 + pick(rng, len(of), (0.74, 0.19, 0.07))
    qty = np.where(value / qty < PRICES[0], 1, np.maximum(qty, np.ceil(value / PRICES[-1]))).astype(np.int64)
    middles = (PRICES[1:] + PRICES[:-1]) / 2
    first = np.cumsum(lines) - lines
    return pd.DataFrame({"basket": target["basket"].to_numpy()[of], "line_no": np.arange(len(of)) - first[of] + 1,
                         "sku": np.searchsorted(middles, value / qty), "qty": qty})


@stage
def priced(world: World) -> pd.DataFrame:
    """Sales with order_id and money: gross, discount, paid, cogs in fen."""
    lines, sales = world.baskets, world.sales
    value = PRICES[lines["sku"]] * lines["qty"].to_numpy()
    cost = value * COST_SHARE[lines["sku"].to_numpy() % len(CATEGORIES)]
    gross = np.bincount(lines["basket"], value)[sales["basket"]].astype(np.int64)
    cogs = np.rint(np.bincount(lines["basket"], cost)[sales["basket"]]).astype(np.int64)
    discount = np.minimum(_coupon(sales["target"].to_numpy()), gross // 2)
    return sales.assign(order_id=world.ids("o_", len(sales), 7), gross=gross, discount=discount, paid=gross - discount,
                        cogs=cogs)


@stage
def returns(world: World) -> pd.DataFrame:
    """Refund requests by time: order (row of sales), shop, requested, settled (NaN when not), fen, reason."""
    rng, sales = world.stream("returns"), world.priced
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
                          "reason": reasons[pick(rng, len(asked), [weight for _, weight in REASONS])]})
    frame = frame[(frame["requested"] < END) & arrived(rng, asked)]
    return frame.sort_values("requested", kind="stable", ignore_index=True)


@stage
def final_status(world: World) -> NDArray[np.object_]:
    """Status of each sale at export: refunded when all that was paid has been paid back."""
    sales, done = world.priced, world.returns[world.returns["settled"].notna()]
    back = np.bincount(done["order"], done["fen"], len(sales))
    return np.where((back > 0) & (back >= sales["paid"]), "refunded", sales["status"]).astype(object)


@stage
def levels(world: World) -> NDArray[np.object_]:
    """Level of each account at export, by what it paid in the 365 days before, less full refunds."""
    sales = world.priced
    counted = (sales["paid_at"] >= END - 365 * DAY) & (sales["member"] >= 0) & (world.final_status == "paid")
    spent = np.bincount(sales["member"][counted], sales["paid"][counted], len(world.accounts))
    return LEVELS[np.searchsorted(LEVEL_FROM_FEN, spent, side="right")]


@table
def orders(world: World) -> pd.DataFrame:
    """The table orders. `status` is that at export."""
    sales = world.priced
    known = np.array([*world.accounts["member_id"], None], dtype=object)      # the last, at -1, is the guests'
    return pd.DataFrame({
        "order_id": text(sales["order_id"]), "member_id": text(known[sales["member"]]),
        "ordered_at": instants(sales["at"].to_numpy()), "paid_at": instants(sales["paid_at"].to_numpy()),
        "order_channel": text(sales["order_channel"]),
        "gross_fen": sales["gross"], "discount_fen": sales["discount"], "paid_fen": sales["paid"],
        "cogs_fen": sales["cogs"],
        "status": text(world.final_status),
    })


@table
def order_items(world: World) -> pd.DataFrame:
    """The table order_items, by order and line. A retry repeats its order's lines."""
    sales = world.priced
    lines = sales[["order_id", "basket"]].merge(world.baskets, on="basket", how="left")
    lines = lines.sort_values(["order_id", "line_no"], kind="stable", ignore_index=True)
    sku = lines["sku"].to_numpy()
    names = np.array([f"sku_{i + 1:03d}" for i in range(len(PRICES))], dtype=object)
    return pd.DataFrame({
        "order_id": text(lines["order_id"]), "line_no": lines["line_no"], "sku_id": text(names[sku]),
        "category": text(np.array(CATEGORIES, dtype=object)[sku % len(CATEGORIES)]),
        "qty": lines["qty"], "price_fen": PRICES[sku],
    })


@table
def refunds(world: World) -> pd.DataFrame:
    """The table refunds. The public shop numbers its refunds with rs_, all others begin with r_."""
    returns = world.returns
    numbers = np.where(returns["shop"], world.ids("rs_", len(returns), 6), world.ids("r_", len(returns), 6))
    return pd.DataFrame({
        "refund_id": text(numbers), "order_id": text(world.priced["order_id"].to_numpy()[returns["order"]]),
        "requested_at": instants(returns["requested"].to_numpy()),
        "settled_at": instants(returns["settled"].to_numpy()),
        "refund_fen": returns["fen"], "reason": text(returns["reason"]),
    })


def _repeats(rng: np.random.Generator, first: Floats, rate: Floats) -> tuple[Ints, Floats]:
    """BG/NBD: who bought again (row of `first`), and when, in business weeks; `rate` multiplies the purchase rate."""
    n = len(first)
    left = SEASON.weeks - first
    count = rng.poisson(rng.gamma(R, 1 / ALPHA, n) * rate * left)
    kept = np.minimum(count, rng.geometric(np.maximum(rng.beta(A, B, n), 1e-9)))    # drops out after that many
    who = repeated(np.arange(n), count)
    at = first[who] + rng.random(len(who)) * left[who]
    at = at[np.lexsort((at, who))]
    place = np.arange(len(who)) - repeated(np.cumsum(count) - count, count)
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
