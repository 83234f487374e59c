"""位置从 1 数起

你把 iloc[1] 当成第一行。位置从 0 数起，iloc[0] 是第一行，iloc[1] 是第二行。

读别人的代码：见到方括号里的数，先加 1，才是平常说的“第几个”。

fails: test_second, test_few
misconception: M0.6
"""

from __future__ import annotations

from pandas import DataFrame

BigOrders = dict[str, int | float | str | None]


def big_orders(orders: DataFrame, line: int) -> BigOrders:
    """实付大于 line（分）的订单有多少行、几个人、第二行是哪张、合计多少元、占全部的几成。"""
    big = orders[orders["paid_fen"] > line]
    rows = len(big)
    members = big["member_id"].nunique()
    second = big["order_id"].iloc[0] if rows else None
    total_yuan = big["paid_fen"].sum() / 100
    share = rows / len(orders) if len(orders) else None
    return {"rows": rows, "members": members, "second": second, "total_yuan": total_yuan, "share": share}
