"""A type whose name is not a text.

deserves: paid by_day
"""


class Meta(type):
    @property
    def __name__(cls):
        raise SystemExit


class Odd(metaclass=Meta):
    pass


def buyers(orders):
    return Odd()


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
