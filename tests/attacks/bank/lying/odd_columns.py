"""Tables with complex numbers, objects and hostile labels.

deserves: buyers paid
"""

import pandas as pd


class Label:
    def __hash__(self):
        return 0

    def __eq__(self, other):
        raise SystemExit


def by_day(orders):
    return pd.DataFrame({Label(): [1j, 2j]})


def buyers(orders):
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)
