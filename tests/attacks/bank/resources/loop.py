"""Never ends.

deserves: paid by_day
says: 没有算完
"""


def buyers(orders):
    while True:
        pass


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
