"""One instruction that takes hours.

deserves: paid by_day
"""


def buyers(orders):
    return 7**7**9


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
