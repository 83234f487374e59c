"""E0.4 筛选 分组 合并的检查。"""

import pandas as pd
import pytest

START = pd.Timestamp("2026-02-02", tz="Asia/Shanghai")
LATER = pd.Timestamp("2026-04-06", tz="Asia/Shanghai")
COLUMNS = ("channel_id", "members", "buyers", "orders", "paid_fen")


def sales(module, tables, start=START, days=7):
    """`channel_sales` of `module` on a case or a variant."""
    return module.channel_sales(tables["members"], tables["orders"], start, days)


def table(*rows):
    """The wanted table."""
    return pd.DataFrame([dict(zip(COLUMNS, row, strict=True)) for row in rows], columns=list(COLUMNS))


def columns(got, *names):
    """The named columns of a table, so that one check looks at one thing."""
    there = isinstance(got, pd.DataFrame) and set(names) <= set(got.columns)
    return got[list(names)].reset_index(drop=True) if there else got


def hand():
    """What the example by hand comes to."""
    return table(("ch_01", 2, 1, 2, 8000), ("ch_02", 2, 1, 1, 7000), ("ch_03", 1, 0, 0, 0))


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_channels(submission, case, expect):
    """手算样例有三个渠道，按编号排好；没有人买的 ch_03 也有一行，成员 2、2、1 人。"""
    got = columns(sales(submission, case("hand")), "channel_id", "members")
    expect(got, columns(hand(), "channel_id", "members"))


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_buyers(submission, case, expect):
    """手算样例的买家是 1、1、0 人：甲买了两单，只是一个人。"""
    expect(columns(sales(submission, case("hand")), "buyers"), columns(hand(), "buyers"))


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_orders(submission, case, expect):
    """手算样例的订单是 2、1、0 张，实付 8000、7000、0 分：期外的、取消的、散客的都不算。"""
    expect(columns(sales(submission, case("hand")), "orders", "paid_fen"), columns(hand(), "orders", "paid_fen"))


@pytest.mark.hint(2)
def test_edges(submission, case, expect):
    """时间左闭右开：开始那一刻付款的算，结束那一刻付款、入域的不算；实付 0 元的也是一单。"""
    want = table(("ch_04", 1, 1, 2, 2000), ("ch_05", 1, 1, 1, 0))
    expect(columns(sales(submission, case("twice")), *COLUMNS), want)


@pytest.mark.hint(4)
def test_nobody_buys(submission, case, expect):
    """没有订单，或期内没有人付款：渠道与成员照样在，后三列是 0。"""
    tables = case("hand")
    want = table(("ch_01", 2, 0, 0, 0), ("ch_02", 2, 0, 0, 0), ("ch_03", 1, 0, 0, 0))
    got = sales(submission, tables | {"orders": tables["orders"].iloc[:0]})
    expect(columns(got, *COLUMNS), want, note="空的订单表")
    later = table(("ch_01", 2, 0, 0, 0), ("ch_02", 2, 0, 0, 0), ("ch_03", 2, 0, 0, 0))
    expect(columns(sales(submission, tables, LATER), *COLUMNS), later, note="四月的一周")


@pytest.mark.hint(1)
def test_nobody(submission, case, expect):
    """没有成员时，是一张没有行的表，五列都在。"""
    got = sales(submission, {name: rows.iloc[:0] for name, rows in case("hand").items()})
    rows = len(got) if isinstance(got, pd.DataFrame) else None
    expect(rows, 0, note="行数")
    expect(sorted(got.columns), sorted(COLUMNS), note="列名")


@pytest.mark.needs("test_channels", "test_buyers", "test_orders")
def test_row_order(submission, case, expect):
    """两张表的行打乱、索引重复，结果不变。"""
    tables = {name: rows.sample(frac=1, random_state=7) for name, rows in case("hand").items()}
    for rows in tables.values():
        rows.index = [0] * len(rows)
    expect(columns(sales(submission, tables), *COLUMNS), hand())


@pytest.mark.points(2)
@pytest.mark.needs("test_channels", "test_buyers", "test_orders")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的两张表上，一个月与半年的结果都与参考解一致。"""
    for tables in variants:
        for days in (30, 180):
            start = pd.Timestamp("2026-02-01", tz="Asia/Shanghai") - pd.Timedelta(days=days)
            want = sales(solution, tables, start, days)
            expect(columns(sales(submission, tables, start, days), *COLUMNS), want, note=f"{days} 天")


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name in ("hand", "twice"):
        yield "channel_sales", (case(name)["members"], case(name)["orders"], START, 7)
    yield "channel_sales", (case("hand")["members"], case("hand")["orders"].iloc[:0], START, 7)
    yield "channel_sales", (case("hand")["members"], case("hand")["orders"], LATER, 7)
    start = pd.Timestamp("2025-08-05", tz="Asia/Shanghai")
    yield "channel_sales", (variant["members"], variant["orders"], start, 180)
