"""E2.3 留存三口径的检查。"""

from datetime import date

import pandas as pd
import pytest


def at(text):
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz="Asia/Shanghai")


ASOF, LATER, DATA_ASOF = at("2026-01-19"), at("2026-03-01"), at("2026-02-01")
SECOND = pd.Timedelta(seconds=1)
DEC29, JAN5, JAN12, JAN19 = date(2025, 12, 29), date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)
ASKED = (("classic", 7, 7), ("rolling", 1, 28), ("in_group", 30, 7))


def retention(module, tables, kind="classic", n=1, h=7, asof=ASOF):
    """`retention` of `module` on a case or a variant; a key that is a moment means its day."""
    got = module.retention(tables["group_memberships"], tables["interactions"], n, kind, h, asof)
    return {day(key): rate for key, rate in got.items()} if isinstance(got, dict) else got


def day(key):
    """The day of a moment; anything else as it is."""
    return key.date() if hasattr(key, "date") else key


def part(got, *names):
    """The named entries of each cohort only, so that one check looks at one thing."""
    if not isinstance(got, dict):
        return got
    return {
        key: {name: rate[name] for name in names if name in rate} if isinstance(rate, dict) else rate
        for key, rate in got.items()
    }


def counts(got):
    """k, n and n_total of each cohort, and the share."""
    return part(got, "value", "k", "n", "n_total")


def of(k, n, n_total):
    """What `counts(got)` should be for one cohort."""
    return {"value": k / n if n else None, "k": k, "n": n, "n_total": n_total}


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """五个人的手算样例，恰好第 1 日：满期 4 人，来了 1 人，25%；还没有第 1 日的人不进分母。"""
    expect(counts(retention(submission, case("hand"))), {JAN12: of(1, 4, 5)})


@pytest.mark.needs("test_hand")
@pytest.mark.hint(3)
def test_exact_day(submission, case, expect):
    """恰好第 3 日只看第 3 日：第 1 日来过、第 3 日没来的人不算，4 人里 1 人。"""
    expect(counts(retention(submission, case("hand"), n=3)), {JAN12: of(1, 4, 5)})


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_rolling(submission, case, expect):
    """rolling 的窗口是 [n, n+h)：从第 1 日起 3 天，4 人里 2 人来过；从第 1 日起 2 天，只有 1 人。"""
    tables = case("hand")
    expect(counts(retention(submission, tables, "rolling", h=3)), {JAN12: of(2, 4, 5)}, note="n=1，h=3")
    expect(counts(retention(submission, tables, "rolling", h=2)), {JAN12: of(1, 4, 5)}, note="n=1，h=2")


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_in_group(submission, case, expect):
    """第 1 日末还在群的：4 人里 3 人；没来过的也算在群，第 1 日退群的不算。"""
    expect(counts(retention(submission, case("hand"), "in_group")), {JAN12: of(3, 4, 5)})


@pytest.mark.needs("test_rolling")
@pytest.mark.hint(2)
def test_rolling_full(submission, case, expect):
    """rolling 要整个窗口走完才满期：h=5 时恰在 asof 走完的算，晚一天的不算，满期 3 人。"""
    expect(counts(retention(submission, case("hand"), "rolling", h=5)), {JAN12: of(2, 3, 5)})


@pytest.mark.needs("test_hand")
@pytest.mark.hint(2)
def test_full(submission, case, expect):
    """第 n 日过完才满期：恰在 asof 过完的算，asof 早一秒就不算；asof 以后入群的人还不知道。"""
    tables = case("young")
    expect(counts(retention(submission, tables)), {JAN12: of(1, 2, 3)}, note="有一人恰在 asof 过完第 1 日")
    expect(counts(retention(submission, tables, asof=ASOF - SECOND)), {JAN12: of(0, 1, 3)}, note="asof 早一秒")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(5)
def test_unfinished_cohort(submission, case, expect):
    """没有人满期的 cohort 仍要列出：比率与区间是 None，不是 0；n 与 k 是 0。"""
    nothing = {"value": None, "low": None, "high": None, "k": 0, "n": 0}
    tables = case("young")
    expect(
        retention(submission, tables, "rolling", h=3), {JAN12: nothing | {"n_total": 3}}, note="rolling，窗口都没走完"
    )
    expect(
        retention(submission, tables, asof=at("2026-01-17")), {JAN12: nothing | {"n_total": 1}}, note="第 1 日没过完"
    )


@pytest.mark.needs("test_hand")
@pytest.mark.hint(1)
def test_empty(submission, case, expect):
    """没有人入群时返回空字典；有人入群、没有互动时，人数照算。"""
    tables = case("hand")
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    expect(retention(submission, empty), {}, note="两张空表")
    quiet = tables | {"interactions": tables["interactions"].iloc[:0]}
    expect(counts(retention(submission, quiet)), {JAN12: of(0, 4, 5)}, note="没有互动")


@pytest.mark.hint(1)
def test_rejoin(submission, case, expect):
    """退群又进的人只按首次入群归一个 cohort，第 7 日也从首次入群那天数起。"""
    expect(counts(retention(submission, case("rejoin"), n=7, asof=LATER)), {DEC29: of(1, 3, 3), JAN5: of(1, 2, 2)})


@pytest.mark.hint(4)
def test_still_there(submission, case, expect):
    """在群看第 7 日末那一刻：退了又进、还在另一个群的算在；此后才退的，那一日末还在。"""
    got = retention(submission, case("rejoin"), "in_group", n=7, asof=LATER)
    expect(counts(got), {DEC29: of(3, 3, 3), JAN5: of(1, 2, 2)})


@pytest.mark.hint(1)
def test_shanghai_days(submission, case, expect):
    """日与周按上海自然日：周日 23:50 与周一 0:10 入群的分在两周，第 1 日从零点起。"""
    expect(counts(retention(submission, case("weeks"), asof=LATER)), {JAN5: of(1, 1, 1), JAN12: of(1, 2, 2)})


@pytest.mark.hint(3)
def test_who(submission, case, expect):
    """成员与意见领袖的事件算活跃；员工、机器人、没有编号的不算，asof 还没入库的不算：7 人里 2 人。"""
    expect(counts(retention(submission, case("who"))), {JAN5: of(2, 7, 7)})


@pytest.mark.needs("test_hand")
@pytest.mark.hint(5)
def test_interval(submission, case, expect):
    """区间用 Wilson 95%：4 人中 1 人是 4.6%–69.9%，4 人中 0 人的下限是 0。"""
    tables = case("hand")
    got = part(retention(submission, tables), "low", "high")
    expect(got, {JAN12: {"low": 0.045587, "high": 0.699358}}, tol=1e-5, note="4 人中 1 人")
    got = part(retention(submission, tables, n=2), "low", "high")
    expect(got, {JAN12: {"low": 0.0, "high": 0.489891}}, tol=1e-5, note="4 人中 0 人")


@pytest.mark.needs("test_hand", "test_rolling")
@pytest.mark.hint(3)
def test_one_day_window(submission, case, expect):
    """性质：h=1 的 rolling 就是 classic，每一日都相等。"""
    tables = case("rejoin")
    for n in (1, 7, 14):
        want = retention(submission, tables, n=n, asof=LATER)
        expect(retention(submission, tables, "rolling", n=n, h=1, asof=LATER), want, note=f"n={n}")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = {name: table.sample(frac=1, random_state=7) for name, table in case("rejoin").items()}
    for table in tables.values():
        table.index = [0] * len(table)
    for kind in ("classic", "in_group"):
        want = retention(submission, case("rejoin"), kind, n=7, asof=LATER)
        expect(retention(submission, tables, kind, n=7, asof=LATER), want, note=kind)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，三种口径都与参考解一致。"""
    for tables in variants:
        for kind, n, h in ASKED:
            want = retention(solution, tables, kind, n, h, DATA_ASOF)
            expect(retention(submission, tables, kind, n, h, DATA_ASOF), want, note=f"{kind}，n={n}，h={h}")


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name, n, kind, h, asof in (
        ("hand", 1, "classic", 7, ASOF), ("hand", 2, "classic", 7, ASOF), ("hand", 3, "classic", 7, ASOF),
        ("hand", 1, "rolling", 3, ASOF), ("hand", 1, "rolling", 2, ASOF), ("hand", 1, "rolling", 5, ASOF),
        ("hand", 1, "in_group", 7, ASOF), ("young", 1, "classic", 7, ASOF), ("young", 1, "classic", 7, ASOF - SECOND),
        ("young", 1, "rolling", 3, ASOF), ("young", 1, "classic", 7, at("2026-01-17")),
        ("rejoin", 7, "classic", 7, LATER), ("rejoin", 7, "rolling", 7, LATER), ("rejoin", 7, "in_group", 7, LATER),
        ("rejoin", 14, "in_group", 7, LATER), ("weeks", 1, "classic", 7, LATER), ("who", 1, "classic", 7, ASOF),
        ("who", 1, "rolling", 3, ASOF),
    ):  # fmt: skip
        yield "retention", (case(name)["group_memberships"], case(name)["interactions"], n, kind, h, asof)
    for kind, n, h in ASKED:
        yield "retention", (variant["group_memberships"], variant["interactions"], n, kind, h, DATA_ASOF)
