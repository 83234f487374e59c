"""An object that kills whoever prints it.

deserves: paid by_day
says: 不能识别的类型
"""

import os


class Bite:
    def __repr__(self):
        os._exit(0)

    __str__ = __repr__


def buyers(orders):
    return Bite()


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
