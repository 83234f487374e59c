"""What is said in groups: texts from templates, and the synthetic personal data planted in some, with the spans it stands in.

No number here can be anybody's: mobiles begin with 10 or 11, which no carrier has, identity numbers fail their check digit.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

SAYS = (
    "茉莉花茶用多少度的水？",
    "收到了，包装很好。",
    "今天的点心还有吗",
    "有人一起拼单吗？",
    "这款喝着有点苦，正常吗？",
    "早上好",
    "谢谢",
    "哈哈哈",
    "下单了",
    "昨天的茶会讲得清楚",
    "礼盒送长辈合适吗？",
    "怎么用券？",
    "物流到哪了？",
    "绿豆糕甜不甜？",
    "已经喝了一周，还不错",
    "想问下保质期",
    "请问门店几点关门？",
    "我也想要",
    "价格比上次高了",
    "给孩子吃可以吗？",
    "+1",
    "图片发不出来",
    "这个月还有活动吗？",
    "桂花乌龙什么时候补货？",
)
ANSWERS = (
    "八十五度左右就行",
    "我上次也是",
    "可以的",
    "看置顶",
    "客服说明天到",
    "还有货",
    "门店九点关",
    "我觉得还好",
    "私信你了",
    "好的收到",
    "少放一克试试",
    "小程序里能查",
)
STAFF_ANSWERS = (
    "您好，已为您查询，明天送达。",
    "水温八十五度，二十秒出汤。",
    "券在“我的—优惠”里。",
    "保质期十八个月，开封后请密封。",
    "补货定在下周三。",
)
WELCOMES = (
    "欢迎新朋友，群规见置顶，有问题直接问。",
    "欢迎入群，回复“试饮”领新人样品。",
    "欢迎，先介绍一下你爱喝什么？",
)
SENDS = (
    "今晚八点直播，进来聊春茶。",
    "本周群友价：花草茶第二件减十元。",
    "周末茶会报名开始，名额三十位。",
    "新品坚果到店，满一百减十五。",
    "积分兑换今天上新。",
)
BOTS = (
    "自动提醒：今日签到已开放。",
    "自动回复：工作时间 9:00–21:00。",
    "关键词“运费”：满 59 元包邮。",
    "自动提醒：直播十分钟后开始。",
)
KOL_SAYS = (
    "我今天试了三种水温，结果发在图里。",
    "整理了一份春茶清单，要的说一声。",
    "同一款茶我泡了五次，说说差别。",
    "这周点心盲测，大家猜哪款是新品？",
)
STREETS = ("云栖路", "湖滨街", "茶港巷", "青石弄", "望江里")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PII = {
    "mobile": 0.30,
    "id_card": 0.10,
    "address": 0.18,
    "wechat": 0.16,
    "order_no": 0.14,
    "tracking": 0.07,
    "digits": 0.05,
}
NEAR_MISSES = ("tracking", "digits")  # look like personal data and are none
CARRIER = {
    "mobile": "我的电话是{}，到了打给我",
    "id_card": "实名要填身份证吗，{}",
    "address": "寄到{}，谢谢",
    "wechat": "加我微信{}",
    "order_no": "帮我查下订单{}",
    "tracking": "快递单号{}到哪了",
    "digits": "罐底的批号是{}",
}


def identity(rng: np.random.Generator) -> str:
    """Eighteen digits in the form of an identity number whose check digit is wrong."""
    body = f"99{rng.integers(1000, 9999)}{rng.integers(1950, 2010)}{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}"
    body += f"{rng.integers(0, 1000):03d}"
    right = (12 - sum(int(x) * w for x, w in zip(body, WEIGHTS, strict=True)) % 11) % 11
    wrong = (right + 1 + int(rng.integers(0, 9))) % 11
    return body + ("X" if wrong == 10 else str(wrong))


def _planted(rng: np.random.Generator, kind: str) -> str:
    if kind == "mobile":
        number = f"1{rng.integers(0, 2)}{rng.integers(0, 10**9):09d}"
        style = rng.random()
        spaced = f"{number[:3]} {number[3:7]} {number[7:]}"
        return number.translate(FULL_WIDTH) if style < 0.15 else spaced if style < 0.35 else number
    if kind == "id_card":
        return identity(rng)
    if kind == "address":
        street = STREETS[rng.integers(0, len(STREETS))]
        return f"{street}{rng.integers(1, 300)}号{rng.integers(1, 30)}幢{rng.integers(101, 2602)}室"
    if kind == "wechat":
        return f"qh_{''.join(chr(97 + x) for x in rng.integers(0, 26, 6))}{rng.integers(10, 99)}"
    if kind == "order_no":
        return f"o_{rng.integers(1, 44_000):07d}"
    return f"SF{rng.integers(0, 10**12):012d}" if kind == "tracking" else f"2{rng.integers(0, 10**10):010d}"


def plant(rng: np.random.Generator, rows: np.ndarray, texts: np.ndarray) -> pd.DataFrame:
    """Replace the texts at those rows by ones with planted data; gives their spans: row, start, end, kind."""
    kinds = rng.choice(list(PII), len(rows), p=np.array(list(PII.values())) / sum(PII.values()))
    spans = []
    for row, kind in zip(rows, kinds, strict=True):
        value, (before, after) = _planted(rng, kind), CARRIER[kind].split("{}")
        texts[row] = before + value + after
        spans.append((row, len(before), len(before) + len(value), kind))
    return pd.DataFrame(spans, columns=["row", "start", "end", "kind"])
