"""Exits at the end, as scripts do; what stands before is honest.

deserves: buyers paid by_day
says: 调用了退出
"""


def buyers(orders):
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})


exit(0)
