"""Leaves threads that break the interpreter while honest functions run.

deserves: paid by_day
"""

import sys
import threading


def spoil():
    while True:
        sys.modules["json"].dumps = None
        sys.modules["pandas"].DataFrame.groupby = None


def buyers(orders):
    for _ in range(4):
        threading.Thread(target=spoil, daemon=True).start()
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
