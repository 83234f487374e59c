"""Referral: invitations, who came of them, and rings of accounts on one device that invite each other for the reward."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, END, at, either, instants, text
from .experiments import payments  # noqa: F401  (a stage used below)
from .people import members
from .world import World, repeated, stage, table

LEGIT, CONVERSION, DAYS_TO_PAY = 0.82, 0.062, 7
RINGS, RING_SIZE = 14, (6, 21)
REWARD_FEN, REWARD_FIRST_FEN = 500, 1500


@stage
def roster(world: World) -> pd.DataFrame:
    """The table members, made once for the stages that need it."""
    return members(world)


@stage
def referred(world: World) -> pd.DataFrame:
    """One row an account: referrer (row of accounts, -1), depth (0 without a referrer), first paid (seconds, NaN)."""
    by = world.roster["referrer_id"]
    referrer = pd.Index(world.accounts["member_id"]).get_indexer(by).astype(np.int64)       # -1 for a missing one
    depth = np.zeros(len(by), dtype=np.int64)
    for _ in range(30):
        deeper = np.where(referrer >= 0, depth[referrer] + 1, 0)
        if (deeper == depth).all():
            break
        depth = deeper
    found = np.searchsorted(world.payments, np.arange(len(by)) * END)
    paid = np.append(world.payments, np.inf)[found] - np.arange(len(by)) * END
    return pd.DataFrame({"referrer": referrer, "depth": depth, "paid": np.where(paid < END, paid, np.nan)})


@stage
def rings(world: World) -> pd.DataFrame:
    """One row an account in a ring: ring, account. They joined within days of each other and never bought."""
    rng, accounts = world.stream("rings"), world.accounts
    idle = np.flatnonzero(world.referred["paid"].isna() & (world.referred["referrer"] < 0) & ~accounts["second"]
                          & (accounts["joined"] > 200 * DAY) & (accounts["joined"] < END - 20 * DAY))
    sizes = rng.integers(*RING_SIZE, min(RINGS, len(idle) // (2 * RING_SIZE[1])))
    room = np.linspace(0, max(len(idle) - RING_SIZE[1], 0), len(sizes) + 1).astype(int)[:-1]
    taken = [idle[start:start + size] for start, size in zip(room, sizes, strict=True)]
    return pd.DataFrame({"ring": repeated(np.arange(len(taken)), sizes),
                         "account": np.concatenate(taken) if taken else np.array([], dtype=np.int64)})


def _honest(rng: np.random.Generator, world: World) -> pd.DataFrame:
    """One row an honest invitation: those behind referred accounts, and so many in vain that CONVERSION holds."""
    referred, accounts = world.referred, world.accounts
    came = np.flatnonzero(referred["referrer"] >= 0)
    joined = accounts["joined"].to_numpy()
    invited = joined[came] - np.floor(30 + rng.exponential(0.7 * DAY, len(came)))
    invited = np.maximum(invited, joined[referred["referrer"].to_numpy()[came]] + 1)
    soon = (referred["paid"].to_numpy()[came] - invited < DAYS_TO_PAY * DAY).sum()
    vain = max(round(soon / CONVERSION) - len(came), 0)
    by = rng.choice(referred["referrer"].to_numpy()[came], vain) if len(came) else np.array([], dtype=int)
    until = accounts["left"].fillna(END - 1).to_numpy()[by]
    lost = np.floor(joined[by] + rng.random(vain) * (until - joined[by]))
    return pd.DataFrame({"by": np.concatenate([referred["referrer"].to_numpy()[came], by]),
                         "invitee": np.concatenate([came, np.full(vain, -1)]), "invited": np.concatenate([invited, lost]),
                         "ring": -1})


def _fraud(rng: np.random.Generator, world: World, honest: int) -> pd.DataFrame:
    """One row an invitation within a ring; the same accounts again and again, now and then oneself."""
    rings = world.rings
    n = round(honest * (1 - LEGIT) / LEGIT) if len(rings) else 0
    to = rng.integers(0, max(len(rings), 1), n)
    ring = rings["ring"].to_numpy()[to]
    first = np.searchsorted(rings["ring"], ring)
    size = np.bincount(rings["ring"])[ring] if n else to
    by = first + np.floor(rng.random(n) * size).astype(np.int64)
    account = rings["account"].to_numpy()
    since = np.maximum(world.accounts["joined"].to_numpy()[account[by]], world.accounts["joined"].to_numpy()[account[to]])
    invited = np.floor(since + rng.random(n) * np.minimum(12 * DAY, END - 1 - since))
    again = rng.random(n) < 0.12
    return pd.DataFrame({"by": account[by], "invitee": np.where(again, -1, account[to]), "invited": invited, "ring": ring})


def _hashes(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.array([f"{x:08x}" for x in rng.integers(0, 2**32, n)], dtype=object)


@stage
def invitations(world: World) -> pd.DataFrame:
    """One row an invitation by time: by and invitee (rows of accounts, -1), invited, clicked, registered, paid, ring (-1)."""
    rng = world.stream("invitations")
    honest = _honest(rng, world)
    frame = pd.concat([honest, _fraud(rng, world, len(honest))], ignore_index=True)
    frame = frame[(frame["invited"] >= 0) & (frame["invited"] < END)]
    frame = frame.sort_values(["invited", "by"], kind="stable", ignore_index=True)
    came, fraud = (frame["invitee"] >= 0).to_numpy(), (frame["ring"] >= 0).to_numpy()
    joined = world.accounts["joined"].to_numpy()[frame["invitee"]]
    registered = np.where(came, np.where(fraud, frame["invited"] + 90, joined), np.nan)
    registered[registered >= END] = np.nan
    frame["invitee"] = np.where(np.isnan(registered), -1, frame["invitee"])
    clicked = np.where(came, frame["invited"] + 15, np.where(rng.random(len(frame)) < 0.35, frame["invited"] + 600, np.nan))
    clicked[clicked >= END] = np.nan
    paid = np.where(np.isnan(registered), np.nan, world.referred["paid"].to_numpy()[frame["invitee"]])
    return frame.assign(clicked=clicked, registered=registered, paid=paid)


@table
def referrals(world: World) -> pd.DataFrame:
    """The table referrals. Rings share a device and an address; the platform's review found most of them, later."""
    rng, made, member = world.stream("referrals"), world.invitations, world.accounts["member_id"].to_numpy()
    n, fraud, came = len(made), (made["ring"] >= 0).to_numpy(), (made["invitee"] >= 0).to_numpy()
    device, address = (_hashes(rng, len(world.accounts)) for _ in range(2))
    ring = {name: _hashes(rng, RINGS + 1) for name in ("device", "address")}
    own = made["invitee"].where(came, made["by"]).to_numpy()
    basis = np.where(made["invited"] < at("2025-01-01"), "固定", np.where(rng.random(n) < 0.06, "团队", "首单"))
    due = came & (made["paid"].notna().to_numpy() | (basis == "固定"))
    due |= fraud & came
    reviewed = came & (rng.random(n) < 0.9)
    valid = np.where(fraud, rng.random(n) < 0.25, rng.random(n) < 0.97)
    refused = np.where(rng.random(n) < 0.3, "revoked", "rejected")
    status = np.where(~due | ~reviewed, "pending", np.where(valid, "granted", refused))
    depth = world.referred["depth"].to_numpy()[made["by"]] + 1
    recent = made["invited"].to_numpy() > at("2025-02-01")
    return pd.DataFrame({
        "referral_id": text(world.ids("f_", n, 6)), "referrer_id": text(member[made["by"]]),
        "invitee_id": text(either(came, member[made["invitee"]])),
        "campaign_id": text(either(recent & (rng.random(n) < 0.2), "c_04")), "level": depth,
        "join_fee_fen": np.where((basis == "团队") & came & (rng.random(n) < 0.3), 9900, 0),
        "invited_at": instants(made["invited"].to_numpy()), "clicked_at": instants(made["clicked"].to_numpy()),
        "registered_at": instants(made["registered"].to_numpy()), "first_paid_at": instants(made["paid"].to_numpy()),
        "device_hash": text(np.where(fraud, ring["device"][made["ring"]], device[own])),
        "ip_hash": text(np.where(fraud & (rng.random(n) < 0.8), ring["address"][made["ring"]], address[own])),
        "is_valid": pd.array(np.where(reviewed, valid, None), dtype="boolean"), "reward_basis": text(basis),
        "reward_fen": np.where(due, np.where(basis == "首单", REWARD_FIRST_FEN, REWARD_FEN), 0),
        "reward_status": text(status),
    })
