"""Sets a timer that ends the process between calls.

deserves: paid by_day
"""

import signal
import sys


def buyers(orders):
    signal.signal(signal.SIGALRM, lambda *args: sys.exit(1))
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
