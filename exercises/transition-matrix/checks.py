"""E3.3 转移矩阵的检查。"""

from datetime import date

import pandas as pd
import pytest

STAGES = ("认知", "兴趣", "购买", "忠诚", "推荐")
ROWS, COLUMNS = (*STAGES, "新入"), (*STAGES, "流失")
BEFORE, AFTER = date(2026, 1, 31), date(2026, 2, 28)
SPANS = ((date(2025, 12, 31), date(2026, 1, 31)), (date(2025, 6, 30), date(2025, 12, 31)))


def matrix(module, tables, before=BEFORE, after=AFTER):
    """`transition_matrix` of `module` on a case or a variant."""
    return module.transition_matrix(tables["stage_snapshots"], before, after)


def of(got, stage_from, *names):
    """One line of the matrix as a dict by the stage gone to: the named columns of its cells."""
    if not isinstance(got, pd.DataFrame) or not {"stage_from", "stage_to", *names} <= set(got.columns):
        return got
    line = got[got["stage_from"].astype(str) == stage_from]
    cells = line[list(names)].itertuples(index=False)
    return {
        str(to): tuple(cell) if len(names) > 1 else cell[0] for to, cell in zip(line["stage_to"], cells, strict=True)
    }


def people(n, **k):
    """What `of(got, stage, "k", "n")` should be: `n` set out, `k` of them arrived at each stage, elsewhere nobody."""
    return {to: (k.get(to, 0), n) for to in COLUMNS}


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_hand(submission, case, expect):
    """八个人的手算样例：认知、兴趣、购买、忠诚四行的人数与出发人数。"""
    got = matrix(submission, case("hand"))
    expect(of(got, "认知", "k", "n"), people(2, 兴趣=1, 流失=1), note="从认知出发")
    expect(of(got, "兴趣", "k", "n"), people(1, 购买=1), note="从兴趣出发")
    expect(of(got, "购买", "k", "n"), people(2, 兴趣=1, 流失=1), note="从购买出发")
    expect(of(got, "忠诚", "k", "n"), people(1, 忠诚=1), note="从忠诚出发")


@pytest.mark.hint(2)
def test_new(submission, case, expect):
    """后一天才出现的人从“新入”来，不并进认知；“新入”到“流失”恒为 0 人。"""
    got = matrix(submission, case("hand"))
    expect(of(got, "新入", "k", "n"), people(2, 认知=1, 兴趣=1))


@pytest.mark.hint(2)
def test_lost(submission, case, expect):
    """后一天没有了的人到“流失”，仍算在出发人数里：购买 2 人，流失 1 人，流失占一半。"""
    got = of(matrix(submission, case("hand")), "购买", "k", "n", "value")
    got = got.get("流失", got) if isinstance(got, dict) else got
    expect(got, (1, 2, 0.5))


@pytest.mark.hint(4)
def test_shares(submission, case, expect):
    """比例的分母是同一行的出发人数：认知到兴趣 1/2，兴趣到购买 1/1，新入到兴趣 1/2。"""
    got = matrix(submission, case("hand"))
    shares = {line: of(got, line, "value") for line in ("认知", "兴趣", "新入")}
    shares = {line: cells.get(to) if isinstance(cells, dict) else cells
              for (line, cells), to in zip(shares.items(), ("兴趣", "购买", "兴趣"), strict=True)}  # fmt: skip
    expect(shares, {"认知": 0.5, "兴趣": 1.0, "新入": 0.5})


@pytest.mark.hint(2)
def test_back(submission, case, expect):
    """回退照样记：四个忠诚的人，一个退到购买，一个退到认知，一个没动，一个到推荐。"""
    got = matrix(submission, case("back"))
    expect(of(got, "忠诚", "k", "n"), people(4, 认知=1, 购买=1, 忠诚=1, 推荐=1), note="从忠诚出发")
    expect(of(got, "推荐", "k", "n"), people(1, 购买=1), note="从推荐出发")
    expect(of(got, "兴趣", "k", "n"), people(1, 认知=1), note="从兴趣出发")


@pytest.mark.hint(1)
def test_two_days(submission, case, expect):
    """只看给定的两天：中间月份的快照不用，中间走了又回来的人不算流失，也不算新入。"""
    got = matrix(submission, case("months"), date(2025, 11, 30), date(2026, 1, 31))
    expect(of(got, "认知", "k", "n"), people(1, 购买=1), note="从认知出发")
    expect(of(got, "兴趣", "k", "n"), people(1, 兴趣=1), note="从兴趣出发")
    expect(of(got, "忠诚", "k", "n"), people(1, 推荐=1), note="从忠诚出发")
    expect(of(got, "新入", "k", "n"), people(1, 兴趣=1), note="新入")


@pytest.mark.hint(4)
def test_empty_line(submission, case, expect):
    """没有人出发的一行，k 与 n 是 0，value、low、high 留空，不是 0。"""
    got = of(matrix(submission, case("hand")), "推荐", "k", "n", "value", "low", "high")
    known = isinstance(got, dict)
    cells = [tuple(None if pd.isna(x) else x for x in cell) for cell in got.values()] if known else got
    expect(cells, [(0, 0, None, None, None)] * 6, note="从推荐出发")


@pytest.mark.hint(3)
def test_all_cells(submission, case, expect):
    """36 格全部列出：五个阶段加“新入”为行，五个阶段加“流失”为列，没有人的格也有一行。"""
    tables = case("hand")
    want = sorted((line, column) for line in ROWS for column in COLUMNS)
    for note, snapshots in (("手算样例", tables["stage_snapshots"]), ("空表", tables["stage_snapshots"].iloc[:0])):
        got = matrix(submission, {"stage_snapshots": snapshots})
        known = isinstance(got, pd.DataFrame) and {"stage_from", "stage_to"} <= set(got.columns)
        cells = sorted(zip(got["stage_from"].astype(str), got["stage_to"].astype(str), strict=True)) if known else got
        expect(cells, want, note=note)


@pytest.mark.needs("test_hand")
@pytest.mark.hint(4)
def test_interval(submission, case, expect):
    """区间用 Wilson 95%：2 人中 1 人是 9.5%–90.5%，1 人中 0 人的下限是 0。"""
    got = matrix(submission, case("hand"))
    line = of(got, "认知", "low", "high")
    expect(line.get("兴趣") if isinstance(line, dict) else line, (0.094531, 0.905469), tol=1e-5, note="2 人中 1 人")
    line = of(got, "兴趣", "low", "high")
    expect(line.get("认知") if isinstance(line, dict) else line, (0.0, 0.793451), tol=1e-5, note="1 人中 0 人")


@pytest.mark.needs("test_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复，结果不变。"""
    tables = case("hand")
    shuffled = tables["stage_snapshots"].sample(frac=1, random_state=7)
    shuffled.index = [0] * len(shuffled)
    got = matrix(submission, {"stage_snapshots": shuffled})
    expect(of(got, "认知", "k", "n"), people(2, 兴趣=1, 流失=1), note="从认知出发")
    expect(of(got, "新入", "k", "n"), people(2, 认知=1, 兴趣=1), note="新入")


@pytest.mark.needs("test_hand")
def test_sums(submission, variants, expect):
    """有人出发的每一行，比例相加是 1，人数相加是 n；全表人数是两天出现过的人。"""
    for tables in variants:
        before, after = SPANS[0]
        got = matrix(submission, tables, before, after)
        if not isinstance(got, pd.DataFrame):
            expect(got, pd.DataFrame())
        lines = got.groupby(got["stage_from"].astype(str))
        sums, people_of = lines["value"].sum(), lines["n"].first()
        expect(sums[people_of > 0].to_dict(), dict.fromkeys(sums[people_of > 0].index, 1.0), tol=1e-9, note="比例之和")
        expect(lines["k"].sum().to_dict(), people_of.to_dict(), note="人数之和")
        seen = tables["stage_snapshots"]
        seen = seen[seen["snapshot_on"].isin([pd.Timestamp(before), pd.Timestamp(after)])]
        expect(int(got["k"].sum()), int(seen["member_id"].nunique()), note="两天出现过的人")


def sample(dataset):
    """Some people at the last two ends of months."""
    snapshots = dataset("stage_snapshots")
    who = snapshots["member_id"].drop_duplicates().sort_values().iloc[::4]
    last = snapshots["snapshot_on"] >= pd.Timestamp("2025-12-31")
    return {"stage_snapshots": snapshots[last & snapshots["member_id"].isin(who)]}


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事一部分人两个月末之间的转移，与参考解一致。"""
    tables = cut(sample)
    expect(matrix(submission, tables), matrix(solution, tables), order=False)


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的数据上，隔一个月与隔半年的转移，与参考解一致。"""
    for tables in variants:
        for before, after in SPANS:
            want = matrix(solution, tables, before, after)
            expect(matrix(submission, tables, before, after), want, order=False, note=f"{before} → {after}")


def form_args(tables, given):
    """Arguments of a form's call: its snapshots and the two days, which the form writes as text."""
    return tables["stage_snapshots"], date.fromisoformat(given["before"]), date.fromisoformat(given["after"])


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    yield "transition_matrix", (case("hand")["stage_snapshots"], BEFORE, AFTER)
    yield "transition_matrix", (case("back")["stage_snapshots"], BEFORE, AFTER)
    for before, after in ((date(2025, 11, 30), date(2026, 1, 31)), (date(2025, 12, 31), AFTER)):
        yield "transition_matrix", (case("months")["stage_snapshots"], before, after)
    yield "transition_matrix", (case("hand")["stage_snapshots"].iloc[:0], BEFORE, AFTER)
    for before, after in SPANS:
        yield "transition_matrix", (variant["stage_snapshots"], before, after)
