"""Takes the recursion limit away and overflows the stack.

deserves: paid by_day
"""

import sys


def buyers(orders):
    sys.setrecursionlimit(10**9)
    return buyers(orders)


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
