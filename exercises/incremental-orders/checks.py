"""E1.7 反例：唯一路径的检查。"""

import pandas as pd
import pytest


def at(text):
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz="Asia/Shanghai")


ASOF, DATA_ASOF = at("2026-02-01"), at("2026-02-20")
NAMES = ("campaigns", "exposures", "orders")


def increments(module, tables, days=7, asof=ASOF):
    """`incremental_orders` of `module` on a case or a variant."""
    return module.incremental_orders(tables["exposures"], tables["orders"], tables["campaigns"], days, asof)


def part(got, campaign, *names):
    """The named entries of one campaign only, so that one check looks at one thing."""
    found = got[campaign] if isinstance(got, dict) and campaign in got else got
    return {name: found[name] for name in names if name in found} if isinstance(found, dict) else found


def counts(each, control, treat):
    """What `part(got, campaign, "per_member", "n_control", "n_treat")` should be."""
    return {"per_member": each, "n_control": control, "n_treat": treat}


def mean(got, campaign):
    """The difference a member and the numbers of members, without the interval."""
    return part(got, campaign, "per_member", "n_control", "n_treat")


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_hand(submission, case, expect):
    """手算样例，7 天：实验组人均 1 单，对照组 0.5 单，差 0.5 单，4 人增量 2 单。"""
    got = part(increments(submission, case("hand")), "c_满减券", "per_member", "total", "n_control", "n_treat")
    expect(got, counts(0.5, 4, 4) | {"total": 2.0})


@pytest.mark.points(2)
@pytest.mark.hint(5)
def test_interval(submission, case, expect):
    """人均与总数各有区间：手算样例是 −0.48 到 1.48 单，总数 −1.92 到 5.92 单。"""
    got = part(increments(submission, case("hand")), "c_满减券", "low", "high", "total_low", "total_high")
    half = 0.979982
    want = {"low": 0.5 - half, "high": 0.5 + half, "total_low": 2 - 4 * half, "total_high": 2 + 4 * half}
    expect(got, want, tol=1e-5)


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_not_randomised(submission, case, expect):
    """没有随机的活动是 None：没写组的、自愿报名却写了组的，都不给数。"""
    expect(part(increments(submission, case("hand")), "c_年货节"), None, note="大促，没有组")
    expect(part(increments(submission, case("units")), "c_会员日"), None, note="自愿报名，写了组")


@pytest.mark.hint(1)
def test_by_group(submission, case, expect):
    """按群随机的活动是 None，同一张表里按成员随机的照给。"""
    got = increments(submission, case("units"))
    expect(part(got, "c_茶会"), None, note="按群随机")
    expect(mean(got, "c_试饮"), counts(0.5, 2, 2), note="按成员随机")


@pytest.mark.hint(1)
def test_people(submission, case, expect):
    """一人几条触达只算一人，窗口从最早的分组起；分进两种组的人、treat_b 的人不计。"""
    expect(mean(increments(submission, case("people")), "c_频次"), counts(1 - 1 / 3, 3, 3))


@pytest.mark.hint(3)
def test_window(submission, case, expect):
    """窗口左闭右开：分组那一刻付款的算，早一秒的、恰满 7 天的不算。"""
    expect(mean(increments(submission, case("window")), "c_提醒"), counts(0.5, 2, 3))


@pytest.mark.hint(2)
def test_full_window(submission, case, expect):
    """只有满 7 天的人计入；恰在 asof 满窗的算，晚一秒分组的不算。"""
    expect(mean(increments(submission, case("young")), "c_欢迎"), counts(1.0, 2, 2))


@pytest.mark.hint(3)
def test_paid(submission, case, expect):
    """没付款的、取消的、散客的订单不算，后来退款的仍算一单。"""
    expect(mean(increments(submission, case("paid")), "c_短信"), counts(0.5, 2, 2))


@pytest.mark.hint(5)
def test_few(submission, case, expect):
    """任一组不足 2 人时是 None：一个人算不出方差，一组没有人算不出差。"""
    tables = case("hand")
    for members, note in ((("m_甲", "m_戊", "m_己"), "对照组一人"), (("m_甲", "m_乙"), "没有实验组")):
        few = tables | {"exposures": tables["exposures"][tables["exposures"]["member_id"].isin(members)]}
        expect(part(increments(submission, few), "c_满减券"), None, note=note)


@pytest.mark.hint(2)
def test_empty(submission, case, expect):
    """空表给空字典；还没有分组，或都没满窗时，每个活动都在，都是 None。"""
    tables = case("hand")
    expect(increments(submission, {name: tables[name].iloc[:0] for name in NAMES}), {}, note="三张空表")
    unknown = dict.fromkeys(("c_满减券", "c_年货节"))
    expect(increments(submission, tables, asof=at("2026-01-01")), unknown, note="asof 早于分组")
    expect(increments(submission, tables, asof=at("2026-01-12")), unknown, note="都没满 7 天")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(3)
def test_no_orders(submission, case, expect):
    """谁也没买时，差是 0，区间也是 0 到 0，不是 None。"""
    tables = case("hand")
    got = part(
        increments(submission, tables | {"orders": tables["orders"].iloc[:0]}), "c_满减券", "per_member", "low", "high"
    )
    expect(got, {"per_member": 0.0, "low": 0.0, "high": 0.0})


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = {name: table.sample(frac=1, random_state=7) for name, table in case("people").items()}
    for table in tables.values():
        table.index = [0] * len(table)
    expect(mean(increments(submission, tables), "c_频次"), counts(1 - 1 / 3, 3, 3))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，全部活动 30 天的增量与参考解一致。"""
    for tables in variants:
        expect(increments(submission, tables, 30, DATA_ASOF), increments(solution, tables, 30, DATA_ASOF))


def form_args(tables, args):
    """判与算的实参：截至时刻写成文字，这里读成上海时间。"""
    return tables["exposures"], tables["orders"], tables["campaigns"], args["days"], at(args["asof"])


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name in ("hand", "units", "people", "window", "young", "paid"):
        tables = case(name)
        yield "incremental_orders", (tables["exposures"], tables["orders"], tables["campaigns"], 7, ASOF)
    hand, units = case("hand"), case("units")
    yield "incremental_orders", (units["exposures"], units["orders"], units["campaigns"], 2, ASOF)
    for days, asof in ((30, at("2026-03-01")), (7, at("2026-01-12"))):
        yield "incremental_orders", (hand["exposures"], hand["orders"], hand["campaigns"], days, asof)
    yield "incremental_orders", (variant["exposures"], variant["orders"], variant["campaigns"], 30, DATA_ASOF)
