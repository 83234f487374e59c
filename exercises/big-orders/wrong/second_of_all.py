"""在原表里数第二行

你取的是原来那张表的第二行。iloc 数的是点号左边那张表：big["order_id"].iloc[1]，数的是 big 里的行。

读别人的代码：位置跟着表走。筛过、排过序，同一个位置就是另一行。

fails: test_second, test_few
"""

from __future__ import annotations

from pandas import DataFrame

BigOrders = dict[str, int | float | str | None]


def big_orders(orders: DataFrame, line: int) -> BigOrders:
    """实付大于 line（分）的订单有多少行、几个人、第二行是哪张、合计多少元、占全部的几成。"""
    big = orders[orders["paid_fen"] > line]
    rows = len(big)
    members = big["member_id"].nunique()
    second = orders["order_id"].iloc[1] if len(orders) > 1 else None
    total_yuan = big["paid_fen"].sum() / 100
    share = rows / len(orders) if len(orders) else None
    return {"rows": rows, "members": members, "second": second, "total_yuan": total_yuan, "share": share}
