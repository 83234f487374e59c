"""A regular expression that takes for ever.

deserves: paid by_day
says: 没有算完
"""

import re


def buyers(orders):
    return bool(re.match("(a+)+$", "a" * 60 + "b"))


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
