"""Activity: who was about on which day, and the events of it. Authority on day-N activity.

A member is active on day d after joining with probability f * (0.030 + 0.155 * d ** -0.75), f being the member's own activity
(mean 1). Those who left do nothing, so those still there do correspondingly more; days with an order count among the active.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, DAYS, END, Floats, Ints, arrived, at, chosen, either, hours, instants, pick, text
from .experiments import CAMPAIGNS, INCENTIVE, NOVELTY, ROW
from .people import LEAVE_SCALE_DAYS, LEAVE_SHAPE
from .world import World, repeated, stage, table

LEVEL, START_RISE, DECAY = 0.030, 0.155, 0.75
ON_JOINING, MORE_EVENTS = 0.75, 1.35
SEEN = 0.985                               # of active days: less robots, staff, and days with nothing but anonymous events
KINDS = {"view": 0.60, "like": 0.14, "comment": 0.05, "share": 0.03, "save": 0.04, "checkin": 0.08, "poll": 0.03,
         "add_cart": 0.025, "checkout": 0.005}
ON_POST = ("view", "like", "comment", "share", "save")
TRACKED = 0.8                              # of members' orders outside the public shop leave a cart and a checkout
DUPLICATES, LATE, ANONYMOUS = 0.015, 0.04, 0.01
DEVICES = {"iphone": 0.34, "huawei": 0.24, "xiaomi": 0.16, "oppo": 0.10, "vivo": 0.08, "ipad": 0.02, "pc": 0.06}
ACTORS = {"member": 0.985, "kol": 0.008, "bot": 0.004, "staff": 0.003}
BOT_EVENTS = 6


@stage
def actors(world: World) -> np.ndarray:
    """What each account is: a member, an opinion leader, staff's own account, a robot."""
    return chosen(world.stream("actors"), len(world.accounts), ACTORS)


@stage
def carts(world: World) -> pd.DataFrame:
    """Orders that left events: order (row of sales), account, at."""
    rng, sales = world.stream("carts"), world.sales
    kept = (sales["member"] >= 0) & (sales["order_channel"] != "公域店") & (rng.random(len(sales)) < TRACKED)
    rows = np.flatnonzero(kept)
    return pd.DataFrame({"order": rows, "account": sales["member"].to_numpy()[rows], "at": sales["at"].to_numpy()[rows]})


def _base(world: World) -> Floats:
    """Chance of browsing by day after joining (mean over members), of those still there; day 0 first."""
    joined = (world.accounts["joined"].to_numpy() // DAY).astype(int)
    carts = world.carts
    age = (carts["at"].to_numpy() // DAY).astype(int) - joined[carts["account"]]
    once = np.unique(carts["account"].to_numpy() * DAYS + age) % DAYS
    seen = np.maximum(np.cumsum(np.bincount(DAYS - 1 - joined, minlength=DAYS)[::-1])[::-1], 1)
    ordering = np.bincount(once.astype(np.intp), minlength=DAYS)[:DAYS] / seen
    smooth = np.convolve(np.pad(ordering, 7, mode="edge"), np.full(15, 1 / 15), mode="valid")
    ordering[8:] = smooth[8:]
    d = np.arange(1, DAYS)
    want = LEVEL + START_RISE * d**-DECAY
    staying = SEEN * np.exp(-((d + 0.5) / LEAVE_SCALE_DAYS) ** LEAVE_SHAPE)      # nothing on the day of leaving
    return np.concatenate([[ON_JOINING], np.maximum(want - ordering[1:], 0.2 * want) / (1 - ordering[1:]) / staying])


@stage
def active_days(world: World) -> pd.DataFrame:
    """One row a day an account browsed: account, day (since START), by account and day."""
    rng, accounts = world.stream("active_days"), world.accounts
    joined = (accounts["joined"].to_numpy() // DAY).astype(np.int64)
    last = np.where(accounts["left"].isna(), DAYS, accounts["left"].to_numpy() // DAY)
    span = np.maximum(np.nan_to_num(last, nan=DAYS).astype(np.int64) - joined, 1)
    who = repeated(np.arange(len(accounts)), span)
    age = np.arange(len(who)) - repeated(np.cumsum(span) - span, span)
    f = world.people["activity"].to_numpy()[accounts["person"]]
    chance = _base(world)[age] * np.where(age == 0, 1.0, f[who])
    day = joined[who] + age
    browses = rng.random(len(who)) < chance * _moved(world, who, day)
    return pd.DataFrame({"account": who[browses], "day": day[browses]})


def _moved(world: World, who: Ints, day: Ints) -> Floats:
    """What the experiments do to activity, as a factor."""
    arms, factor = world.arms, np.ones(len(who))
    for key in ("novelty", "incentive"):
        start = int(at(CAMPAIGNS["start"][ROW[key]]) // DAY)
        treated = np.zeros(len(world.accounts), dtype=bool)
        treated[arms.loc[(arms["campaign"] == ROW[key]) & (arms["arm"] == "treat_a"), "account"]] = True
        rows = np.flatnonzero(day >= start)
        rows = rows[treated[who[rows]]]
        since = day[rows] - start
        if key == "novelty":
            first, last, weeks = NOVELTY
            rise = np.maximum(first - (first - last) / weeks * (since // 7), last)
        else:
            rise = np.where(since < CAMPAIGNS["days"][ROW[key]], INCENTIVE[0], np.where(since < 56, INCENTIVE[1], 0.0))
        factor[rows] *= 1 + rise
    return factor


@stage
def events(world: World) -> pd.DataFrame:
    """One row an event by time: account, at, kind, order (row of sales, -1), session; as they happened."""
    rng, days, accounts = world.stream("events"), world.active_days, world.accounts
    robot = (world.actors == "bot")[days["account"]]
    n = 1 + rng.poisson(MORE_EVENTS * np.where(robot, BOT_EVENTS, 1))
    of = repeated(np.arange(len(days)), n)
    place = np.arange(len(of)) - repeated(np.cumsum(n) - n, n)
    begun = days["day"].to_numpy() * DAY + np.minimum(hours(rng, len(days)), DAY - 1800)
    joined = accounts["joined"].to_numpy()[days["account"]]
    begun = np.where(begun < joined + 60, np.minimum(joined + 60 + rng.exponential(300, len(days)),
                                                    (days["day"].to_numpy() + 1) * DAY - 900), begun)
    later = rng.exponential(70.0, len(of))
    later[place == 0] = 0
    total = np.cumsum(later)
    when = np.minimum(begun[of] + total - total[(np.cumsum(n) - n)][of], (days["day"].to_numpy()[of] + 1) * DAY - 1)
    kind = np.where(place == 0, 0, pick(rng, len(of), KINDS.values()))           # begins with a view
    carts = world.carts
    cart = np.maximum(carts["at"].to_numpy() - 10 - rng.exponential(240, len(carts)), carts["at"] // DAY * DAY)
    browse = pd.DataFrame({"account": days["account"].to_numpy()[of], "at": when,
                           "kind": pd.Categorical.from_codes(kind, list(KINDS)), "order": -1, "session": of})
    session = len(days) + np.arange(len(carts))
    bought = pd.DataFrame({"account": np.tile(carts["account"], 2), "at": np.concatenate([cart, carts["at"]]),
                           "kind": pd.Categorical(repeated(["add_cart", "checkout"], len(carts)), list(KINDS)),
                           "order": np.concatenate([np.full(len(carts), -1), carts["order"]]),
                           "session": np.tile(session, 2)})
    frame = pd.concat([browse, bought], ignore_index=True)
    frame["at"] = np.floor(np.maximum(frame["at"], accounts["joined"].to_numpy()[frame["account"]]))
    return frame[frame["at"] < END].sort_values(["at", "account"], kind="stable", ignore_index=True)


def lateness(rng: np.random.Generator, n: int) -> Floats:
    """Seconds from happening to being stored: some seconds, for LATE of the rows 1 to 72 hours."""
    late = rng.random(n) < LATE
    hours_late = np.clip(3600 * rng.lognormal(np.log(8), 1.0, n), 3600, 72 * 3600)
    return np.floor(np.where(late, hours_late, 1 + rng.exponential(4, n)))


def _delivered(rng: np.random.Generator, events: pd.DataFrame) -> pd.DataFrame:
    """Events as stored by export: number, ingested; late ones late, some twice."""
    made = events.assign(number=np.arange(1, len(events) + 1), ingested=events["at"] + lateness(rng, len(events)))
    again = made[rng.random(len(made)) < DUPLICATES]
    again = again.assign(ingested=again["ingested"] + np.floor(2 + rng.exponential(1200, len(again))))
    made = made[arrived(rng, made["at"].to_numpy())]
    made = pd.concat([made, again[again["number"].isin(made["number"])]])
    return made[made["ingested"] < END].sort_values(["at", "number", "ingested"], kind="stable", ignore_index=True)


def _posts(rng: np.random.Generator, world: World, when: Floats, kind: pd.Series) -> Ints:
    """A recent piece for each event that is about one; -1 for none."""
    since = np.searchsorted(world.published["at"].to_numpy(), when, side="right") - rng.geometric(0.3, len(when))
    return np.where(kind.isin(ON_POST) & (rng.random(len(when)) < 0.93), np.maximum(since, -1), -1)


def _room(world: World, who: Ints, when: Floats) -> Ints:
    """The first group of each account at that time; -1 when not in it."""
    first = world.stays[world.stays["kind"] == "first"]
    room, since, until = np.full(len(world.accounts), -1), np.full(len(world.accounts), np.inf), np.zeros(len(world.accounts))
    room[first["account"]], since[first["account"]] = first["room"], first["joined"]
    until[first["account"]] = first["left"].fillna(END)
    return np.where((since[who] <= when) & (when < until[who]), room[who], -1)


@table
def interactions(world: World) -> pd.DataFrame:
    """The table interactions, by time of the event."""
    rng = world.stream("interactions")
    unique = world.events
    n = len(unique)
    post = _posts(rng, world, unique["at"].to_numpy(), unique["kind"])
    room = np.where(rng.random(n) < 0.4, _room(world, unique["account"].to_numpy(), unique["at"].to_numpy()), -1)
    anonymous = (rng.random(n) < ANONYMOUS) & (unique["order"] < 0).to_numpy()
    device = chosen(world.stream("devices"), len(world.accounts), DEVICES)
    feature = at(CAMPAIGNS["start"][ROW["novelty"]])
    of_campaign = (unique["kind"] == "checkin").to_numpy() & (unique["at"] >= feature).to_numpy()
    made = _delivered(rng, unique.assign(post=post, room=room, anonymous=anonymous, campaign=of_campaign))
    who = made["account"].to_numpy()
    number, session = world.ids("e_", n, 7), world.ids("v_", unique["session"].max() + 1 if n else 0, 6, first=0)
    return pd.DataFrame({
        "event_id": text(number[made["number"] - 1]),
        "member_id": text(either(~made["anonymous"], world.accounts["member_id"].to_numpy()[who])),
        "actor_type": text(world.actors[who]), "post_id": _named(made["post"], world.published["post_id"]),
        "group_id": _named(made["room"], world.rooms["group_id"]),
        "campaign_id": text(either(made["campaign"], f"c_{ROW['novelty'] + 1:02d}")),
        "order_id": _named(made["order"], pd.Series(world.ids("o_", len(world.sales), 7))), "event_type": text(made["kind"]),
        "event_at": instants(made["at"].to_numpy()), "ingested_at": instants(made["ingested"].to_numpy()),
        "device": text(device[who]), "session_id": text(session[made["session"]]),
    })


def _named(row: pd.Series, names: pd.Series) -> pd.Series:
    """The id at each row; missing where the row is -1."""
    known = np.append(names.to_numpy(dtype=object), None)
    return text(known[row.to_numpy()])
