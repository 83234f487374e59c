"""A generator that never ends.

deserves: paid by_day
says: generator
"""

import itertools


def buyers(orders):
    yield from itertools.count()


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
