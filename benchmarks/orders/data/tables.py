"""Reads the hand-made case, typed as `make` types."""

from pathlib import Path

import pandas as pd


def load(name, folder=None, raw=False, partial=False):
    """One table from `<name>.csv`."""
    frame = pd.read_csv(Path(folder or Path(__file__).parent) / f"{name}.csv", dtype={"paid_fen": "int64"})
    times = pd.to_datetime(frame["paid_at"], utc=True).dt.tz_convert("Asia/Shanghai")
    text = {"order_id": "str", "member_id": "str", "status": "str"}
    return frame.assign(paid_at=times.astype("datetime64[us, Asia/Shanghai]")).astype(text)
