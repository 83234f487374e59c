"""Empties the interpreter.

deserves: paid by_day
"""

import sys


def buyers(orders):
    for name in list(sys.modules):
        if not name.startswith("_"):
            sys.modules[name].__dict__.clear()
    globals().clear()
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
