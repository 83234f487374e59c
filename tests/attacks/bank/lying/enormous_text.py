"""A very large text.

deserves: paid by_day
says: 太大
"""


def buyers(orders):
    return "9" * 50_000_000


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
