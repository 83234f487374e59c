"""E3.1 阶段状态机：补全 stages。"""

from __future__ import annotations

from typing import Literal

from pandas import DataFrame, Timestamp

Stage = Literal["认知", "兴趣", "购买", "忠诚", "推荐"]


def stages(
    members: DataFrame, interactions: DataFrame, orders: DataFrame, refunds: DataFrame, referrals: DataFrame,
    windows: dict[str, int], asof: Timestamp,
) -> dict[str, Stage]:  # fmt: skip
    """asof 那一刻每个在域成员的阶段，只用 asof 以前的事实。

    members：一行一人，用到 member_id、joined_at、left_at（仍在为空）。
    interactions：一行一次互动，用到 member_id（未登录为空）、actor_type、event_at（发生）、ingested_at（入库）。
    orders：一行一笔订单，用到 order_id、member_id（散客为空）、paid_at（未付为空）、paid_fen（分）、status。
    refunds：一行一次退款，用到 order_id、settled_at（未到账为空）、refund_fen（分）。
    referrals：一行一次邀请，用到 referral_id、referrer_id、invitee_id（未注册为空）、invited_at、registered_at、
    is_valid（未审为空）。
    时间列都是上海时间。windows：兴趣、购买、忠诚、推荐各自回看的天数，窗口 [asof − 天数, asof)。

    返回字典：成员编号 → 阶段。已退出与还没入域的成员不列。
    """
    raise NotImplementedError
