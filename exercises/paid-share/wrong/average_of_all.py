"""未付的也摊进平均

平均用了全部订单的金额。没付的订单也写着应付的数，那笔钱没有收到。

看别人的报表：客单价 × 付款订单数，应等于实收；对不上，就是分子分母不是同一批订单。

fails: test_average
"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """数行、数人，再算付过款的订单的占比与平均实付（分）；没有分母的项是 None。"""
    paid = orders[orders["paid_at"].notna()]
    rows = len(orders)
    members = orders["member_id"].nunique()
    share = len(paid) / rows if rows else None
    average_fen = orders["paid_fen"].mean() if len(paid) else None
    return {"rows": rows, "members": members, "paid": len(paid), "share": share, "average_fen": average_fen}
