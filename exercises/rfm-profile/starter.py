"""E2.7 画像与分层：补全 rfm、refused_fields、profile。"""

from __future__ import annotations

from pandas import DataFrame, Timestamp

ProfileTable = DataFrame
RfmTable = DataFrame


def rfm(orders: DataFrame, refunds: DataFrame, asof: Timestamp) -> RfmTable:
    """每个有过有效订单的成员一行，只用 asof 以前的事实。

    orders：一行一笔订单，用到 order_id、member_id（散客为空）、paid_at（未付为空，上海时间）、paid_fen（分）、status。
    refunds：一行一次退款，用到 order_id、settled_at（未到账为空，上海时间）、refund_fen（分）。
    asof：截至时刻，不含这一刻。

    返回表：member_id，recency_days（最近一单距 asof 的自然日数），frequency（有效订单数），net_fen（净收入，分），
    r、f、m（三项得分 1–5，5 最好；按去重的值分位，并列同分）。行与列的次序不限。
    """
    raise NotImplementedError


def refused_fields(fields: list[str]) -> list[str]:
    """给一串字段名，返回其中不该用于画像的：直接标识与敏感个人信息（清单见题目），按给的次序，重复的只留一个。"""
    raise NotImplementedError


def profile(members: DataFrame, fields: list[str], asof: Timestamp) -> ProfileTable:
    """asof 时在域的成员，各字段各取值的人数与占比。

    members：一行一个成员，用到 joined_at、left_at（没退出为空，上海时间）与 fields 里的列。
    fields：想看的字段名；refused_fields 拒收的不进结果。asof：截至时刻，不含这一刻。

    返回表：field，value（取值的文字，缺失为 "未知"），members（人数），share（占在域成员的比例），
    low、high（Wilson 95% 区间）。
    行与列的次序不限；没有可算的也返回这六列的空表。
    """
    raise NotImplementedError
