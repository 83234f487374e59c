"""没有分母时写成 0

没有订单，占比不存在，不是 0%。写成 0，读的人会以为订单不少、大单一张没有。

看别人的报表：突然是 0% 的那一行，先看分母是几。

fails: test_few, test_empty
misconception: M0.2
"""

from __future__ import annotations

from pandas import DataFrame

BigOrders = dict[str, int | float | str | None]


def big_orders(orders: DataFrame, line: int) -> BigOrders:
    """实付大于 line（分）的订单有多少行、几个人、第二行是哪张、合计多少元、占全部的几成。"""
    big = orders[orders["paid_fen"] > line]
    rows = len(big)
    members = big["member_id"].nunique()
    second = big["order_id"].iloc[1] if rows > 1 else ""
    total_yuan = big["paid_fen"].sum() / 100
    share = rows / len(orders) if len(orders) else 0.0
    return {"rows": rows, "members": members, "second": second, "total_yuan": total_yuan, "share": share}
