"""读代码对照表里青禾茶事的一页：十种写法，在两年订单上各得几。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

Row = dict[str, Any]


def fill(load: Callable[[str], pd.DataFrame], line: int) -> tuple[list[Row], Row]:
    """每种写法一行；得数从订单表算出，写成文字。"""
    orders = load("orders")
    big = orders[orders["paid_fen"] > line]
    lines = [
        ('len(orders)', "数行", "COUNTA 减 1", f"{len(orders)} 行"),
        ('orders["paid_fen"]', "取一列", "点中这一列", f"{len(orders['paid_fen'])} 个数"),
        (f'orders["paid_fen"] > {line}', "每行一个是或否", "IF(C2>线,1,0)", f"{int((orders['paid_fen'] > line).sum())} 个是"),
        (f'big = orders[orders["paid_fen"] > {line}]', "留下是的行，起名 big", "筛选后复制到新表", f"{len(big)} 行"),
        ('big["member_id"].nunique()', "不同的编号，空的不数", "去重后的个数", f"{big['member_id'].nunique()} 人"),
        ('big["order_id"].iloc[0]', "big 的第一行", "第 2 行", str(big["order_id"].iloc[0])),
        ('big["order_id"].iloc[1]', "big 的第二行", "第 3 行", str(big["order_id"].iloc[1])),
        ('big["paid_fen"].sum() / 100', "相加，分换成元", "SUM 除以 100", f"{big['paid_fen'].sum() / 100:.2f} 元"),
        ('orders["paid_at"].isna().sum()', "空的有几个", "COUNTBLANK", f"{int(orders['paid_at'].isna().sum())} 个"),
        ('len(big) / len(orders)', "部分除以全部", "两个数相除", f"{len(big) / len(orders):.4f}"),
    ]  # fmt: skip
    rows = [dict(zip(("code", "told", "sheet", "got"), one, strict=True)) | {"sure": "是"} for one in lines]
    return rows, {"sure": f"{len(rows)} 行看懂了"}
