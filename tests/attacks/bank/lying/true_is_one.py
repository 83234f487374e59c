"""True is no number.

deserves: nothing
says: 返回值应是
"""


def buyers(orders):
    return True


def paid(orders):
    return "4.0"


def by_day(orders):
    return [{"day": 1, "n": 2}, {"day": 2, "n": 1}]
