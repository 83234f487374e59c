"""A table of fifty thousand columns.

deserves: buyers paid
says: 太大
"""

import numpy as np
import pandas as pd


def by_day(orders):
    return pd.DataFrame(np.zeros((1, 50_000)))


def buyers(orders):
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)
