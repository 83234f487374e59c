"""E2.6 路径分析的检查。"""

import pandas as pd
import pytest

USED = ("event_id", "member_id", "actor_type", "event_type", "event_at", "ingested_at", "session_id")


def paths(module, table, gap=30, k=10):
    """`top_paths` of `module`."""
    return module.top_paths(table, gap, k)


def counts(got):
    """Path and sessions only, so that one check looks at one thing."""
    named = isinstance(got, pd.DataFrame) and {"path", "sessions"} <= set(got.columns)
    return got[["path", "sessions"]] if named else got


def ways(**sessions):
    """What `counts` should be; a path's name is written with two underscores for the arrow."""
    return pd.DataFrame({"path": [name.replace("__", ">") for name in sessions], "sessions": list(sessions.values())})


def coarse(table):
    """The columns of the exercise, with moments on a clock of ten minutes: gaps of exactly half an hour occur."""
    return table[list(USED)].assign(event_at=table["event_at"].dt.floor("10min"))


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_hand(submission, case, expect):
    """三个人的手算样例，30 分钟：五个会话，view>like 两个，其余三条各一个。"""
    got = paths(submission, case("hand")["interactions"])
    expect(counts(got), ways(view__like=2, add_cart__checkout=1, view=1, view__checkin=1), order=False)


@pytest.mark.hint(2)
def test_gap(submission, case, expect):
    """隔 30 分钟恰好断开，差一秒不断；放到 31 分钟就不断。"""
    table = case("hand")["interactions"]
    one = table[table["member_id"] == "m_甲"]
    expect(counts(paths(submission, one)), ways(add_cart__checkout=1, view__like=1), order=False, note="甲，30 分钟")
    expect(counts(paths(submission, one, gap=31)), ways(view__like__add_cart__checkout=1), note="甲，31 分钟")
    other = table[table["member_id"] == "m_丙"]
    expect(counts(paths(submission, other)), ways(view=1, view__checkin=1), order=False, note="丙，30 分钟")


@pytest.mark.hint(3)
def test_repeats(submission, case, expect):
    """连续相同的动作合并成一个，隔着别的动作再来的不合并。"""
    table = case("hand")["interactions"]
    one = table[table["member_id"] == "m_甲"].head(3)
    later = {name: one[name] + pd.Timedelta(minutes=5) for name in ("event_at", "ingested_at")}
    back = one.assign(event_id=["e_21", "e_22", "e_23"], **later)
    got = paths(submission, pd.concat([one, back]))
    expect(counts(got), ways(view__like__view__like=1))


@pytest.mark.hint(1)
def test_people(submission, case, expect):
    """不同成员不连成一条；没有编号的、机器人、员工的不算；意见领袖是成员；送了两次的只算一次。"""
    got = paths(submission, case("who")["interactions"])
    expect(counts(got), ways(like__view=1, view=1, view__like__comment=1), order=False)


@pytest.mark.hint(1)
def test_time_order(submission, case, expect):
    """按事件时间排，不按入库时间；同一刻的按 event_id。"""
    table = case("who")["interactions"]
    late = table[table["member_id"] == "m_戊"]
    expect(counts(paths(submission, late)), ways(view__like__comment=1), note="戊的点赞晚到两小时")
    same = table[table["member_id"] == "m_丁"]
    expect(counts(paths(submission, same)), ways(like__view=1), note="丁的两个事件在同一刻")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_order(submission, case, expect):
    """按会话数降序排，并列的按路径升序，再取前 k 条。"""
    table = case("hand")["interactions"]
    expect(counts(paths(submission, table)), ways(view__like=2, add_cart__checkout=1, view=1, view__checkin=1))
    expect(counts(paths(submission, table, k=3)), ways(view__like=2, add_cart__checkout=1, view=1), note="k = 3")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_share(submission, case, expect):
    """比例的分母是全部会话，不是前 k 条：5 个会话里 2 个是 40%，Wilson 95% 区间 11.8%–76.9%。"""
    got = paths(submission, case("hand")["interactions"], k=1)
    want = ways(view__like=2).assign(share=0.4, low=0.117621, high=0.769276)
    expect(got, want, tol=1e-5)


@pytest.mark.hint(4)
def test_nothing(submission, case, expect):
    """没有事件，或只有机器人时，返回列齐全、没有行的表；只有一行时就是一个会话。"""
    columns = ["path", "sessions", "share", "low", "high"]
    table = case("who")["interactions"]
    expect(paths(submission, table.iloc[:0]), pd.DataFrame(columns=columns), note="空表")
    bots = table[table["actor_type"] == "bot"]
    expect(paths(submission, bots), pd.DataFrame(columns=columns), note="只有机器人")
    expect(counts(paths(submission, case("hand")["interactions"].head(1))), ways(view=1), note="只有一行")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    table = case("hand")["interactions"].sample(frac=1, random_state=7)
    table.index = [0] * len(table)
    want = ways(view__like=2, add_cart__checkout=1, view=1, view__checkin=1)
    expect(counts(paths(submission, table)), want, order=False)


def sample(dataset):
    """Some people's interactions, few enough for a plain loop."""
    table = dataset("interactions")
    return coarse(table[table["member_id"].str[-2:].isin(["04", "34", "64"]) | table["member_id"].isna()])


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事样本里一部分人的互动上（时刻取整到十分钟），前 30 条路径与参考解一致。"""
    few = cut(sample)
    expect(paths(submission, few, 60, 30), paths(solution, few, 60, 30), note="60 分钟")


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成、同样取整的互动上，前 30 条路径与参考解一致。"""
    for tables in variants:
        table = coarse(tables["interactions"])
        expect(paths(submission, table, 30, 30), paths(solution, table, 30, 30))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    hand, who = case("hand")["interactions"], case("who")["interactions"]
    for table, gap, k in ((hand, 30, 10), (hand, 30, 3), (hand, 30, 1), (hand, 31, 10), (who, 30, 10), (who, 60, 2)):
        yield "top_paths", (table, gap, k)
    for name in ("m_甲", "m_丙"):
        yield "top_paths", (hand[hand["member_id"] == name], 30, 10)
    if variant:
        yield "top_paths", (coarse(variant["interactions"]), 30, 30)
