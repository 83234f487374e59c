"""Breaks pandas from inside a call; the functions after it are honest.

deserves: paid by_day
"""

import pandas as pd


def buyers(orders):
    pd.DataFrame.__getitem__ = lambda self, key: None
    pd.DataFrame.groupby = None
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
