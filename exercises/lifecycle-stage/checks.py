"""E3.1 阶段状态机的检查。"""

import pandas as pd
import pytest

ASOF = pd.Timestamp("2026-03-01", tz="Asia/Shanghai")
MONTH = pd.Timestamp("2026-02-01", tz="Asia/Shanghai")
NOON = pd.Timestamp("2025-11-20 12:00", tz="Asia/Shanghai")
RECENT = pd.Timestamp("2025-12-20", tz="Asia/Shanghai")
USUAL, LONG = (28, 90, 180, 90), (90, 365, 365, 365)
TABLES = ("members", "interactions", "orders", "refunds", "referrals")


def call(tables, days=USUAL, asof=ASOF):
    """The arguments of `stages` on a case or a variant."""
    return *(tables[name] for name in TABLES), dict(zip(("兴趣", "购买", "忠诚", "推荐"), days, strict=True)), asof


def found(module, tables, days=USUAL, asof=ASOF):
    """`stages` of `module` on a case or a variant."""
    return module.stages(*call(tables, days, asof))


def members(**stages):
    """What `found` should be, by the last character of the members' ids."""
    return {f"m_{who}": stage for who, stage in stages.items()}


def by_hand():
    """The stages of the case `hand`."""
    return members(甲="认知", 乙="兴趣", 丙="购买", 丁="忠诚", 戊="兴趣", 己="推荐", 辛="认知")


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_hand(submission, case, expect):
    """八个人的手算样例：五个阶段都有人，退出的庚不在里面。"""
    expect(found(submission, case("hand")), by_hand())


@pytest.mark.hint(3)
def test_one_stage(submission, case, expect):
    """一个人只有一个阶段，取成立的最高一个：既看过又买过两次的是忠诚，没买过但带来人的是推荐。"""
    got = found(submission, case("hand"))
    got = {who: got.get(who) for who in ("m_丁", "m_己")} if isinstance(got, dict) else got
    expect(got, members(丁="忠诚", 己="推荐"))


@pytest.mark.hint(2)
def test_back(submission, case, expect):
    """阶段会退：窗口里没有了，就退到还成立的最高一个，什么都没有就是认知。"""
    expect(found(submission, case("back")), members(甲="兴趣", 乙="认知", 丙="忠诚", 丁="购买", 戊="兴趣"))


@pytest.mark.hint(2)
def test_edges(submission, case, expect):
    """窗口左闭右开，四个窗口各用各的：恰在起点的那一刻算，早一秒不算。"""
    want = members(甲="兴趣", 乙="认知", 丙="购买", 丁="认知", 戊="忠诚", 己="购买", 庚="推荐", 辛="认知")
    expect(found(submission, case("edges")), want)


@pytest.mark.hint(4)
def test_days(submission, case, expect):
    """忠诚要两个不同的上海自然日：同一天两单是购买，23:50 与次日 0:10 的两单是忠诚。"""
    expect(found(submission, case("days")), members(甲="购买", 乙="忠诚", 丙="购买", 丁="忠诚"))


@pytest.mark.hint(4)
def test_refund(submission, case, expect):
    """截至时已全额退款的订单不算；部分退款的、没到账的、asof 当刻及以后才到账的不影响。"""
    want = members(甲="兴趣", 乙="购买", 丙="购买", 丁="忠诚", 戊="购买", 己="购买")
    expect(found(submission, case("refund")), want)


@pytest.mark.hint(5)
def test_future(submission, case, expect):
    """asof 当刻及以后入域、发生、付款、注册的，都还不知道。"""
    want = members(甲="认知", 乙="兴趣", 丙="购买", 丁="认知", 己="兴趣", 庚="认知")
    expect(found(submission, case("future")), want)


@pytest.mark.hint(5)
def test_late(submission, case, expect):
    """asof 以前发生、asof 当刻及以后才入库的互动不算，asof 以后发生的也不算。"""
    expect(found(submission, case("late")), members(甲="认知", 乙="兴趣", 丙="认知", 丁="认知"))


@pytest.mark.hint(5)
def test_referral(submission, case, expect):
    """推荐要有人注册：没注册的、自邀的、审核无效的不算；同一被邀人只归最早的邀请；还没审的算。"""
    want = members(甲="购买", 乙="推荐", 丙="认知", 丁="认知", 戊="推荐", 己="认知", 庚="推荐")
    expect(found(submission, case("referral")), want)


@pytest.mark.hint(1)
def test_who(submission, case, expect):
    """asof 以前退出的不列，恰在 asof 退出的还在；机器人、员工、未登录、散客、未付与取消的都不算。"""
    expect(found(submission, case("who")), members(乙="认知", 丙="认知", 丁="认知", 戊="兴趣", 己="认知"))


@pytest.mark.hint(1)
def test_nothing(submission, case, expect):
    """没有成员返回空字典；只有成员、别的表都空，人人是认知。"""
    tables = case("hand")
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    expect(found(submission, empty), {}, note="五张空表")
    got = found(submission, empty | {"members": tables["members"].iloc[:2]})
    expect(got, members(甲="认知", 乙="认知"), note="只有两个成员")


@pytest.mark.hint(2)
def test_windows(submission, case, expect):
    """窗口由参数给：都放长，沉默的人回到更高的阶段；都缩到 1 天，只剩认知。"""
    tables = case("back")
    want = members(甲="购买", 乙="忠诚", 丙="忠诚", 丁="忠诚", 戊="推荐")
    expect(found(submission, tables, LONG), want, note="90、365、365、365 天")
    expect(found(submission, tables, (1, 1, 1, 1)), dict.fromkeys(want, "认知"), note="各 1 天")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复、互动重复送达，结果不变。"""
    tables = case("hand")
    tables["interactions"] = pd.concat([tables["interactions"]] * 2)
    shuffled = {name: table.sample(frac=1, random_state=7) for name, table in tables.items()}
    for table in shuffled.values():
        table.index = [0] * len(table)
    expect(found(submission, shuffled), by_hand())


@pytest.mark.needs("test_hand")
def test_everyone(submission, variants, expect):
    """换了种子重新生成的数据上，每个在域成员恰有一个阶段，不多不少。"""
    tables = variants[0]
    everyone = tables["members"]
    here = (everyone["joined_at"] < MONTH) & ~(everyone["left_at"] < MONTH)
    got = found(submission, tables, asof=MONTH)
    names, stages = (sorted(got), sorted(set(got.values()))) if isinstance(got, dict) else (got, got)
    expect(names, sorted(everyone.loc[here, "member_id"]), note="有阶段的成员")
    expect(stages, sorted(["认知", "兴趣", "购买", "忠诚", "推荐"]), note="出现的阶段")


def sample(dataset):
    """Some of the members whose interactions the sample has, and what is theirs, few enough for a plain loop."""
    tables = {name: dataset(name) for name in TABLES}
    part = tables["interactions"]["member_id"].dropna().drop_duplicates().sort_values().iloc[::4]
    acts = tables["interactions"][tables["interactions"]["event_at"] >= RECENT]
    tables["interactions"] = acts[acts["member_id"].isin(part) | acts["member_id"].isna()]
    for name, who in (("members", "member_id"), ("orders", "member_id"), ("referrals", "referrer_id")):
        tables[name] = tables[name][tables[name][who].isin(part)]
    tables["refunds"] = tables["refunds"][tables["refunds"]["order_id"].isin(tables["orders"]["order_id"])]
    return tables


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事的样本里，有互动记录的那一部分成员，截至 2026-02-01 的阶段与参考解一致。"""
    tables = cut(sample)
    expect(found(submission, tables, asof=MONTH), found(solution, tables, asof=MONTH))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，换窗口、换截至时刻，结果与参考解一致。"""
    for tables in variants:
        for asof, days in ((MONTH, USUAL), (NOON, LONG)):
            want = found(solution, tables, days, asof)
            expect(found(submission, tables, days, asof), want, note=f"截至 {asof:%Y-%m-%d %H:%M}")


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name in ("hand", "back", "edges", "days", "refund", "future", "late", "referral", "who"):
        yield "stages", call(case(name))
        yield "stages", call(case(name), LONG)
    yield "stages", call(case("edges"), tuple(days + 1 for days in USUAL), ASOF + pd.Timedelta(days=1))
    for asof in (MONTH, NOON):
        yield "stages", call(variant, USUAL, asof)
