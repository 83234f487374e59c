"""Groups and who was in them when. Authority on the truths about groups: leaving, repurchase between groups, invitation.

Leaving a first group is leaving the private domain, so the times of leaving are given (Weibull, see people). Which members a
welcome reached, and who sat in a group with many mass sends, is drawn given those times by Bayes' rule, which gives the
same joint law as hazards multiplied by WELCOMED and CROWDED.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, END, SEASON, Bools, Floats, Ints, chosen, either, grown, instants, text
from .people import LEAVE_SCALE_DAYS, LEAVE_SHAPE
from .staff import on_duty
from .world import World, stage, table

GROUPS = 160
IN_A_GROUP, IN_A_SECOND, BACK_AGAIN = 0.86, 0.42, 0.03
CANDIDATES = 14                            # groups that take in newcomers at one time
QUALITY = 1.20                             # spread of the groups' pull on members who buy again
WELCOMED, CROWDED = 0.82, 1.35             # hazard ratios of leaving
WELCOME_SHARE, CROWDED_SHARE = 0.38, 0.4
THEMES = {"新客福利": 0.34, "茶友交流": 0.22, "同城": 0.16, "点心搭配": 0.12, "老客专享": 0.16}
MIXES = {"优惠为主": 0.36, "内容为主": 0.22, "互动为主": 0.18, "均衡": 0.24}
CITIES = {"杭州": 0.3, "广州": 0.2, "成都": 0.2, "上海": 0.2, "福州": 0.1}
REASONS = {"合并": 0.35, "亏损": 0.2, "沉寂": 0.35, "违规": 0.1}


@stage
def rooms(world: World) -> pd.DataFrame:
    """One row a group by time of opening: opened, closed (NaN), sends (mass sends a week), quality, weight, owner."""
    rng, n = world.stream("groups"), world.sized(GROUPS, 4)
    opened = np.floor(SEASON.at(grown(np.sort(np.concatenate([np.zeros(min(4, n)), rng.random(n - min(4, n)) * 0.97])))))
    life = rng.exponential(2200 * DAY, n)
    closed = np.where((opened + life < END) & (life > 120 * DAY), np.floor(opened + life), np.nan)
    theme = chosen(rng, n, THEMES)
    sends = np.where(rng.random(n) < CROWDED_SHARE, rng.integers(4, 7, n), rng.integers(1, 4, n))
    return pd.DataFrame({
        "group_id": world.ids("g_", n, 3), "opened": opened, "closed": closed, "theme": theme, "sends": sends,
        "mix": chosen(rng, n, MIXES), "city": either(theme == "同城", chosen(rng, n, CITIES)),
        "quality": rng.normal(0, QUALITY, n), "weight": rng.lognormal(0, 1.0, n),
        "reason": either(~np.isnan(closed), chosen(rng, n, REASONS)),
        "owner": on_duty(rng, world, "社群运营", (opened // DAY).astype(int)),
    })


def tilt(left: Floats, joined: Floats, ratio: float, share: float) -> Floats:
    """Log-likelihood of staying that long for the `share` whose hazard is multiplied by `ratio`, against the others'."""
    gone = ~np.isnan(left)
    stayed = (np.where(gone, left, END) - joined) / DAY
    risk: Floats = (stayed / LEAVE_SCALE_DAYS) ** LEAVE_SHAPE
    return gone * np.log(ratio) - (ratio - 1) / (share * ratio + 1 - share) * risk


@stage
def stays(world: World) -> pd.DataFrame:
    """One row a stay in a group by time of joining: account, room, joined, left (NaN), kind (first, second, back), welcomed."""
    rng, accounts = world.stream("stays"), world.accounts
    joined, left = (accounts[name].to_numpy() for name in ("joined", "left"))
    who = np.flatnonzero(rng.random(len(accounts)) < IN_A_GROUP)
    at = joined[who] + 5 + np.floor(rng.exponential(np.where(rng.random(len(who)) < 0.85, 300.0, 3 * 3600.0)))
    who, at = _still(who, at, left)
    repeats = np.bincount(world.sales["member"][world.sales["member"] >= 0], minlength=len(accounts)) >= 2
    room = _rooms(rng, world, at, repeats[who],
                  rng.random(len(who)) < _share(CROWDED_SHARE, tilt(left[who], at, CROWDED, CROWDED_SHARE)))
    welcomed = rng.random(len(who)) < _share(WELCOME_SHARE, tilt(left[who], at, WELCOMED, WELCOME_SHARE))
    first = pd.DataFrame({"account": who, "room": room, "joined": at, "left": left[who], "kind": "first",
                          "welcomed": welcomed})
    frame = pd.concat([first, _second(rng, world, first), _back(rng, first)], ignore_index=True)
    frame = frame[frame["joined"] < END].drop_duplicates(["account", "room", "joined"])
    closed = world.rooms["closed"].to_numpy()[frame["room"]]
    frame["dissolved"] = closed < frame["left"].fillna(np.inf).to_numpy()
    frame["left"] = np.where(frame["dissolved"], np.maximum(closed, frame["joined"] + 1), frame["left"])
    return frame.sort_values(["joined", "account"], kind="stable", ignore_index=True)


def _still(who: Ints, at: Floats, left: Floats) -> tuple[Ints, Floats]:
    """Those who have not left by then."""
    there = at < np.nan_to_num(left[who], nan=END)
    return who[there], at[there]


def _share(share: float, log_ratio: Floats) -> Floats:
    """Posterior share given how much likelier the outcome is."""
    odds: Floats = share / (1 - share) * np.exp(log_ratio)
    return odds / (1 + odds)


def _rooms(rng: np.random.Generator, world: World, at: Floats, repeats: Bools, crowded: Bools) -> Ints:
    """A group open at that time for each newcomer: buyers-again are drawn to some, `crowded` go where mass sends are many."""
    rooms = world.rooms
    last = np.maximum(np.searchsorted(rooms["opened"].to_numpy(), at, side="right") - 1, 0)
    candidates = np.maximum(last[:, None] - np.arange(min(CANDIDATES, len(rooms))), 0)
    pull = np.log(rooms["weight"].to_numpy())[candidates] + rng.gumbel(size=candidates.shape)
    pull += rooms["quality"].to_numpy()[candidates] * np.where(repeats, 0.5, -0.5)[:, None]
    pull -= 50.0 * ((rooms["sends"].to_numpy() > 3)[candidates] != crowded[:, None])
    gone = rooms["closed"].fillna(np.inf).to_numpy()[candidates] <= at[:, None]
    best = np.argmax(np.where(gone, -1e9, pull), axis=1)
    return candidates[np.arange(len(at)), best]


def _second(rng: np.random.Generator, world: World, first: pd.DataFrame) -> pd.DataFrame:
    """Second groups, some weeks later, among those opened before."""
    some = first[rng.random(len(first)) < IN_A_SECOND]
    at = np.floor(some["joined"].to_numpy() + 3600 + rng.exponential(45 * DAY, len(some)))
    own = np.floor(at + 60 + LEAVE_SCALE_DAYS * DAY * rng.weibull(LEAVE_SHAPE, len(some)))
    left = np.fmin(np.where(own < END, own, np.nan), some["left"].to_numpy())
    open_ = np.searchsorted(world.rooms["opened"].to_numpy(), at, side="right")
    room = np.floor(rng.random(len(some)) * np.maximum(open_, 1)).astype(np.int64)
    frame = some.assign(joined=at, left=left, room=room, kind="second", welcomed=False)
    closed = world.rooms["closed"].fillna(np.inf).to_numpy()[room]
    fits = (at < np.nan_to_num(some["left"].to_numpy(), nan=END)) & (room != some["room"].to_numpy()) & (closed > at)
    return frame[fits & (at < END)]


def _back(rng: np.random.Generator, first: pd.DataFrame) -> pd.DataFrame:
    """People who left the group for some days: their first stay ends (changed in place) and another begins."""
    until = first["left"].fillna(END - 5 * DAY)
    able = np.flatnonzero((until - first["joined"] > 20 * DAY).to_numpy() & (rng.random(len(first)) < BACK_AGAIN))
    start, stop = first["joined"].to_numpy()[able], until.to_numpy()[able]
    out = np.floor(start + (stop - start) * rng.uniform(0.3, 0.7, len(able)))
    again = first.iloc[able].assign(joined=np.floor(out + rng.uniform(0.1, 6, len(able)) * DAY), kind="back", welcomed=False)
    first.loc[first.index[able], "left"] = out
    return again


@table
def groups(world: World) -> pd.DataFrame:
    """The table groups."""
    rooms = world.rooms
    return pd.DataFrame({
        "group_id": text(rooms["group_id"]), "opened_at": instants(rooms["opened"].to_numpy()),
        "closed_at": instants(rooms["closed"].to_numpy()), "close_reason": text(rooms["reason"]),
        "theme": text(rooms["theme"]), "content_mix": text(rooms["mix"]),
        "owner_staff_id": text(world.crew["staff_id"].to_numpy()[rooms["owner"]]),
        "capacity": np.where(rooms["weight"] > 1.5, 500, 300), "city": text(rooms["city"]),
    })


@table
def group_memberships(world: World) -> pd.DataFrame:
    """The table group_memberships: stays, and those of the campaign that invited into a group."""
    rng, stays = world.stream("group_memberships"), pd.concat([world.stays, world.invited], ignore_index=True)
    stays = stays.sort_values(["joined", "account"], kind="stable", ignore_index=True)
    member, staff = world.accounts["member_id"].to_numpy(), world.crew["staff_id"].to_numpy()
    friend = world.referred["referrer"].reindex(stays["account"]).to_numpy()
    by_staff = (stays["kind"] == "invited").to_numpy() | (rng.random(len(stays)) < 0.3)
    owner = staff[world.rooms["owner"].to_numpy()[stays["room"]]]
    inviter = np.where(by_staff, owner, either((friend >= 0) & (stays["kind"] == "first"), member[np.maximum(friend, 0)]))
    left = stays["left"].to_numpy()
    reason = np.where(stays["dissolved"], "解散", np.where(rng.random(len(stays)) < 0.04, "移除", "主动"))
    return pd.DataFrame({
        "group_id": text(world.rooms["group_id"].to_numpy()[stays["room"]]), "member_id": text(member[stays["account"]]),
        "joined_at": instants(stays["joined"].to_numpy()), "left_at": instants(left),
        "leave_reason": text(either(~np.isnan(left), reason)), "invited_by": text(inviter),
    })


@table
def group_ledger(world: World) -> pd.DataFrame:
    """The table group_ledger: from the month a group opened; shared cost by members there, incentive by members who came."""
    rng, stays = world.stream("group_ledger"), world.stays
    starts = np.array([(start - pd.Timestamp("2024-03-01")).total_seconds()
                       for start in pd.date_range("2024-03-01", periods=25, freq="MS")])
    n = len(world.rooms)
    there, came = np.zeros((n, 24)), np.zeros((n, 24))
    left = stays["left"].fillna(np.inf).to_numpy()
    for month in range(24):
        end = starts[month + 1]
        inside = (stays["joined"] < end).to_numpy() & (left >= end)
        new = (stays["joined"] >= starts[month]).to_numpy() & (stays["joined"] < end).to_numpy()
        there[:, month], came[:, month] = (np.bincount(stays["room"][flag], minlength=n) for flag in (inside, new))
    shared = (12_000 + 55 * there) * rng.lognormal(0, 0.25, there.shape)
    incentive = (180 * came + 18 * there) * rng.lognormal(0, 0.4, there.shape)
    rooms = world.rooms
    alive = (rooms["opened"].to_numpy()[:, None] < starts[1:]) & \
        (rooms["closed"].fillna(np.inf).to_numpy()[:, None] >= starts[:-1])
    room, month = np.nonzero(alive)
    return pd.DataFrame({
        "group_id": text(rooms["group_id"].to_numpy()[room]),
        "month": text(pd.date_range("2024-03-01", periods=24, freq="MS").strftime("%Y-%m").to_numpy(dtype=object)[month]),
        "shared_cost_fen": np.rint(shared[room, month]).astype(np.int64),
        "incentive_fen": np.rint(incentive[room, month]).astype(np.int64),
    })
