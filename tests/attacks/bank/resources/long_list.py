"""A list of thirty thousand lists.

deserves: paid by_day
says: 返回值应是
"""


def buyers(orders):
    return [[]] * 30_000


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
