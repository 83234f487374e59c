"""Does not parse.

deserves: nothing
says: 语法错误
"""

def buyers(orders:
    return 1


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
