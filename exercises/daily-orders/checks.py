"""E0.5 按天汇总的检查。"""

import pandas as pd
import pytest

START = pd.Timestamp("2026-02-02", tz="Asia/Shanghai")
MARCH = pd.Timestamp("2026-03-02", tz="Asia/Shanghai")
COLUMNS = ("day", "orders", "buyers", "paid_fen")
SOLD = ("2026-02-02", "2026-02-04", "2026-02-06")
EMPTY = ("2026-02-03", "2026-02-05")


def daily(module, orders, start=START, days=5):
    """`daily_orders` of `module`: the columns that count, days as text, whatever their type was."""
    got = module.daily_orders(orders, start, days)
    if not isinstance(got, pd.DataFrame) or not set(COLUMNS) <= set(got.columns) or not got.columns.is_unique:
        return got
    rows = got[list(COLUMNS)].reset_index(drop=True)
    return rows.assign(day=[str(day)[:10] for day in rows["day"]])


def table(rows):
    """The wanted table, from {day: (orders, buyers, paid_fen)}."""
    return pd.DataFrame([(day, *counts) for day, counts in rows.items()], columns=list(COLUMNS))


def on(got, name, days):
    """One column on some of the days, so that one check looks at one thing; None where a day has no row."""
    if not isinstance(got, pd.DataFrame) or not {"day", name} <= set(got.columns):
        return got
    there = dict(zip(got["day"], got[name], strict=True))
    return {day: there.get(day) for day in days}


def hand():
    """What the example by hand comes to."""
    sold = dict(zip(SOLD, ((3, 1, 9000), (2, 2, 12000), (1, 1, 2500)), strict=True))
    return dict(sorted((sold | dict.fromkeys(EMPTY, (0, 0, 0))).items()))


def wanted(number, days):
    """One column of it on some of the days; `number` is the place of the column."""
    return {day: hand()[day][number] for day in days}


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_days(submission, case, expect):
    """手算样例从 2 月 2 日起 5 天：正好五行，日子从 2 日到 6 日，一天不少，一天不多。"""
    got = daily(submission, case("hand")["orders"])
    there = isinstance(got, pd.DataFrame) and "day" in got.columns
    expect(list(got["day"]) if there else got, list(hand()))


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_orders(submission, case, expect):
    """手算样例有订单的三天，订单是 3、2、1 张：看付款时间，取消的不算，散客的算。"""
    expect(on(daily(submission, case("hand")["orders"]), "orders", SOLD), wanted(0, SOLD))


@pytest.mark.hint(3)
def test_buyers(submission, case, expect):
    """这三天的买家是 1、2、1 人：甲一天两单是一个人，散客没有编号，不数。"""
    expect(on(daily(submission, case("hand")["orders"]), "buyers", SOLD), wanted(1, SOLD))


@pytest.mark.hint(3)
def test_paid(submission, case, expect):
    """这三天的实付合计是 9000、12000、2500 分。"""
    expect(on(daily(submission, case("hand")["orders"]), "paid_fen", SOLD), wanted(2, SOLD))


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_empty_days(submission, case, expect):
    """手算样例的 2 月 3 日只有取消的、5 日没有人付款：两天都有一行，三个数都是 0，不是空。"""
    got = daily(submission, case("hand")["orders"])
    for number, name in enumerate(COLUMNS[1:]):
        expect(on(got, name, EMPTY), wanted(number, EMPTY), note=name)


@pytest.mark.hint(1)
def test_edges(submission, case, expect):
    """3 月 2 日这一天：零点那一刻付款的算，次日零点那一刻的不算，早上 8 点以前的算，0 元的也是一单。"""
    got = daily(submission, case("edge")["orders"], MARCH, 1)
    expect(got, table({"2026-03-02": (3, 2, 1500)}))


@pytest.mark.hint(4)
def test_nothing(submission, case, expect):
    """没有订单，或那几天没有人付款：每一天照样有一行 0。"""
    none = table(dict.fromkeys(("2026-03-02", "2026-03-03"), (0, 0, 0)))
    orders = case("hand")["orders"]
    expect(daily(submission, orders.iloc[:0], MARCH, 2), none, note="空的订单表")
    expect(daily(submission, orders, MARCH, 2), none, note="三月的两天")


@pytest.mark.needs("test_days", "test_orders", "test_buyers", "test_paid", "test_empty_days")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    orders = case("hand")["orders"].sample(frac=1, random_state=7)
    orders.index = [0] * len(orders)
    expect(daily(submission, orders), table(hand()))


@pytest.mark.points(2)
@pytest.mark.needs("test_days", "test_orders", "test_buyers", "test_paid", "test_empty_days")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的订单上，两周与两个月的每一天都与参考解一致。"""
    for tables in variants:
        for days in (14, 60):
            start = pd.Timestamp("2026-02-01", tz="Asia/Shanghai") - pd.Timedelta(days=days)
            want = daily(solution, tables["orders"], start, days)
            expect(daily(submission, tables["orders"], start, days), want, note=f"{days} 天")


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    hand, edge = case("hand")["orders"], case("edge")["orders"]
    for days in (5, 3, 1):
        yield "daily_orders", (hand, START, days)
    for days in (1, 2):
        yield "daily_orders", (edge, MARCH, days)
    yield "daily_orders", (hand, MARCH, 2)
    yield "daily_orders", (hand.iloc[:0], START, 2)
    yield "daily_orders", (variant["orders"], pd.Timestamp("2026-01-05", tz="Asia/Shanghai"), 14)
