"""分当成元

合计没有除以 100。paid_fen 的单位是分，300 元写成了 30000。

看别人的报表：金额大了 100 倍，先看列名的结尾是不是 _fen。

fails: test_total, test_few
"""

from __future__ import annotations

from pandas import DataFrame

BigOrders = dict[str, int | float | str | None]


def big_orders(orders: DataFrame, line: int) -> BigOrders:
    """实付大于 line（分）的订单有多少行、几个人、第二行是哪张、合计多少元、占全部的几成。"""
    big = orders[orders["paid_fen"] > line]
    rows = len(big)
    members = big["member_id"].nunique()
    second = big["order_id"].iloc[1] if rows > 1 else None
    total_yuan = big["paid_fen"].sum() / 1
    share = rows / len(orders) if len(orders) else None
    return {"rows": rows, "members": members, "second": second, "total_yuan": total_yuan, "share": share}
