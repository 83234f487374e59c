"""行数当人数

你把订单数当成了人数。一行是一张订单，一个人买三次就是三行。

看别人的报表：“多少人下单”若和订单数一样，问他数的是行，还是不同的成员编号。

fails: test_rows_and_members, test_guests, test_nothing_paid
misconception: M0.1
"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """数行、数人，再算付过款的订单的占比与平均实付（分）；没有分母的项是 None。"""
    paid = orders[orders["paid_at"].notna()]
    rows = len(orders)
    members = len(orders)
    share = len(paid) / rows if rows else None
    average_fen = paid["paid_fen"].mean() if len(paid) else None
    return {"rows": rows, "members": members, "paid": len(paid), "share": share, "average_fen": average_fen}
