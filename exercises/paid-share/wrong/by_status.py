"""看状态当付款

你只数 status 写着 paid 的。付了又退、付了又取消的订单，钱是付过的；状态是导出那天的，过几天再导会变。

看别人的报表：同一周的付款数，隔几天重导就变少，多半是按状态数的。

fails: test_paid, test_share, test_average
"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """数行、数人，再算付过款的订单的占比与平均实付（分）；没有分母的项是 None。"""
    paid = orders[orders["status"] == "paid"]
    rows = len(orders)
    members = orders["member_id"].nunique()
    share = len(paid) / rows if rows else None
    average_fen = paid["paid_fen"].mean() if len(paid) else None
    return {"rows": rows, "members": members, "paid": len(paid), "share": share, "average_fen": average_fen}
