"""E2.4 留存热力表的检查。"""

from datetime import date

import pandas as pd
import pytest


def at(text):
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz="Asia/Shanghai")


ASOF, EDGE, DATA_ASOF = at("2026-02-04"), at("2026-01-26"), at("2026-02-01")
SECOND = pd.Timedelta(seconds=1)
DEC29, JAN5, JAN12 = date(2025, 12, 29), date(2026, 1, 5), date(2026, 1, 12)
JAN19, JAN26 = date(2026, 1, 19), date(2026, 1, 26)
COUNTS = ("k", "n", "n_total")
NOBODY = (0, 0, 0)


def table(module, tables, weeks=3, asof=ASOF):
    """`cohort_table` of `module`: its cohorts as plain days, its rows by cohort and age."""
    got = module.cohort_table(tables["group_memberships"], tables["interactions"], weeks, asof)
    if not isinstance(got, pd.DataFrame) or not {"cohort", "age_week"} <= set(got.columns):
        return got
    got = got.assign(cohort=[day(value) for value in got["cohort"]])
    return got.sort_values(["cohort", "age_week"], key=lambda column: column.map(str), ignore_index=True)


def day(value):
    """The day of a moment; anything else as it is."""
    return value.date() if hasattr(value, "date") else value


def lines(got, *names):
    """The named columns by cohort: a list with one entry an age. Anything that is no such table as it is."""
    if not isinstance(got, pd.DataFrame) or not {"cohort", "age_week", *names} <= set(got.columns):
        return got
    found = {}
    for cohort, rows in got.groupby("cohort", sort=False):
        cells = [rows[name].tolist() for name in names]
        found[cohort] = [cell if len(names) > 1 else cell[0] for cell in zip(*cells, strict=True)]
    return found


def counts(got):
    """(k, n, n_total) of each age by cohort."""
    return lines(got, *COUNTS)


def line(got, cohort, *names):
    """One cohort's line of `lines`."""
    found = lines(got, *names)
    return found.get(cohort, found) if isinstance(found, dict) else found


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_hand(submission, case, expect):
    """五个人的手算样例，两个有人的周：每个周龄来过几人、满期几人、共几人。"""
    got = table(submission, case("hand"))
    expect(line(got, JAN5, *COUNTS), [(2, 2, 2), (2, 2, 2), (0, 2, 2)], note="2026-01-05 那一周")
    expect(line(got, JAN19, *COUNTS), [(1, 2, 2), (1, 1, 2), (0, 0, 2)], note="2026-01-19 那一周")


@pytest.mark.hint(4)
def test_blank(submission, case, expect):
    """没有人满期的格，比率与区间是空的，不是 0；满期而没人来的格，比率是 0。"""
    got = table(submission, case("hand"))
    shares = line(got, JAN19, "value", "low", "high")
    expect(missing(shares), [(False,) * 3, (False,) * 3, (True,) * 3], note="2026-01-19 那一周，哪些是空的")
    expect(line(got, JAN5, "value"), [1.0, 1.0, 0.0], note="2026-01-05 那一周的比率")


def missing(cells):
    """Which values of a line of cells are missing."""
    return [tuple(bool(pd.isna(value)) for value in cell) for cell in cells] if isinstance(cells, list) else cells


@pytest.mark.hint(4)
def test_every_week(submission, case, expect):
    """从最早的周到最后一个完整周，每周都有行：没有人的周也列，k、n、n_total 都是 0。"""
    got = counts(table(submission, case("hand")))
    got = {week: got.get(week, "没有这一周") for week in (JAN12, JAN26)} if isinstance(got, dict) else got
    expect(got, {JAN12: [NOBODY] * 3, JAN26: [NOBODY] * 3})


@pytest.mark.hint(1)
def test_open_week(submission, case, expect):
    """没过完的周不列；恰在 asof 过完的周列出，asof 早一秒就不列。"""
    tables = case("edges")
    for asof, weeks, note in (
        (EDGE, [DEC29, JAN5, JAN12, JAN19], "asof 是周一零点"), (EDGE - SECOND, [DEC29, JAN5, JAN12], "asof 早一秒"),
    ):  # fmt: skip
        got = lines(table(submission, tables, 2, asof), "n")
        expect(list(got) if isinstance(got, dict) else got, weeks, note=note)


@pytest.mark.hint(3)
def test_own_weeks(submission, case, expect):
    """周龄按每人自己的入群日每 7 天一段：第 6 日还在第 0 段，第 7 日进第 1 段，入群以前的不算。"""
    got = table(submission, case("edges"), 2, EDGE)
    expect(line(got, DEC29, *COUNTS), [(1, 1, 1), (0, 1, 1)], note="周日 23:50 入群的人")
    expect(line(got, JAN5, *COUNTS), [(0, 1, 1), (1, 1, 1)], note="周一 0:10 入群、后来又进了一次群的人")


@pytest.mark.hint(3)
def test_who(submission, case, expect):
    """成员与意见领袖的事件才算，员工、机器人、没有编号、asof 还没入库的不算；一人来几次只数一次。"""
    got = table(submission, case("who"), 1, EDGE)
    expect(line(got, JAN5, *COUNTS), [(2, 5, 5)])


@pytest.mark.hint(4)
def test_empty(submission, case, expect):
    """没有人入群时，是没有行的表，列都在；有人入群而没有互动时，格子照列。"""
    tables = case("hand")
    got = table(submission, {name: rows.iloc[:0] for name, rows in tables.items()})
    columns = sorted(got.columns) if isinstance(got, pd.DataFrame) else got
    expect(columns, ["age_week", "cohort", "high", "k", "low", "n", "n_total", "value"], note="列")
    expect(len(got) if isinstance(got, pd.DataFrame) else got, 0, note="行数")
    quiet = table(submission, tables | {"interactions": tables["interactions"].iloc[:0]}, 1)
    expect(line(quiet, JAN5, *COUNTS), [(0, 2, 2)], note="没有互动")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_interval(submission, case, expect):
    """区间用 Wilson 95%：2 人中 2 人是 34.2%–100%，2 人中 1 人是 9.5%–90.5%。"""
    got = table(submission, case("hand"))
    expect(line(got, JAN5, "low", "high")[:1], [(0.342380, 1.0)], tol=1e-5, note="2 人中 2 人")
    expect(line(got, JAN19, "low", "high")[:1], [(0.094531, 0.905469)], tol=1e-5, note="2 人中 1 人")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_fewer_weeks(submission, case, expect):
    """性质：weeks 取小，就是少几个周龄的行，留下的行不变。"""
    tables = case("hand")
    many = counts(table(submission, tables, 5))
    want = {cohort: cells[:2] for cohort, cells in many.items()} if isinstance(many, dict) else many
    expect(counts(table(submission, tables, 2)), want)


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = {name: rows.sample(frac=1, random_state=7) for name, rows in case("edges").items()}
    for rows in tables.values():
        rows.index = [0] * len(rows)
    expect(counts(table(submission, tables, 2, EDGE)), counts(table(submission, case("edges"), 2, EDGE)))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，整张表与参考解一致。"""
    for tables in variants:
        expect(table(submission, tables, 8, DATA_ASOF), table(solution, tables, 8, DATA_ASOF))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name, weeks, asof in (
        ("hand", 3, ASOF), ("hand", 1, ASOF), ("hand", 5, at("2026-03-04")), ("edges", 2, EDGE), ("edges", 2, EDGE - SECOND),
        ("edges", 3, at("2026-02-11")), ("who", 1, EDGE),
    ):  # fmt: skip
        yield "cohort_table", (case(name)["group_memberships"], case(name)["interactions"], weeks, asof)
    for weeks in (1, 8):
        yield "cohort_table", (variant["group_memberships"], variant["interactions"], weeks, DATA_ASOF)
