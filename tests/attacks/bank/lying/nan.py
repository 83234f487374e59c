"""NaN is not near anything.

deserves: buyers by_day
says: nan
"""


def paid(orders):
    return float("nan")


def buyers(orders):
    return int(orders["member_id"].nunique())


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
