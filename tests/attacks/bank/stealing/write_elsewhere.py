"""Writes anywhere but in its scratch folder.

deserves: buyers paid by_day
"""

import os
from pathlib import Path


def attempt():
    for folder in ("/", "/scratch", "/python/lib", "/packages/pandas", "/usr/lib", "/dev", "/dev/shm", "/var/tmp"):
        try:
            (Path(folder) / "left").write_text("here")
        except OSError:
            continue
        raise ValueError(f"wrote in {folder}")
    for path in ("/worker.pyz", "/packages/six.py", "/python/bin/python3"):
        if os.path.exists(path) and os.access(path, os.W_OK):
            raise ValueError(f"may write {path}")


def buyers(orders):
    attempt()
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
