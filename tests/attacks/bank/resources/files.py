"""Makes files without end.

deserves: paid by_day
says: OSError
"""


def buyers(orders):
    number = 0
    while True:
        number += 1
        open(f"file{number}", "w").close()


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
