"""散客也算一个人

空格子被当成了一个编号，多数了一个人。散客没有编号，不知道是谁，也不知道是几个人。

看别人的报表：人数比名单多 1，多半是空编号混了进去。

fails: test_rows_and_members, test_guests
misconception: M0.2
"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """数行、数人，再算付过款的订单的占比与平均实付（分）；没有分母的项是 None。"""
    paid = orders[orders["paid_at"].notna()]
    rows = len(orders)
    members = orders["member_id"].nunique(dropna=False)
    share = len(paid) / rows if rows else None
    average_fen = paid["paid_fen"].mean() if len(paid) else None
    return {"rows": rows, "members": members, "paid": len(paid), "share": share, "average_fen": average_fen}
