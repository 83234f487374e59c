"""A brand too large to be made at once, in parts: one for what it has once, the others with members of their own."""

from __future__ import annotations

import math

import pandas as pd

from .world import TABLES, World

ONCE = ("channels", "channel_costs", "campaigns", "staff", "staff_hours", "posts", "ad_copies", "processing_records",
        "case_texts", "market_sizes")
AT_DESIGN, IN_A_PART = 34_200, 17_000      # members at scale 1; members in a part at most: half a gigabyte of memory


def parts_for(members: int) -> int:
    """How many parts with members of their own a brand of so many members is made in; they are numbered from 1."""
    return math.ceil(members / IN_A_PART)


def make_part(seed: int, members: int, part: int) -> dict[str, pd.DataFrame]:
    """The tables of one part, typed as `make` types them; part 0 has the tables that the brand has once.

    Groups, invitations, campaigns' arms and all that hangs on members stay within a part, so every reference holds
    within the part and part 0. Staff and posts stay those of the design size; the cost of channels grows with the members.
    """
    scale, house = members / AT_DESIGN, World(seed, 1.0)
    if part == 0:
        whole = World(seed, scale)
        return {name: TABLES[name](whole if name == "channel_costs" else house) for name in ONCE}
    world = World(seed, scale / parts_for(members), part, house)
    return {name: made(world) for name, made in TABLES.items() if name not in ONCE}
