"""退款没有扣

全额退掉的单还算一次购买，退回去的钱还算收入。爱退货的人成了高价值会员，券先发给了他们。

看别人的报表：M 的合计和财务的净收入对一遍，多出来的多半是退款。

fails: test_hand, test_refunds
"""

from __future__ import annotations

from math import sqrt

from pandas import DataFrame, Series, Timestamp

RfmTable = DataFrame
ProfileTable = DataFrame
Z = 1.959963984540054
IDENTIFIERS = ("member_id", "referrer_id", "name", "phone", "phone_masked", "wechat_id", "address", "device_hash",
               "ip_hash")  # fmt: skip
SENSITIVE = ("is_minor14", "guardian", "health_note", "face_photo", "bank_account", "location", "religion")


def rfm(orders: DataFrame, refunds: DataFrame, asof: Timestamp) -> RfmTable:
    """每个有过有效订单的成员一行：最近一单距今天数、有效订单数、净收入（分），与三项 1–5 分。"""
    valid = valid_orders(orders, refunds, asof)
    last = valid.groupby("member_id")["paid_at"].max().dt.normalize()
    each = valid.groupby("member_id")["net_fen"].agg(frequency="size", net_fen="sum")
    table = each.assign(recency_days=(asof.normalize() - last).dt.days)
    scored = table.assign(r=score(-table["recency_days"]), f=score(table["frequency"]), m=score(table["net_fen"]))
    return scored.reset_index()[["member_id", "recency_days", "frequency", "net_fen", "r", "f", "m"]]


def valid_orders(orders: DataFrame, refunds: DataFrame, asof: Timestamp) -> DataFrame:
    """asof 以前付了款、有成员、未取消、未全额退款的订单，加一列扣掉已到账退款的净收入。"""
    kept = (orders["paid_at"] < asof) & (orders["status"] != "cancelled") & orders["member_id"].notna()
    return orders.assign(net_fen=orders["paid_fen"])[kept]


def score(values: Series) -> Series:
    """去重的值从小到大第 i 个、共 D 个，得 ⌈5i ÷ D⌉ 分。"""
    place = values.rank(method="dense").astype("int64")
    return -(-5 * place // place.max()) if len(place) else place


def refused_fields(fields: list[str]) -> list[str]:
    """不该用于画像的字段：直接标识与敏感个人信息，按给的次序，重复的只留一个。"""
    return [field for field in dict.fromkeys(fields) if field in IDENTIFIERS or field in SENSITIVE]


def profile(members: DataFrame, fields: list[str], asof: Timestamp) -> ProfileTable:
    """asof 时在域的成员，各字段各取值的人数与占比；缺失记为“未知”。"""
    here = members[(members["joined_at"] < asof) & ~(members["left_at"] < asof)]
    kept = [field for field in dict.fromkeys(fields) if field not in refused_fields(fields)]
    rows = [
        (field, value, k, k / len(here), *wilson(k, len(here)))
        for field in kept
        for value, k in here[field].astype("object").where(here[field].notna(), "未知").map(str).value_counts().items()
    ]
    return DataFrame(rows, columns=["field", "value", "members", "share", "low", "high"])


def wilson(k: int, n: int) -> tuple[float, float]:
    """n 人中 k 人的比率的 Wilson 95% 区间。"""
    share, shrink = k / n, 1 + Z**2 / n
    middle = (share + Z**2 / (2 * n)) / shrink
    half = Z * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / shrink
    return max(0.0, middle - half), min(1.0, middle + half)
