"""E3.7 用户终身价值的检查。"""

import pandas as pd
import pytest


def at(text):
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz="Asia/Shanghai")


HAND_ASOF, LATER, REFUND_ASOF = at("2025-04-25"), at("2025-05-10"), at("2025-05-01")
YOUNG_ASOF, EARLY, DATA_ASOF = at("2025-04-19 09:00"), at("2025-03-20"), at("2026-02-01")
SECOND = pd.Timedelta(seconds=1)


def ltv(module, tables, asof, cohort="2025-03", h=30):
    """`ltv_hist` of `module` on a case or a variant."""
    return module.ltv_hist(tables["members"], tables["orders"], tables["refunds"], cohort, h, asof)


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


def nothing():
    """What the estimate of nobody should be."""
    return {"value": None, "low": None, "high": None, "n": 0}


def mean(value, n):
    """What `part(got, "value", "n")` should be."""
    return {"value": value, "n": n}


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """六个人的手算样例，30 天：满期 4 人，人均毛利 28.75 元。"""
    got = ltv(submission, case("hand"), HAND_ASOF)
    expect(part(got, "value", "n"), mean(2875.0, 4))


@pytest.mark.hint(1)
def test_month(submission, case, expect):
    """cohort 按上海时间的月份划分：3 月 1 日零点入域的算 3 月，4 月 1 日零点入域的不算。"""
    got = ltv(submission, case("month"), LATER)
    expect(part(got, "value", "n"), mean(3000.0, 3))


@pytest.mark.hint(3)
def test_window(submission, case, expect):
    """期限左闭右开，逐人从入域那一刻起：入域那一刻的订单算，入域以前的不算，恰满 30 天那一刻的不算。"""
    got = ltv(submission, case("window"), LATER)
    expect(part(got, "value", "n"), mean(3000.0, 3))


@pytest.mark.hint(1)
def test_full_horizon(submission, case, expect):
    """只有满 30 天的人进分子分母；恰在 asof 满 30 天的算满，早一秒截数就不算。"""
    tables = case("young")
    at_end = ltv(submission, tables, YOUNG_ASOF)
    expect(part(at_end, "value", "n"), mean(4100.0, 2), note="有一人恰在 asof 满 30 天")
    before = ltv(submission, tables, YOUNG_ASOF - SECOND)
    expect(part(before, "value", "n"), mean(3000.0, 1), note="asof 早一秒")


@pytest.mark.hint(2)
def test_refund(submission, case, expect):
    """退款只扣 asof 以前到账的；全额退款的订单，商品成本一并冲回，部分退款的不冲回。"""
    got = ltv(submission, case("refund"), REFUND_ASOF)
    expect(part(got, "value", "n"), mean(1540.0, 5))


@pytest.mark.hint(1)
def test_who(submission, case, expect):
    """没买过的人按 0 计，已退出的人照算；散客、未付款、已取消的订单不算。"""
    got = ltv(submission, case("who"), REFUND_ASOF)
    expect(part(got, "value", "n"), mean(1850.0, 4))


@pytest.mark.hint(1)
def test_nobody(submission, case, expect):
    """没有人，或还没有人满期时，人均毛利与区间是 None，不是 0。"""
    tables = case("hand")
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    expect(ltv(submission, empty, HAND_ASOF), nothing(), note="三张空表")
    expect(ltv(submission, tables, HAND_ASOF, cohort="2025-06"), nothing(), note="这个月没有人入域")
    expect(ltv(submission, tables, EARLY), nothing(), note="四人入域，都没满 30 天")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(3)
def test_interval(submission, case, expect):
    """区间用成员之间的标准差：手算样例是 −10.53 元到 68.03 元；只有一人时没有区间。"""
    got = ltv(submission, case("hand"), HAND_ASOF)
    expect(part(got, "low", "high"), {"low": -1052.577, "high": 6802.577}, tol=1e-5, note="手算样例")
    one = ltv(submission, case("month"), LATER, cohort="2025-02")
    expect(one, {"value": 600.0, "low": None, "high": None, "n": 1}, note="只有一人满期")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = case("hand")
    shuffled = {name: table.sample(frac=1, random_state=7) for name, table in tables.items()}
    for table in shuffled.values():
        table.index = [0] * len(table)
    got = ltv(submission, shuffled, HAND_ASOF)
    expect(part(got, "value", "n"), mean(2875.0, 4))


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_predicted(submission, expect):
    """三期的手算样例，每期折现率 5%：预测的终身价值是 58.12 元。"""
    expect(submission.ltv_pred([1.0, 0.8, 0.5], [3000.0, 2500.0, 2000.0], 0.05), 5811.791383, tol=1e-8)


@pytest.mark.hint(4)
def test_period_zero(submission, expect):
    """第 0 期是现在，不打折：只有一期时，折现率是几都一样；一期也没有时是 0。"""
    expect(submission.ltv_pred([0.9], [2000.0], 0.2), 1800.0)
    expect(submission.ltv_pred([], [], 0.2), 0.0, note="一期也没有")


@pytest.mark.hint(4)
def test_no_discount(submission, expect):
    """折现率为 0 时，就是各期“在册概率 × 毛利”之和；毛利可以是负的。"""
    expect(submission.ltv_pred([1.0, 0.6, 0.3], [-1500.0, 2000.0, 1000.0], 0.0), 0.0, note="刚好回本")
    expect(submission.ltv_pred([1.0, 0.5], [-3000.0, 1000.0], 0.0), -2500.0, note="没有回本")


def sample(dataset):
    """Some people with their orders and refunds, few enough for a plain loop."""
    tables = {name: dataset(name) for name in ("members", "orders", "refunds")}
    tables["members"] = tables["members"].iloc[::8]
    theirs = tables["orders"]["member_id"].isin(tables["members"]["member_id"])
    walk_ins = tables["orders"].index[tables["orders"]["member_id"].isna()][::8]
    tables["orders"] = tables["orders"][theirs | tables["orders"].index.isin(walk_ins)]
    tables["refunds"] = tables["refunds"][tables["refunds"]["order_id"].isin(tables["orders"]["order_id"])]
    return tables


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事样本里一部分人上，几个月份、几种期限的人均毛利与参考解一致。"""
    tables = cut(sample)
    for cohort, h in (("2024-06", 365), ("2025-12", 60)):
        want = ltv(solution, tables, DATA_ASOF, cohort, h)
        expect(ltv(submission, tables, DATA_ASOF, cohort, h), want, note=f"{cohort}，{h} 天")


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，结果与参考解一致。"""
    for tables in variants:
        want = ltv(solution, tables, DATA_ASOF, "2025-10", 90)
        expect(ltv(submission, tables, DATA_ASOF, "2025-10", 90), want)


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    calls = [("hand", HAND_ASOF, 30), ("month", LATER, 30), ("window", LATER, 30), ("refund", REFUND_ASOF, 30)]
    calls += [
        ("who", REFUND_ASOF, 30),
        ("young", YOUNG_ASOF, 30),
        ("young", YOUNG_ASOF - SECOND, 30),
        ("hand", EARLY, 30),
    ]
    calls += [("window", LATER, 37), ("refund", LATER, 30), ("refund", EARLY, 10)]
    for name, asof, h in calls:
        tables = case(name)
        yield "ltv_hist", (tables["members"], tables["orders"], tables["refunds"], "2025-03", h, asof)
    for name, cohort in (("hand", "2025-06"), ("month", "2025-02"), ("month", "2025-04")):
        tables = case(name)
        yield "ltv_hist", (tables["members"], tables["orders"], tables["refunds"], cohort, 30, LATER)
    yield "ltv_hist", (variant["members"], variant["orders"], variant["refunds"], "2025-10", 90, DATA_ASOF)
    yield "ltv_pred", ([1.0, 0.8, 0.5], [3000.0, 2500.0, 2000.0], 0.05)
    yield "ltv_pred", ([1.0, 0.7, 0.6, 0.5], [1000.0, 1000.0, 1500.0, 1500.0], 0.1)
    yield "ltv_pred", ([0.9], [2000.0], 0.2)
    yield "ltv_pred", ([1.0, 0.5], [-3000.0, 1000.0], 0.0)
