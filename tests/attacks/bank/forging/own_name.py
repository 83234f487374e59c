"""Says that it is an exception of ours.

deserves: by_day
"""


class CheckFailed(Exception):
    pass


class AssertionError(AssertionError):
    pass


def buyers(orders):
    raise CheckFailed("passed")


def paid(orders):
    raise AssertionError


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
