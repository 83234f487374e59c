"""What of the tables is committed: tables too large are kept for a stable part of the members, or of the groups, whole."""

from __future__ import annotations

import zlib

import pandas as pd

MEMBERS, GROUPS = 0.15, 0.25               # parts kept
BY_MEMBER = ("interactions", "coupons", "activities", "points_ledger")


def sample(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of `make` that are committed; which those are hangs on ids alone, so tables can be joined."""
    if name in BY_MEMBER:
        who = frame["member_id"]
        kept = _drawn(who.fillna(frame["session_id"]) if "session_id" in frame else who, MEMBERS)
    elif name == "exposures":
        kept = _drawn(frame["member_id"], MEMBERS) | frame["arm"].notna()
    elif name == "group_messages":
        kept = _drawn(frame["group_id"], GROUPS)
    else:
        return frame
    return frame[kept].reset_index(drop=True)


def _drawn(keys: pd.Series, part: float) -> pd.Series:
    """Whether each key is in the part."""
    drawn = {key: zlib.crc32(f"sample {key}".encode()) % 10_000 < part * 10_000 for key in keys.unique()}
    return keys.map(drawn).astype(bool)
