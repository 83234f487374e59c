"""Stops half way; what stands before is honest.

deserves: buyers
says: ZeroDivisionError
"""


def buyers(orders):
    return int(orders["member_id"].nunique())


1 / 0


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
