"""Rewards: coupons, activities with sign-up, and the ledger of points and growth, which is only ever appended to."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, END, at, either, hours, ids, instants, text
from .experiments import CAMPAIGNS, ROW
from .world import World, stage, table

CAMPAIGN_COUPONS = {"coupon1": (1000, 5900), "coupon2": (1000, 5900), "coupon3": (1500, 8900), "coupon4": (1500, 8900),
                    "null2": (2000, 29900)}
THRESHOLDS = {600: 4500, 1500: 9000, 4000: 18000}
EVERYDAY = 1.9                             # coupons never used, a member
SESSIONS, SIGN_UPS = 220, 0.16             # activities in two years; share of active days with a sign-up
CHECK_IN, CHECK_IN_PAID, FINISHED = 5, 20, 20
GOOD_FOR = 365 * DAY


def _used(world: World) -> pd.DataFrame:
    """Members' paid orders with a discount, retries left out: order (row of sales), account, at, discount."""
    sales = world.priced
    kept = (sales["member"] >= 0) & (sales["discount"] > 0) & sales["paid_at"].notna() & ~sales["basket"].duplicated()
    return pd.DataFrame({"order": np.flatnonzero(kept), "account": sales["member"][kept], "at": sales["at"][kept],
                         "discount": sales["discount"][kept]}).reset_index(drop=True)


def _of_campaigns(world: World, used: pd.DataFrame) -> pd.DataFrame:
    """One row a coupon of a campaign; used on the member's first discounted order in its days that is dear enough."""
    sends = world.sends
    key = CAMPAIGNS["key"].to_numpy()[sends["campaign"]]
    rows = sends[np.isin(key, list(CAMPAIGN_COUPONS)) & (sends["campaign"] >= 0) & sends["sent"].notna()]
    name = CAMPAIGNS["key"].to_numpy()[rows["campaign"]]
    face, threshold = (np.array([CAMPAIGN_COUPONS[k][i] for k in name], dtype=np.int64) for i in (0, 1))
    until = np.array([at(day) for day in CAMPAIGNS["start"]])[rows["campaign"]] + 7 * DAY
    made = pd.DataFrame({"account": rows["account"].to_numpy(), "campaign": rows["campaign"].to_numpy(), "face": face,
                         "threshold": threshold, "issued": rows["sent"].to_numpy(), "expires": until})
    if used.empty:
        return made.assign(order=-1)
    ordered = np.sort(used["account"].to_numpy() * END + used["at"].to_numpy())
    sorting = np.argsort(used["account"].to_numpy() * END + used["at"].to_numpy())
    found = np.searchsorted(ordered, made["account"].to_numpy() * END + made["issued"].to_numpy())
    row = sorting[np.minimum(found, len(used) - 1)]
    fits = (used["account"].to_numpy()[row] == made["account"]) & (used["at"].to_numpy()[row] < made["expires"]) \
        & (used["at"].to_numpy()[row] >= made["issued"]) \
        & (world.priced["gross"].to_numpy()[used["order"].to_numpy()[row]] >= threshold)
    order = np.where(fits, used["order"].to_numpy()[row], -1)
    made["order"] = np.where(pd.Series(order).duplicated() & (order >= 0), -1, order)
    return made


@table
def coupons(world: World) -> pd.DataFrame:
    """The table coupons, by issue."""
    rng, used, accounts = world.stream("coupons"), _used(world), world.accounts
    made = _of_campaigns(world, used)
    rest = used[~used["order"].isin(made["order"])]
    joined = accounts["joined"].to_numpy()
    issued = np.maximum(rest["at"].to_numpy() - 60 - np.floor(rng.exponential(6 * DAY, len(rest))), joined[rest["account"]])
    redeemed = pd.DataFrame({"account": rest["account"], "campaign": -1, "face": rest["discount"], "issued": np.floor(issued),
                             "threshold": rest["discount"].map(THRESHOLDS).fillna(0).astype(np.int64),
                             "expires": np.maximum(issued + 14 * DAY, rest["at"] + DAY), "order": rest["order"]})
    n = round(EVERYDAY * len(accounts))
    who = np.sort(rng.integers(0, len(accounts), n))
    until = accounts["left"].fillna(END - 1).to_numpy()[who]
    face = rng.choice(list(THRESHOLDS), n, p=(0.6, 0.3, 0.1))
    given = np.floor(joined[who] + rng.random(n) ** 2 * (until - joined[who]))
    unused = pd.DataFrame({"account": who, "campaign": -1, "face": face, "threshold": [THRESHOLDS[f] for f in face],
                           "issued": given, "expires": given + rng.choice([7, 14, 30], n) * DAY, "order": -1})
    frame = pd.concat([made, redeemed, unused]).sort_values(["issued", "account"], kind="stable", ignore_index=True)
    orders = np.append(world.priced["order_id"].to_numpy(dtype=object), None)
    return pd.DataFrame({
        "coupon_id": text(world.ids("q_", len(frame), 6)),
        "member_id": text(accounts["member_id"].to_numpy()[frame["account"]]),
        "campaign_id": text(np.append(ids("c_", len(CAMPAIGNS), 2), None)[frame["campaign"]]),
        "face_fen": frame["face"].astype(np.int64), "threshold_fen": frame["threshold"].astype(np.int64),
        "issued_at": instants(frame["issued"].to_numpy()), "expires_at": instants(frame["expires"].to_numpy()),
        "redeemed_order_id": text(orders[frame["order"]]),
    })


@stage
def sign_ups(world: World) -> pd.DataFrame:
    """One row a sign-up: session, account, signed, checked (NaN), finished, reward. People sign up on days they are about."""
    rng, days = world.stream("sign_ups"), world.active_days
    sessions = np.sort(rng.integers(10, END // DAY - 1, SESSIONS)) * DAY + rng.choice([10, 14, 19.5, 20], SESSIONS) * 3600
    rows = np.flatnonzero(rng.random(len(days)) < SIGN_UPS)
    signed = days["day"].to_numpy()[rows] * DAY + hours(rng, len(rows))
    signed = np.maximum(signed, world.accounts["joined"].to_numpy()[days["account"].to_numpy()[rows]] + 120)
    session = np.searchsorted(sessions, signed) + rng.integers(0, 2, len(rows))
    frame = pd.DataFrame({"session": session, "account": days["account"].to_numpy()[rows], "signed": np.floor(signed)})
    frame = frame[session < SESSIONS].sort_values("signed", kind="stable").drop_duplicates(["session", "account"])
    there = world.accounts["left"].fillna(END).to_numpy()[frame["account"]] > sessions[frame["session"]]
    came = there & (rng.random(len(frame)) < 0.62) & (sessions[frame["session"]] < END - DAY)
    arrives = np.maximum(sessions[frame["session"]] + np.floor(rng.normal(0, 500, len(frame))), frame["signed"] + 5)
    done = came & (rng.random(len(frame)) < 0.8)
    reward = np.array([0, 300, 500])[rng.integers(0, 3, SESSIONS)]
    return frame.assign(checked=np.where(came, arrives, np.nan), finished=done,
                        reward=np.where(done, reward[frame["session"]], 0)).reset_index(drop=True)


@table
def activities(world: World) -> pd.DataFrame:
    """The table activities, by sign-up."""
    rng, made = world.stream("activities"), world.sign_ups
    first = world.stays[world.stays["kind"] == "first"].set_index("account")["room"].reindex(made["account"]).to_numpy()
    room = np.where(rng.random(len(made)) < 0.5, np.nan_to_num(first, nan=-1), -1).astype(int)
    return pd.DataFrame({
        "activity_id": text(world.ids("ev_", SESSIONS, 3)[made["session"]]),
        "member_id": text(world.accounts["member_id"].to_numpy()[made["account"]]),
        "group_id": text(np.append(world.rooms["group_id"].to_numpy(dtype=object), None)[room]),
        "signed_up_at": instants(made["signed"].to_numpy()), "checked_in_at": instants(made["checked"].to_numpy()),
        "finished": made["finished"], "reward_fen": made["reward"],
    })


def _earned(world: World) -> pd.DataFrame:
    """Points and growth gained: account, at, delta, reason, kind, campaign (-1), order (-1)."""
    sales = world.priced
    rows = np.flatnonzero((sales["member"] >= 0) & sales["paid_at"].notna())
    bought = pd.DataFrame({"account": sales["member"].to_numpy()[rows], "at": sales["paid_at"].to_numpy()[rows],
                           "delta": sales["paid"].to_numpy()[rows] // 100, "reason": "购买", "campaign": -1, "order": rows})
    events = world.events
    checkin = events[events["kind"] == "checkin"]
    checkin = checkin[~(checkin["account"] * 1000 + checkin["at"] // DAY).duplicated()]
    arms = world.arms
    paid = arms.loc[(arms["campaign"] == ROW["incentive"]) & (arms["arm"] == "treat_a"), "account"]
    start = at(CAMPAIGNS["start"][ROW["incentive"]])
    extra = checkin["account"].isin(paid) & checkin["at"].between(start, start + CAMPAIGNS["days"][ROW["incentive"]] * DAY)
    signed = pd.DataFrame({"account": checkin["account"], "at": checkin["at"],
                           "delta": np.where(extra, CHECK_IN_PAID, CHECK_IN),
                           "reason": "签到", "campaign": np.where(extra, ROW["incentive"], -1), "order": -1})
    done = world.sign_ups[world.sign_ups["finished"]]
    joined = pd.DataFrame({"account": done["account"], "at": done["checked"] + 3600, "delta": FINISHED, "reason": "活动",
                           "campaign": -1, "order": -1})
    points = pd.concat([bought, signed, joined], ignore_index=True).assign(kind="积分")
    return pd.concat([points, bought.assign(kind="成长值")], ignore_index=True).query("delta > 0 and at < @END",
                                                                                    local_dict={"END": END})


def _spent(rng: np.random.Generator, earned: pd.DataFrame) -> pd.DataFrame:
    """One redemption for some members, of a part of what they gained in the year before."""
    points = earned[earned["kind"] == "积分"].sort_values(["account", "at"], kind="stable")
    total = points.groupby("account")["delta"].cumsum()
    able = points[(total >= 60) & (rng.random(len(points)) < 0.25)].drop_duplicates("account")
    year_ago = able["at"] - GOOD_FOR
    sums = np.concatenate([[0], np.cumsum(points["delta"].to_numpy())])
    key = points["account"].to_numpy() * END + points["at"].to_numpy()
    upto = np.searchsorted(key, able["account"].to_numpy() * END + able["at"].to_numpy(), side="right")
    since = np.searchsorted(key, able["account"].to_numpy() * END + np.maximum(year_ago.to_numpy(), 0), side="right")
    cost = np.floor((sums[upto] - sums[since]) * rng.uniform(0.3, 0.95, len(able))).astype(np.int64)
    frame = able.assign(at=np.floor(able["at"] + 30 + rng.exponential(4 * DAY, len(able))), delta=-cost, reason="兑换",
                        campaign=-1, order=-1)
    return frame[(frame["delta"] < 0) & (frame["at"] < END)]


@table
def points_ledger(world: World) -> pd.DataFrame:
    """The table points_ledger, by time. What expires has no entry of its own; refunds in full are reversed."""
    rng, earned = world.stream("points_ledger"), _earned(world)
    back = world.returns[world.returns["settled"].notna()].groupby("order")["settled"].max()
    undone = earned[(earned["order"] >= 0) & (world.final_status[earned["order"]] == "refunded")]
    undone = undone.assign(at=back.reindex(undone["order"]).to_numpy() + 30, delta=-undone["delta"], reason="冲正",
                           reverses=undone.index)
    frame = pd.concat([earned.assign(own=earned.index), _spent(rng, earned), undone[undone["at"] < END]], ignore_index=True)
    frame = frame.sort_values(["at", "account", "kind"], kind="stable", ignore_index=True)
    name = world.ids("l_", len(frame), 6)
    entry = pd.Series(name, index=frame["own"].fillna(-1))
    entry = entry[entry.index >= 0]
    gained = (frame["delta"] > 0) & (frame["kind"] == "积分")
    return pd.DataFrame({
        "entry_id": text(name), "member_id": text(world.accounts["member_id"].to_numpy()[frame["account"]]),
        "account": text(frame["kind"]), "at": instants(np.floor(frame["at"].to_numpy())),
        "delta": frame["delta"].astype(np.int64), "reason": text(frame["reason"]),
        "campaign_id": text(np.append(ids("c_", len(CAMPAIGNS), 2), None)[frame["campaign"]]),
        "expires_at": instants(np.where(gained, np.floor(frame["at"] + GOOD_FOR), np.nan)),
        "reverses_id": text(either(frame["reverses"].notna(), entry.reindex(frame["reverses"]).to_numpy())),
    })
