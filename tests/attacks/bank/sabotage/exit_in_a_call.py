"""Ends the process from inside a call.

deserves: paid by_day
says: 进程退出了
"""

import os


def buyers(orders):
    os._exit(0)


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
