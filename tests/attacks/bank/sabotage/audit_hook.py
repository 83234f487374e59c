"""Refuses everything by an audit hook, which cannot be taken back.

deserves: paid by_day
"""

import sys


def buyers(orders):
    def hook(event, args):
        raise SystemExit(event)

    sys.addaudithook(hook)
    return -1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
