"""SystemExit, KeyboardInterrupt, GeneratorExit and a BaseException of its own.

deserves: nothing
says: Exception
"""


class Odd(BaseException):
    pass


def buyers(orders):
    raise Odd("odd")


def paid(orders):
    raise KeyboardInterrupt


def by_day(orders):
    raise SystemExit(0)
