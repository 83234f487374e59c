"""E3.6 生存曲线的检查。"""

import pandas as pd
import pytest

HAND_ASOF = pd.Timestamp("2026-03-01 10:00", tz="Asia/Shanghai")
DATA_ASOF = pd.Timestamp("2026-02-01", tz="Asia/Shanghai")
STEP = ("t", "at_risk", "events", "censored", "survival")


def tenure(members, asof):
    """Days in the group up to `asof` and whether the leaving was seen, of those who joined before `asof`."""
    members = members[members["joined_at"] < asof]
    left = members["left_at"] < asof
    days = (members["left_at"].where(left, asof) - members["joined_at"]) / pd.Timedelta(days=1)
    return days, left


def seen(*durations, kept=()):
    """Durations in the order given, those of `kept` last and censored."""
    return pd.Series([*durations, *kept], dtype="float64"), pd.Series([True] * len(durations) + [False] * len(kept), dtype=bool)


def part(got, *names):
    """The named columns only, so that one check looks at one thing."""
    return got[list(names)] if isinstance(got, pd.DataFrame) and set(names) <= set(got.columns) else got


def steps(*rows):
    """The table `part(got, *STEP)` should be."""
    return pd.DataFrame(list(rows), columns=list(STEP))


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_hand(submission, case, expect):
    """八人的手算样例：第 2、5、12 天的生存率是 87.5%、62.5%、41.7%。"""
    got = submission.km(*tenure(case("hand")["members"], HAND_ASOF))
    expect(part(got, *STEP), steps((2.0, 8, 1, 0, 7 / 8), (5.0, 7, 2, 1, 5 / 8), (12.0, 3, 1, 0, 5 / 12)))


@pytest.mark.hint(3)
def test_no_censoring(submission, expect):
    """没有人删失时，生存率就是“还在的人 ÷ 总人数”，走到最后是 0。"""
    got = submission.km(*seen(1, 2, 4, 7))
    expect(part(got, *STEP), steps((1.0, 4, 1, 0, 0.75), (2.0, 3, 1, 0, 0.5), (4.0, 2, 1, 0, 0.25), (7.0, 1, 1, 0, 0.0)))


@pytest.mark.hint(1)
def test_ties(submission, expect):
    """几个人同一天退出只占一行，当天的风险集是退出前的全部人数。"""
    got = submission.km(*seen(3, 3, 3, 6, 6))
    expect(part(got, *STEP), steps((3.0, 5, 3, 0, 0.4), (6.0, 2, 2, 0, 0.0)))


@pytest.mark.hint(2)
def test_same_moment(submission, expect):
    """同一天既有退出又有删失：先算退出，删失的人当天还在风险集里。"""
    got = submission.km(*seen(4, 9, kept=(4, 4, 9)))
    expect(part(got, *STEP), steps((4.0, 5, 1, 2, 0.8), (9.0, 2, 1, 1, 0.4)))


@pytest.mark.hint(2)
def test_between(submission, expect):
    """在两个时刻之间删失的人不另占一行，但从下一个时刻的风险集里减去。"""
    got = submission.km(*seen(0, 10, kept=(2, 3, 8, 12)))
    expect(part(got, *STEP), steps((0.0, 6, 1, 0, 5 / 6), (10.0, 2, 1, 0, 5 / 12)))


@pytest.mark.hint(3)
def test_nothing(submission, expect):
    """没有人，或没有人退出：返回列齐全、没有行的表；只有一人且退出：一行，生存率 0，区间留空。"""
    columns = [*STEP, "low", "high"]
    expect(submission.km(*seen()), pd.DataFrame(columns=columns), note="没有人")
    expect(submission.km(*seen(kept=(3, 5, 5))), pd.DataFrame(columns=columns), note="三人都没退出")
    one = steps((5.0, 1, 1, 0, 0.0)).assign(low=float("nan"), high=float("nan"))
    expect(submission.km(*seen(5)), one, note="只有一人")


@pytest.mark.hint(1)
def test_missing(submission, expect):
    """时长缺失的人不进来，哪怕 observed 有值。"""
    durations, observed = seen(2, float("nan"), 6, kept=(4, float("nan")))
    expect(part(submission.km(durations, observed), *STEP), steps((2.0, 3, 1, 0, 2 / 3), (6.0, 1, 1, 0, 0.0)))


@pytest.mark.hint(1)
def test_position(submission, expect):
    """两列按位置对应，不看索引；打乱人的次序，曲线不变。"""
    durations, observed = seen(1, 2, kept=(3, 4))
    want = steps((1.0, 4, 1, 0, 0.75), (2.0, 3, 1, 0, 0.5))
    reverse = observed.set_axis([3, 2, 1, 0])
    expect(part(submission.km(durations, reverse), *STEP), want, note="两列的索引不同")
    order = [2, 0, 3, 1]
    expect(part(submission.km(durations.iloc[order], observed.iloc[order]), *STEP), want, note="换了人的次序")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_interval(submission, case, expect):
    """区间用 Greenwood 标准误，截到 [0, 1]；生存率为 0 的一行区间留空。"""
    got = submission.km(*tenure(case("hand")["members"], HAND_ASOF))
    want = pd.DataFrame({"t": [2.0, 5.0, 12.0], "low": [0.645828, 0.289526, 0.015204], "high": [1.0, 0.960474, 0.818129]})
    expect(part(got, "t", "low", "high"), want, tol=1e-5, note="手算样例")
    got = submission.km(*seen(1, 2))
    want = pd.DataFrame({"t": [1.0, 2.0], "low": [0.0, float("nan")], "high": [1.0, float("nan")]})
    expect(part(got, "t", "low", "high"), want, tol=1e-5, note="两人先后退出")


def sample(dataset):
    """Tenure of some people, few enough for a plain loop: in whole days, and of fewer still as it is."""
    many, few = tenure(dataset("members").iloc[::8], DATA_ASOF), tenure(dataset("members").iloc[::80], DATA_ASOF)
    return [("整天", many[0] // 1, many[1]), ("时刻", *few)]


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事样本里一部分人的在域天数，按整天与按时刻，曲线都与参考解一致。"""
    for note, days, left in cut(sample):
        expect(submission.km(days, left), solution.km(days, left), note=note)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，曲线与参考解一致。"""
    for tables in variants:
        days, left = tenure(tables["members"], DATA_ASOF)
        expect(submission.km(days // 1, left), solution.km(days // 1, left))


def form_args(tables, given):
    """Arguments of `km` for a form: whole days in the group at `asof`, from the form's table of members."""
    days, left = tenure(tables["members"], pd.Timestamp(given["asof"], tz="Asia/Shanghai"))
    return days // 1, left


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    yield "km", tenure(case("hand")["members"], HAND_ASOF)
    for group in (seen(1, 2, 4, 7), seen(3, 3, 3, 6, 6), seen(4, 9, kept=(4, 4, 9)), seen(0, 10, kept=(2, 3, 8, 12))):
        yield "km", group
    durations, observed = seen(1, 2, kept=(3, 4))
    yield "km", (durations, observed.set_axis([3, 2, 1, 0]))
    durations, observed = seen(2, 5, 8, kept=(3, 9))
    yield "km", (durations.set_axis([4, 0, 3, 1, 2]), observed)
    days, left = tenure(variant["members"], DATA_ASOF)
    yield "km", (days // 1, left)
