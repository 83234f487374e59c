"""Reads where nothing is.

deserves: paid by_day
says: 进程退出了
"""

import ctypes


def buyers(orders):
    return ctypes.string_at(0)


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
