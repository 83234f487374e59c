"""A dict that holds itself.

deserves: paid by_day
says: 太深
"""


def buyers(orders):
    value = {}
    value["value"] = value
    return value


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
