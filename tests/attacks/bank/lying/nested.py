"""A list nested ten thousand deep.

deserves: paid by_day
says: 太深
"""


def buyers(orders):
    value = []
    for _ in range(10_000):
        value = [value]
    return value


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
