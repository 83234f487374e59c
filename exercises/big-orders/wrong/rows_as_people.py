"""行数当人数

len 数行，nunique 才数不同的编号。一个人有好几张大单，散客没有编号，两个数不会一样。

读别人的代码：名字叫 members 或 users，右边却是 len(…) 的，数的是行。

fails: test_members
misconception: M0.1
"""

from __future__ import annotations

from pandas import DataFrame

BigOrders = dict[str, int | float | str | None]


def big_orders(orders: DataFrame, line: int) -> BigOrders:
    """实付大于 line（分）的订单有多少行、几个人、第二行是哪张、合计多少元、占全部的几成。"""
    big = orders[orders["paid_fen"] > line]
    rows = len(big)
    members = rows
    second = big["order_id"].iloc[1] if rows > 1 else None
    total_yuan = big["paid_fen"].sum() / 100
    share = rows / len(orders) if len(orders) else None
    return {"rows": rows, "members": members, "second": second, "total_yuan": total_yuan, "share": share}
