"""E3.4 复购率的检查。"""

import pandas as pd
import pytest

ASOF = pd.Timestamp("2026-03-01", tz="Asia/Shanghai")
EARLY = pd.Timestamp("2026-01-13", tz="Asia/Shanghai")
DATA_ASOF = pd.Timestamp("2026-02-01", tz="Asia/Shanghai")
COUNTS = ("value", "k", "n", "n_total")


def rate(module, tables, w=30, asof=ASOF):
    """`repeat_rate` of `module` on a case or a variant."""
    return module.repeat_rate(tables["orders"], tables["refunds"], w, asof)


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


def counts(k, n, n_total):
    """What `part(got, *COUNTS)` should be."""
    return {"value": k / n if n else None, "k": k, "n": n, "n_total": n_total}


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """十张订单的手算样例，W=30：复购 1 人，满窗 4 人，首购共 5 人。"""
    got = rate(submission, case("hand"))
    expect(part(got, *COUNTS), counts(1, 4, 5))


@pytest.mark.hint(2)
def test_days(submission, case, expect):
    """按上海的自然日分天：同一天两单不算复购，23:50 与次日 0:10 的两单算。"""
    got = rate(submission, case("days"))
    expect(part(got, *COUNTS), counts(2, 3, 3))


@pytest.mark.hint(2)
def test_window_end(submission, case, expect):
    """窗口左闭右开：首单后第 29 天的订单在 W=30 的窗口里，第 30 天的不在。"""
    got = rate(submission, case("window"))
    expect(part(got, *COUNTS), counts(2, 4, 4))


@pytest.mark.hint(3)
def test_full_window(submission, case, expect):
    """只有窗口走完的人进分子分母；窗口恰在 asof 结束的算满窗，早一秒截数就不算。"""
    tables = case("young")
    at_end = rate(submission, tables)
    expect(part(at_end, *COUNTS), counts(2, 3, 4), note="有一人的窗口恰在 asof 结束")
    before = rate(submission, tables, asof=ASOF - pd.Timedelta(seconds=1))
    expect(part(before, *COUNTS), counts(1, 2, 4), note="asof 早一秒")


@pytest.mark.hint(1)
def test_refund(submission, case, expect):
    """全额退款的订单不算，分几次退满也不算；部分退款的仍算，实付 0 元且没退过钱的仍算。"""
    got = rate(submission, case("refund"))
    expect(part(got, *COUNTS), counts(2, 4, 4))


@pytest.mark.hint(1)
def test_late_refund(submission, case, expect):
    """asof 那一刻及以后才到账的退款、没到账的退款，都不改变 asof 的复购率。"""
    got = rate(submission, case("late_refund"))
    expect(part(got, *COUNTS), counts(3, 4, 4))


@pytest.mark.hint(4)
def test_who(submission, case, expect):
    """散客、未付款、已取消的订单不算；同一个人买了四次也只是一个复购的人。"""
    got = rate(submission, case("who"))
    expect(part(got, *COUNTS), counts(1, 3, 3))


@pytest.mark.hint(4)
def test_nobody(submission, case, expect):
    """没有订单，或还没有人满窗时，比率与区间是 None，不是 0。"""
    nothing = {"value": None, "low": None, "high": None, "k": 0, "n": 0}
    tables = case("hand")
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    got = rate(submission, empty)
    expect(got, nothing | {"n_total": 0}, note="两张空表")
    got = rate(submission, tables, asof=EARLY)
    expect(got, nothing | {"n_total": 4}, note="四人首购，都没满窗")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_interval(submission, case, expect):
    """区间用 Wilson 95%：4 人中 1 人是 4.6%–69.9%，5 人中 0 人的下限是 0。"""
    tables = case("hand")
    got = rate(submission, tables)
    expect(part(got, "low", "high"), {"low": 0.045587, "high": 0.699358}, tol=1e-5, note="4 人中 1 人")
    got = rate(submission, tables, w=1)
    expect(part(got, "low", "high"), {"low": 0.0, "high": 0.434482}, tol=1e-5, note="5 人中 0 人")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = case("hand")
    shuffled = {name: table.sample(frac=1, random_state=7) for name, table in tables.items()}
    for table in shuffled.values():
        table.index = [0] * len(table)
    got = rate(submission, shuffled)
    expect(part(got, *COUNTS), counts(1, 4, 5))


def sample(dataset):
    """Some people's orders and refunds, few enough for a plain loop."""
    orders, refunds = dataset("orders"), dataset("refunds")
    who = orders["member_id"].dropna().drop_duplicates().sort_values().iloc[::16]
    walk_ins = orders.index[orders["member_id"].isna()][::16]
    orders = orders[orders["member_id"].isin(who) | orders.index.isin(walk_ins)]
    return {"orders": orders, "refunds": refunds[refunds["order_id"].isin(orders["order_id"])]}


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事样本里一部分人的订单上，365 日复购率与参考解一致。"""
    tables = cut(sample)
    expect(rate(submission, tables, 365, DATA_ASOF), rate(solution, tables, 365, DATA_ASOF))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，90 日复购率与参考解一致。"""
    for tables in variants:
        expect(rate(submission, tables, 90, DATA_ASOF), rate(solution, tables, 90, DATA_ASOF))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name in ("hand", "days", "window", "young", "refund", "late_refund", "who"):
        yield "repeat_rate", (case(name)["orders"], case(name)["refunds"], 30, ASOF)
    hand = case("hand")
    yield "repeat_rate", (hand["orders"].iloc[:0], hand["refunds"].iloc[:0], 30, ASOF)
    yield "repeat_rate", (hand["orders"], hand["refunds"], 30, EARLY)
    yield "repeat_rate", (case("young")["orders"], case("young")["refunds"], 30, ASOF - pd.Timedelta(seconds=1))
    yield "repeat_rate", (variant["orders"], variant["refunds"], 90, DATA_ASOF)
