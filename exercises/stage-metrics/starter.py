"""E3.2 阶段指标：补全 stage_metrics。"""

from __future__ import annotations

from datetime import date

from pandas import DataFrame, Timestamp

Rate = dict[str, float | int | None]


def stage_metrics(members: DataFrame, exposures: DataFrame, interactions: DataFrame, orders: DataFrame,
                  refunds: DataFrame, referrals: DataFrame, start: date, end: date, w: int, asof: Timestamp) -> dict[str, Rate]:
    """[start, end) 的五个阶段指标：reach_rate、interaction_rate、conversion_rate、repeat_rate、referral_rate。

    members：member_id、joined_at、left_at（仍在为空）。
    exposures：member_id、sent_at（没发为空）、delivered。
    interactions：event_id、member_id（未登录为空）、actor_type、event_type、event_at、ingested_at。
    orders：order_id、member_id（散客为空）、paid_at（未付为空）、paid_fen（分）、status。
    refunds：order_id、settled_at（未到账为空）、refund_fen（分）。
    referrals：referral_id、referrer_id、invitee_id（未注册为空）、invited_at、registered_at、is_valid（未审为空）。
    start、end：上海自然日，含 start 零点，不含 end 零点。w：复购窗口天数。asof：截至时刻，不含这一刻。

    每个指标是一个字典：value、low、high（Wilson 95% 区间）、k、n、n_total。
    """
    raise NotImplementedError
