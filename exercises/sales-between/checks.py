"""E0.3 改一行的检查。"""

import pandas as pd
import pytest

START = pd.Timestamp("2026-02-02", tz="Asia/Shanghai")
LATER = pd.Timestamp("2026-03-02", tz="Asia/Shanghai")


def sales(module, orders, start=START, days=7):
    """`sales_between` of `module`."""
    return module.sales_between(orders, start, days)


def totals(orders, paid_fen):
    """What a week of that many orders should give."""
    return {"orders": orders, "paid_fen": paid_fen, "average_fen": paid_fen / orders if orders else None}


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """手算样例，2 月 2 日起 7 天：3 笔，实付 18000 分，平均 6000 分。"""
    expect(sales(submission, case("hand")["orders"]), totals(3, 18000))


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_edges(submission, case, expect):
    """开始那一刻付款的算，结束那一刻付款的不算：2 笔，3000 分。"""
    expect(sales(submission, case("edge")["orders"]), totals(2, 3000))


@pytest.mark.hint(2)
def test_one_day(submission, case, expect):
    """只看 2 月 2 日这一天：前一天深夜下单、当天零点过后付款的算，1 笔，6000 分。"""
    expect(sales(submission, case("hand")["orders"], days=1), totals(1, 6000))


@pytest.mark.hint(1)
def test_cancelled_only(submission, case, expect):
    """那几天只有一笔付款后取消的订单：0 笔，合计 0，平均是 None。"""
    orders = case("hand")["orders"]
    expect(sales(submission, orders[orders["status"] == "cancelled"]), totals(0, 0))


@pytest.mark.hint(4)
def test_nothing(submission, case, expect):
    """没有订单，或那几天没有人付款：0 笔，合计 0，平均是 None，不是 0。"""
    orders = case("hand")["orders"]
    expect(sales(submission, orders.iloc[:0]), totals(0, 0), note="空表")
    expect(sales(submission, orders, start=LATER), totals(0, 0), note="三月的一周")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    orders = case("hand")["orders"].sample(frac=1, random_state=7)
    orders.index = [0] * len(orders)
    expect(sales(submission, orders), totals(3, 18000))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的订单上，一周与一个月的结果都与参考解一致。"""
    for tables in variants:
        for days in (7, 30):
            want = sales(solution, tables["orders"], pd.Timestamp("2026-01-05", tz="Asia/Shanghai"), days)
            got = sales(submission, tables["orders"], pd.Timestamp("2026-01-05", tz="Asia/Shanghai"), days)
            expect(got, want, note=f"{days} 天")


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    hand = case("hand")["orders"]
    for orders, days in ((hand, 7), (hand, 1), (hand, 3), (case("edge")["orders"], 7), (case("edge")["orders"], 1)):
        yield "sales_between", (orders, START, days)
    yield "sales_between", (case("edge")["orders"], START - pd.Timedelta(days=1), 1)
    yield "sales_between", (hand[hand["status"] == "cancelled"], START, 7)
    yield "sales_between", (hand.iloc[:0], START, 7)
    yield "sales_between", (hand, LATER, 7)
    yield "sales_between", (variant["orders"], pd.Timestamp("2026-01-05", tz="Asia/Shanghai"), 30)
