"""A coroutine.

deserves: paid by_day
says: coroutine
"""


async def buyers(orders):
    return 2


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
