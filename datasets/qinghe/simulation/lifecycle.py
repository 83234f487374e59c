"""The life of a member as the brand records it: the stage at each month's end, and what members say when asked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAY, DAYS, END, START, chosen, days, either, instants, text
from .experiments import count_paid, present
from .world import World, table

INTEREST, PURCHASE, LOYAL, REFERRAL = 28, 90, 180, 90      # days looked back on
WAVES, ASKED = 8, 1000
EXITS = {"消息太多": 0.34, "优惠太少": 0.22, "内容没用": 0.20, "不再需要": 0.16, "其他": 0.08}


@table
def stage_snapshots(world: World) -> pd.DataFrame:
    """The table stage_snapshots: at the end of each month, one row a present member."""
    active = world.active_days["account"].to_numpy() * DAYS + world.active_days["day"].to_numpy()
    honest = world.invitations[(world.invitations["ring"] < 0) & (world.invitations["invitee"] >= 0)]
    parts = []
    for last in pd.date_range(START.tz_localize(None), periods=24, freq="ME"):
        day = (last - START.tz_localize(None)).days
        now = (day + 1) * DAY
        who = present(world, now)
        orders = count_paid(world, who, max(now - LOYAL * DAY, 0.0), now)
        recent = count_paid(world, who, max(now - PURCHASE * DAY, 0.0), now)
        seen = np.searchsorted(active, who * DAYS + day + 1) - np.searchsorted(active, who * DAYS + max(day + 1 - INTEREST, 0))
        told = honest.loc[honest["registered"].between(now - REFERRAL * DAY, now, inclusive="left"), "by"]
        stage = np.select([np.isin(who, told), orders >= 2, recent > 0, seen > 0], ["推荐", "忠诚", "购买", "兴趣"], "认知")
        parts.append(pd.DataFrame({"on": day, "who": who, "stage": stage}))
    frame = pd.concat(parts, ignore_index=True)
    return pd.DataFrame({"snapshot_on": days(frame["on"].to_numpy()),
                         "member_id": text(world.accounts["member_id"].to_numpy()[frame["who"]]),
                         "stage": text(frame["stage"])})


@table
def surveys(world: World) -> pd.DataFrame:
    """The table surveys: a wave a quarter; the less content answer less, so the answers flatter."""
    rng, parts = world.stream("surveys"), []
    for wave in range(1, WAVES + 1):
        now = (wave * 91 - 10) * DAY + 36_000
        who = np.sort(rng.permutation(np.flatnonzero(world.accounts["joined"] < now))[:world.sized(ASKED, 4)])
        parts.append(pd.DataFrame({"wave": wave, "who": who, "invited": now}))
    frame = pd.concat(parts, ignore_index=True)
    n, who = len(frame), frame["who"].to_numpy()
    rank = world.people["rank"].to_numpy()[world.accounts["person"].to_numpy()[who]]
    gone = world.accounts["left"].fillna(END).to_numpy()[who] < frame["invited"].to_numpy()
    content = 0.9 * (rank - 0.5) - 0.8 * gone + rng.normal(0, 1, n)
    answers = rng.random(n) < 1 / (1 + np.exp(1.1 - 0.8 * content))
    when = np.floor(frame["invited"] + 300 + rng.exponential(1.2 * DAY, n))
    answers &= when < END
    trust = np.clip(np.rint(4.3 + 1.2 * content + rng.normal(0, 0.6, n)), 1, 7)
    nps = np.clip(np.rint(6.4 + 2.0 * content + rng.normal(0, 1.2, n)), 0, 10)
    skipped = rng.random((3, n)) < 0.04
    met = either(answers & ~skipped[2], content + rng.normal(0, 0.7, n) > -0.2)
    return pd.DataFrame({
        "response_id": text(world.ids("sv_", n, 5)), "member_id": text(world.accounts["member_id"].to_numpy()[who]),
        "wave": frame["wave"], "invited_at": instants(frame["invited"].to_numpy()),
        "at": instants(np.where(answers, when, np.nan)),
        "trust": pd.array(np.where(answers & ~skipped[0], trust, np.nan), dtype="Int64"),
        "nps": pd.array(np.where(answers & ~skipped[1], nps, np.nan), dtype="Int64"),
        "expectation_met": pd.array(met, dtype="boolean"), "exit_reason": text(either(answers & gone, chosen(rng, n, EXITS))),
    })
