"""没有分母时写成 0

没有订单，占比不存在，不是 0%；没有付过款的订单，平均也不存在。写成 0，下游会当成“一个都没付”。

看别人的报表：突然是 0 的那一行，先看分母是几。

fails: test_nothing_paid, test_empty
misconception: M0.2
"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """数行、数人，再算付过款的订单的占比与平均实付（分）；没有分母的项是 None。"""
    paid = orders[orders["paid_at"].notna()]
    rows = len(orders)
    members = orders["member_id"].nunique()
    share = len(paid) / rows if rows else 0.0
    average_fen = paid["paid_fen"].mean() if len(paid) else 0.0
    return {"rows": rows, "members": members, "paid": len(paid), "share": share, "average_fen": average_fen}
