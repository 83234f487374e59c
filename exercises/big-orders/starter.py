"""E0.2 读代码，猜结果：补全 big_orders。"""

from __future__ import annotations

from pandas import DataFrame

BigOrders = dict[str, int | float | str | None]


def big_orders(orders: DataFrame, line: int) -> BigOrders:
    """实付大于 line 的订单有多少行、几个人、第二行是哪张、合计多少元、占几成。

    orders：一行一张订单，用到 order_id、member_id（散客为空）、paid_fen（分）。line：一条线，单位分。

    返回字典：rows 行数，members 不同成员数，second 第二行的订单号（不足两行为 None），total_yuan 实付合计（元），
    share 占全部订单的比例（小数；没有订单时为 None）。
    """
    raise NotImplementedError
