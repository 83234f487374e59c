"""An exception whose module is not a text.

deserves: paid by_day
says: Exception
"""


class Module:
    def __eq__(self, other):
        raise SystemExit


class Bad(Exception):
    __module__ = Module()


def buyers(orders):
    raise Bad("嗯")


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
