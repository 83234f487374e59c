"""E0.1 表与比例：补全 paid_share。"""

from __future__ import annotations

from pandas import DataFrame

PaidShare = dict[str, int | float | None]


def paid_share(orders: DataFrame) -> PaidShare:
    """一张订单表的五个数。

    orders：一行一张订单，用到 member_id（散客为空）、paid_at（付款时间，没付过为空）、paid_fen（应付或实付，分）。

    返回字典：rows 订单数（行数），members 不同成员数，paid 付过款的订单数，share 付过款的占全部订单的比例（小数），
    average_fen 付过款的订单平均实付（分）。没有订单时 share 是 None，没有付过款的订单时 average_fen 是 None。
    """
    raise NotImplementedError
