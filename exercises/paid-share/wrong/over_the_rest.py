"""已付除以未付

分母用了剩下的未付订单。占比是部分除以全部，不会大于 1；部分除以其余是另一个数。

看别人的报表：占比超过 100%，先看分母里有没有包含分子。

fails: test_share, test_guests
misconception: M0.3
"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """数行、数人，再算付过款的订单的占比与平均实付（分）；没有分母的项是 None。"""
    paid = orders[orders["paid_at"].notna()]
    rows = len(orders)
    members = orders["member_id"].nunique()
    share = len(paid) / (rows - len(paid)) if rows > len(paid) else None
    average_fen = paid["paid_fen"].mean() if len(paid) else None
    return {"rows": rows, "members": members, "paid": len(paid), "share": share, "average_fen": average_fen}
