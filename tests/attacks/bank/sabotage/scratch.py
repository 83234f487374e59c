"""Removes its folder and changes directory.

deserves: paid by_day
"""

import os
import shutil


def buyers(orders):
    os.chdir("/")
    shutil.rmtree("/scratch/own", ignore_errors=True)
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
