"""Never ends being loaded; what the file defines is honest.

deserves: buyers paid by_day
says: 载入文件超过
"""


def buyers(orders):
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})


while True:
    pass
