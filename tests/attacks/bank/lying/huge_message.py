"""An exception whose text is very large.

deserves: paid by_day
says: ValueError: xxx
"""


def buyers(orders):
    raise ValueError("x" * 200_000_000)


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
