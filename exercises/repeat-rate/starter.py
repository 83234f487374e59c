"""E3.4 复购率：补全 repeat_rate。"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

Rate = dict[str, float | int | None]


def repeat_rate(orders: DataFrame, refunds: DataFrame, w: int, asof: Timestamp) -> Rate:
    """首单后 w 个营业日内的复购率，只用 asof 以前的事实。

    orders：一行一笔订单，用到 order_id、member_id（散客为空）、paid_at（未付为空，上海时间）、paid_fen（分）、status。
    refunds：一行一次退款，用到 order_id、settled_at（未到账为空，上海时间）、refund_fen（分）。
    w：窗口天数。asof：截至时刻，不含这一刻。

    返回字典：value 复购率（小数），low、high 为 Wilson 95% 区间，k 复购人数，n 满窗首购人数，n_total 全部首购人数。
    n 为 0 时 value、low、high 都是 None。
    """
    raise NotImplementedError
