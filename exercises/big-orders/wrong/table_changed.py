"""以为筛选改了原表

分母用了筛剩下的表，占比总是 1。方括号里的条件做出一张新表，起名 big；orders 一行没少，len(orders) 还是全部订单。

读别人的代码：看等号左边是谁。左边写的是 big，变的就是 big；左边写回 orders，原来的表才没了。

fails: test_share, test_few
misconception: M0.4
"""

from __future__ import annotations

from pandas import DataFrame

BigOrders = dict[str, int | float | str | None]


def big_orders(orders: DataFrame, line: int) -> BigOrders:
    """实付大于 line（分）的订单有多少行、几个人、第二行是哪张、合计多少元、占全部的几成。"""
    orders = big = orders[orders["paid_fen"] > line]
    rows = len(big)
    members = big["member_id"].nunique()
    second = big["order_id"].iloc[1] if rows > 1 else None
    total_yuan = big["paid_fen"].sum() / 100
    share = rows / len(orders) if len(orders) else None
    return {"rows": rows, "members": members, "second": second, "total_yuan": total_yuan, "share": share}
