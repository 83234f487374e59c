"""Takes memory until there is no more.

deserves: paid by_day
"""


def buyers(orders):
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
