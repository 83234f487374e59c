"""Asks NumPy for a terabyte, then for many gigabytes.

deserves: paid by_day
"""

import numpy as np


def buyers(orders):
    kept = [np.ones(50_000_000) for _ in range(100)]
    return len(kept)


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
