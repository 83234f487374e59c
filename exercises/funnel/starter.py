"""E2.5 漏斗：补全 funnel。"""

from __future__ import annotations

from datetime import date

from pandas import DataFrame, Timestamp


def funnel(
    interactions: DataFrame,
    orders: DataFrame,
    steps: list[str],
    start: date,
    end: date,
    within_days: int,
    asof: Timestamp,
) -> DataFrame:
    """首步在 [start, end) 且满窗的人里，依次走到各步的人数与转化率，只用 asof 以前已经知道的事。

    interactions：一行一次互动，用到 event_id、member_id（未登录为空）、actor_type（member、kol、staff、bot）、event_type、
    event_at、ingested_at（入库时间），都是上海时间。
    orders：一行一笔订单，用到 order_id、member_id（散客为空）、paid_at（未付为空，上海时间）、status。
    steps：各步的名字，按先后；是 event_type 的一种，或 pay（订单付款）；各不相同。
    start、end：首步的期间 [start, end)，上海的零点。within_days：窗口天数，从首步那一刻起。asof：截至时刻，不含这一刻。

    返回一张表，一步一行，按 steps 的次序：
    step 步名，members 走到这一步的去重人数，rate 相对上一步的转化率（小数，首步是 1），low、high 为 Wilson 95% 区间。
    首步没有区间；上一步没有人时，rate、low、high 都留空；没有人走首步时，首步的 rate 也留空。
    """
    raise NotImplementedError
