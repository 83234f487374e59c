"""大于读成大于等于

你把正好等于线的也收了进来。> 不含等于，含等于要写 >=。一条“满 50 减 10”的线，差的就是正好 50 元的那些单。

看别人的报表：问“满 50”含不含 50，再看代码写的是 > 还是 >=。

fails: test_rows, test_members, test_second, test_total, test_share, test_few
"""

from __future__ import annotations

from pandas import DataFrame

BigOrders = dict[str, int | float | str | None]


def big_orders(orders: DataFrame, line: int) -> BigOrders:
    """实付大于 line（分）的订单有多少行、几个人、第二行是哪张、合计多少元、占全部的几成。"""
    big = orders[orders["paid_fen"] >= line]
    rows = len(big)
    members = big["member_id"].nunique()
    second = big["order_id"].iloc[1] if rows > 1 else None
    total_yuan = big["paid_fen"].sum() / 100
    share = rows / len(orders) if len(orders) else None
    return {"rows": rows, "members": members, "second": second, "total_yuan": total_yuan, "share": share}
