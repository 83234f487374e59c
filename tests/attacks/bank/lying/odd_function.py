"""Functions that are not: an object with a false signature, a partial that prints.

deserves: by_day
"""

import functools


class Signed:
    __signature__ = "anything"

    def __call__(self, orders):
        return -1


buyers = Signed()
paid = functools.partial(print)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
