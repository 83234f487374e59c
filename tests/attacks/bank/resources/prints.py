"""Prints without end.

deserves: paid by_day
says: 没有算完
"""

import sys


def buyers(orders):
    while True:
        sys.stdout.write("x" * 1_000_000)


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
