"""Parentheses nested beyond the parser.

deserves: nothing
"""

value = eval("(" * 2000 + "1" + ")" * 2000)


def buyers(orders):
    return int(orders["member_id"].nunique())


def paid(orders):
    return float(orders["paid_fen"].sum() / 100)


def by_day(orders):
    return orders.groupby("day", as_index=False).size().rename(columns={"size": "n"})
