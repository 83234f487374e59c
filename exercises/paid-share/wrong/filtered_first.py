"""先筛再数分母

你先把没付的行去掉，再数全部。分母里只剩付过款的，占比永远是 1，订单数和人数也少了。

看别人的报表：付款率、送达率是 100% 的，问分母是筛之前数的还是筛之后数的。

fails: test_rows_and_members, test_share, test_nothing_paid
"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """数行、数人，再算付过款的订单的占比与平均实付（分）；没有分母的项是 None。"""
    orders = orders[orders["paid_at"].notna()]
    paid = orders
    rows = len(orders)
    members = orders["member_id"].nunique()
    share = len(paid) / rows if rows else None
    average_fen = paid["paid_fen"].mean() if len(paid) else None
    return {"rows": rows, "members": members, "paid": len(paid), "share": share, "average_fen": average_fen}
