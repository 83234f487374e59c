"""An int of a hundred thousand digits.

deserves: paid by_day
says: 太大
"""


def buyers(orders):
    return 10**100_000


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
