"""Opens files without end.

deserves: paid by_day
says: OSError
"""


def buyers(orders):
    kept = []
    while True:
        kept.append(open("one", "w"))


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
