"""比例乘了 100

题目要小数，你给了百分数。0.75 和 75 放进同一列，后面的加减乘除都会错。

看别人的报表：一列比率里有 0.7 也有 70，就是混了单位。

fails: test_share, test_guests
"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """数行、数人，再算付过款的订单的占比与平均实付（分）；没有分母的项是 None。"""
    paid = orders[orders["paid_at"].notna()]
    rows = len(orders)
    members = orders["member_id"].nunique()
    share = 100 * len(paid) / rows if rows else None
    average_fen = paid["paid_fen"].mean() if len(paid) else None
    return {"rows": rows, "members": members, "paid": len(paid), "share": share, "average_fen": average_fen}
