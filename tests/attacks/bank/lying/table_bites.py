"""A DataFrame subclass that raises whatever is asked of it.

deserves: buyers paid
says: 读取时出错
"""

import pandas as pd


class Table(pd.DataFrame):
    def __getattribute__(self, name):
        raise SystemExit(name)


def by_day(orders):
    return Table({"day": [0]})


def buyers(orders):
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)
