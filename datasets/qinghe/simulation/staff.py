"""Staff, their hours, and what each group costs a month. The same 25 people whatever the scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .clock import DAYS, START, Ints, days, ids, text
from .world import World, stage, table

# role, how many, monthly cost in fen, messages a day, members in charge of
ROLES = pd.DataFrame([
    ("社群运营", 12, 950_000, 400, 3500), ("内容", 5, 1_150_000, 40, 0),
    ("客服", 5, 780_000, 600, 2000), ("合规", 3, 1_500_000, 0, 0),
], columns=["role", "n", "cost", "quota", "members"])
MAIN = {"社群运营": "社群", "内容": "内容", "客服": "客服", "合规": "合规"}
BESIDE = {"社群运营": "拉新", "内容": "社群", "客服": "社群", "合规": "内容"}


@stage
def crew(world: World) -> pd.DataFrame:
    """One row a member of staff: staff_id, role, hired and left (days since START; left DAYS when still there), cost."""
    rng = world.stream("staff")
    role = ROLES.loc[ROLES.index.repeat(ROLES["n"])].reset_index(drop=True)
    n = len(role)
    first = ~role["role"].duplicated().to_numpy() | (np.arange(n) < 4)
    hired = np.where(first, -rng.integers(30, 400, n), np.sort(rng.integers(-120, 560, n)))
    gone = ~first & (rng.random(n) < 0.2)
    left = np.where(gone, np.minimum(hired + rng.integers(120, 500, n), DAYS), DAYS)
    return role.assign(staff_id=ids("s_", n, 2), hired=hired, left=left,
                       monthly=np.rint(role["cost"] * rng.uniform(0.85, 1.25, n) / 10_000).astype(np.int64) * 10_000)


def on_duty(rng: np.random.Generator, world: World, role: str, day: Ints) -> Ints:
    """A row of crew for each day: somebody of the role who is employed then."""
    crew = world.crew
    rows = np.flatnonzero((crew["role"] == role).to_numpy())
    there = (crew["hired"].to_numpy()[rows][:, None] <= day) & (day < crew["left"].to_numpy()[rows][:, None])
    return rows[np.argmax(np.where(there, rng.random(there.shape), -1.0), axis=0)]


@table
def staff(world: World) -> pd.DataFrame:
    """The table staff."""
    crew = world.crew
    return pd.DataFrame({
        "staff_id": text(crew["staff_id"]), "role": text(crew["role"]), "hired_on": days(crew["hired"].to_numpy()),
        "left_on": days(np.where(crew["left"] < DAYS, crew["left"], -9999)), "monthly_cost_fen": crew["monthly"],
        "daily_message_quota": crew["quota"], "max_members": crew["members"],
    })


@table
def staff_hours(world: World) -> pd.DataFrame:
    """The table staff_hours: workdays only; the main task, and on some days a second."""
    rng, crew = world.stream("staff_hours"), world.crew
    weekday = (START.day_of_week + np.arange(DAYS)) % 7
    day = np.flatnonzero(weekday < 5)
    who, on = (grid.ravel() for grid in np.meshgrid(np.arange(len(crew)), day))
    there = (crew["hired"].to_numpy()[who] <= on) & (on < crew["left"].to_numpy()[who]) & (rng.random(len(who)) > 0.06)
    who, on = who[there], on[there]
    two = np.flatnonzero(rng.random(len(who)) < 0.45)
    minutes = rng.integers(28, 33, len(who)) * 15
    beside = rng.integers(2, 13, len(two)) * 15
    minutes[two] -= beside
    role = crew["role"].to_numpy()
    frame = pd.DataFrame({
        "on": np.concatenate([on, on[two]]), "who": np.concatenate([who, who[two]]),
        "task": [*map(MAIN.get, role[who]), *map(BESIDE.get, role[who[two]])], "minutes": np.concatenate([minutes, beside]),
    }).sort_values(["on", "who"], kind="stable", ignore_index=True)
    return pd.DataFrame({
        "work_date": days(frame["on"].to_numpy()), "staff_id": text(crew["staff_id"].to_numpy()[frame["who"]]),
        "task": text(frame["task"]), "minutes": frame["minutes"],
    })
