"""Changes its inputs so that the checks would compare with them.

deserves: by_day
says: 改动了传进来的
"""


def buyers(orders):
    orders["member_id"] = "a"
    return int(orders["member_id"].nunique()) + 1


def paid(orders):
    orders.drop(orders.index[1:], inplace=True)
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
