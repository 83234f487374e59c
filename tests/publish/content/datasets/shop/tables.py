import os
from pathlib import Path

import pandas as pd


def load(name, folder=None, raw=False):
    path = Path(folder or os.environ.get("SIYU_DATA") or Path(__file__).parent) / f"{name}.csv"
    table = pd.read_csv(path, dtype={"paid_fen": "int64"})
    table["paid_at"] = pd.to_datetime(table["paid_at"]).dt.tz_convert("Asia/Shanghai")
    return table
