"""A thread bomb.

deserves: paid by_day
says: RuntimeError
"""

import threading
import time


def buyers(orders):
    while True:
        threading.Thread(target=time.sleep, args=(100,)).start()


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
