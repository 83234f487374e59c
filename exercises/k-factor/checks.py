"""E3.8 K 因子与代际的检查。"""

import pandas as pd
import pytest


def at(text):
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz="Asia/Shanghai")


ASOF, LATER, EARLY, DATA_ASOF = at("2026-03-01"), at("2026-04-15"), at("2026-01-30"), at("2026-02-01")
SAMPLE_ASOF = at("2025-03-01")
SECOND = pd.Timedelta(seconds=1)


def k(module, tables, generation=0, days=30, asof=ASOF):
    """`k_factor` of `module` on a case or a variant."""
    return module.k_factor(tables["members"], tables["referrals"], generation, days, asof)


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


def mean(value, n):
    """What `part(got, "value", "n")` should be."""
    return {"value": value, "n": n}


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """七个人的手算样例，30 天：第 0 代 3 人带来 2 人，K 是 0.667。"""
    expect(part(k(submission, case("hand")), "value", "n"), mean(2 / 3, 3))


@pytest.mark.hint(2)
def test_generations(submission, case, expect):
    """按代算：手算样例的第 1 代 2 人带来 1 人，第 2 代 1 人没有带人。"""
    tables = case("hand")
    expect(part(k(submission, tables, 1), "value", "n"), mean(0.5, 2), note="第 1 代")
    expect(part(k(submission, tables, 2), "value", "n"), mean(0.0, 1), note="第 2 代")


@pytest.mark.hint(3)
def test_window(submission, case, expect):
    """只数邀请人入域后 30 天内的注册：差一秒满 30 天的算，恰满 30 天的不算。"""
    expect(part(k(submission, case("window")), "value", "n"), mean(0.5, 2))


@pytest.mark.hint(2)
def test_ring(submission, case, expect):
    """互相邀请成环的人和他们带来的人，不属于任何一代，不影响环外的人。"""
    tables = case("ring")
    expect(part(k(submission, tables), "value", "n"), mean(1.0, 1), note="第 0 代")
    expect(part(k(submission, tables, 1), "value", "n"), mean(0.0, 1), note="第 1 代")


@pytest.mark.hint(1)
def test_first_valid(submission, case, expect):
    """被邀人只归首个有效邀请：被审核否掉的不占位；同一刻的，归编号小的那条。"""
    expect(part(k(submission, case("first"), asof=LATER), "value", "n"), mean(1.0, 3))
    only = case("first")
    only["members"] = only["members"][only["members"]["member_id"] == "m_乙"]
    expect(part(k(submission, only, asof=LATER), "value", "n"), mean(3.0, 1), note="只看乙，三人都归他")


@pytest.mark.hint(3)
def test_full_days(submission, case, expect):
    """只有入域满 30 天的邀请人进分子分母；恰在 asof 满 30 天的算满，早一秒截数就不算。"""
    tables = case("young")
    at_end = at("2026-03-01 09:00")
    expect(part(k(submission, tables, asof=at_end), "value", "n"), mean(1.0, 2), note="有一人恰在 asof 满 30 天")
    expect(part(k(submission, tables, asof=at_end - SECOND), "value", "n"), mean(0.0, 1), note="asof 早一秒")


@pytest.mark.hint(3)
def test_nobody(submission, case, expect):
    """没有人，或那一代还没有人满期时，K 与区间是 None，不是 0。"""
    nothing = {"value": None, "low": None, "high": None, "n": 0}
    tables = case("hand")
    expect(k(submission, {name: table.iloc[:0] for name, table in tables.items()}), nothing, note="两张空表")
    expect(k(submission, tables, 3), nothing, note="没有第 3 代")
    expect(k(submission, tables, asof=EARLY), nothing, note="都没满 30 天")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(3)
def test_interval(submission, case, expect):
    """区间用成员之间的标准差：手算样例是 −0.64 到 1.97；只有一人时没有区间。"""
    tables = case("hand")
    expect(part(k(submission, tables), "low", "high"), {"low": -0.639976, "high": 1.973309}, tol=1e-5, note="第 0 代")
    expect(part(k(submission, tables, 2), "low", "high"), {"low": None, "high": None}, note="第 2 代只有一人")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = {name: table.sample(frac=1, random_state=7) for name, table in case("hand").items()}
    for table in tables.values():
        table.index = [0] * len(table)
    expect(part(k(submission, tables), "value", "n"), mean(2 / 3, 3))


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_amplify(submission, expect):
    """K 小于 1 也有用：0.4 时一名种子最后共 1.67 人，0 时就是他自己，0.9 时共 10 人。"""
    for given, want in ((0.4, 5 / 3), (0.0, 1.0), (0.9, 10.0)):
        expect(submission.amplify(given), want, note=f"K = {given}")


@pytest.mark.hint(4)
def test_no_end(submission, expect):
    """K 等于或大于 1 时，没有有限的总数，返回 None。"""
    expect(submission.amplify(1.0), None, note="K = 1")
    expect(submission.amplify(1.3), None, note="K = 1.3")


def sample(dataset):
    """The first year, few enough for a plain loop."""
    members, referrals = dataset("members"), dataset("referrals")
    joined, invited = members["joined_at"] < SAMPLE_ASOF, referrals["invited_at"] < SAMPLE_ASOF
    return {"members": members[joined], "referrals": referrals[invited]}


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事第一年的样本上，第 0 代与第 2 代的 K 与参考解一致。"""
    tables = cut(sample)
    for generation, days in ((0, 90), (2, 30)):
        want = k(solution, tables, generation, days, SAMPLE_ASOF)
        expect(k(submission, tables, generation, days, SAMPLE_ASOF), want, note=f"第 {generation} 代，{days} 天")


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，第 1 代的 K 与参考解一致。"""
    for tables in variants:
        expect(k(submission, tables, 1, 90, DATA_ASOF), k(solution, tables, 1, 90, DATA_ASOF))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name, generation, asof in (
        ("hand", 0, ASOF), ("hand", 1, ASOF), ("hand", 2, ASOF), ("hand", 3, ASOF), ("hand", 0, EARLY), ("window", 0, ASOF),
        ("window", 0, LATER), ("ring", 0, ASOF), ("ring", 1, ASOF), ("first", 0, LATER), ("first", 1, LATER),
        ("young", 0, at("2026-03-01 09:00")), ("young", 0, at("2026-03-01 09:00") - SECOND),
    ):  # fmt: skip
        yield "k_factor", (case(name)["members"], case(name)["referrals"], generation, 30, asof)
    for generation in (0, 1):
        yield "k_factor", (variant["members"], variant["referrals"], generation, 90, DATA_ASOF)
    for given in (0.0, 0.4, 0.9, 1.0, 1.3):
        yield "amplify", (given,)
