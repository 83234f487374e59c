"""An exception that raises when it is read.

deserves: paid by_day
says: 运行
"""


class Bad(Exception):
    def __str__(self):
        raise Bad

    __repr__ = __str__

    @property
    def __traceback__(self):
        raise SystemExit

    @property
    def __cause__(self):
        raise SystemExit


def buyers(orders):
    raise Bad


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
