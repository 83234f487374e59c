"""E3.5 流失窗口敏感性的检查。"""

import pandas as pd
import pytest

ASOF = pd.Timestamp("2026-03-01", tz="Asia/Shanghai")
DATA_ASOF = pd.Timestamp("2026-02-01", tz="Asia/Shanghai")
COUNTS = ("value", "k", "n", "n_total")
USED = ("event_id", "member_id", "actor_type", "event_type", "event_at", "ingested_at")


def part(got, *names):
    """The named entries of a result, or of each result of a curve, so that one check looks at one thing."""
    if not isinstance(got, dict):
        return got
    if got and all(isinstance(value, dict) for value in got.values()):
        return {x: part(value, *names) for x, value in got.items()}
    return {name: got[name] for name in names if name in got}


def counts(n, n_total, **gone):
    """What `part(curve, *COUNTS)` should be: `x7=2` is two gone at X = 7."""
    return {int(x[1:]): {"value": k / n if n else None, "k": k, "n": n, "n_total": n_total} for x, k in gone.items()}


def nothing(**numbers):
    """A result without a value, and its counts."""
    return {"value": None, "low": None, "high": None} | numbers


def visits(**days):
    """Events at noon on days of February 2026 (`a=[1, 6]`), stored one minute later."""
    rows = [(f"m_{who}", day) for who, those in days.items() for day in those]
    at = pd.to_datetime([f"2026-02-{day:02d} 12:00" for _, day in rows]).tz_localize("Asia/Shanghai").as_unit("us")
    columns = {"event_id": [f"e_{number}" for number in range(len(rows))], "member_id": [who for who, _ in rows]}
    frame = pd.DataFrame(columns, dtype="str").assign(actor_type="member", event_type="view", event_at=at)
    return frame.assign(ingested_at=frame["event_at"] + pd.Timedelta(minutes=1))


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_hand(submission, case, expect):
    """五人的手算样例：观察满 30 天的 4 人，X=7 流失 2 人，X=30 流失 1 人。"""
    got = submission.churn_curve(case("hand")["interactions"], [7, 30], ASOF)
    expect(part(got, *COUNTS), counts(4, 5, x7=2, x30=1))


@pytest.mark.hint(2)
def test_every_x(submission, case, expect):
    """xs 里每个 X 都有一项，次序不论；分母由最大的 X 决定，只问一个 X 时就由它决定。"""
    table = case("hand")["interactions"]
    got = submission.churn_curve(table, [30, 1, 10], ASOF)
    expect(part(got, *COUNTS), counts(4, 5, x30=1, x1=4, x10=2), note="xs=[30, 1, 10]")
    got = submission.churn_curve(table, [7], ASOF)
    expect(part(got, *COUNTS), counts(5, 5, x7=3), note="xs=[7]")
    expect(submission.churn_curve(table, [], ASOF), {}, note="xs=[]")


@pytest.mark.hint(2)
def test_edge(submission, case, expect):
    """首次活跃恰在 asof − max(xs) 天的人进分母；最近一次恰在 asof − x 天的人没有流失，早一秒就算。"""
    got = submission.churn_curve(case("edge")["interactions"], [7, 30], ASOF)
    expect(part(got, *COUNTS), counts(4, 5, x7=3, x30=1))


@pytest.mark.hint(1)
def test_late(submission, case, expect):
    """asof 及以后才发生或才入库的事件，当时不知道；送两次的认先入库的一次。"""
    got = submission.churn_curve(case("late")["interactions"], [7, 30], ASOF)
    expect(part(got, *COUNTS), counts(4, 4, x7=3, x30=2), note="churn_curve")
    got = submission.pick_x(case("late")["interactions"], 0.3, ASOF)
    expect(part(got, "value", "n"), {"value": 52.0, "n": 6}, note="pick_x")


@pytest.mark.hint(1)
def test_who(submission, case, expect):
    """员工、机器人和没有成员编号的事件不算；意见领袖（kol）是成员，算。"""
    got = submission.churn_curve(case("who")["interactions"], [7, 30], ASOF)
    expect(part(got, *COUNTS), counts(3, 3, x7=2, x30=1), note="churn_curve")
    got = submission.pick_x(case("who")["interactions"], 0.4, ASOF)
    expect(part(got, "value", "n"), {"value": 36.0, "n": 6}, note="pick_x")


@pytest.mark.hint(2)
def test_nobody(submission, case, expect):
    """没有事件，或没有人观察够久：比率与区间是 None，不是 0；没有间隔时 pick_x 也是 None。"""
    table = case("hand")["interactions"]
    got = submission.churn_curve(table.iloc[:0], [7, 30], ASOF)
    expect(got, {x: nothing(k=0, n=0, n_total=0) for x in (7, 30)}, note="空表")
    got = submission.churn_curve(table, [7, 90], ASOF)
    expect(got, {x: nothing(k=0, n=0, n_total=5) for x in (7, 90)}, note="没有人观察满 90 天")
    expect(submission.pick_x(table.iloc[:0], 0.5, ASOF), nothing(n=0), note="空表的 pick_x")


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_gap_hand(submission, case, expect):
    """手算样例的间隔共 11 段，5 段没结束：中位数是 31 天，七成分位是 46 天。"""
    table = case("hand")["interactions"]
    for q, value in ((0.5, 31.0), (0.7, 46.0)):
        expect(part(submission.pick_x(table, q, ASOF), "value", "n"), {"value": value, "n": 11}, note=f"q={q}")


@pytest.mark.hint(3)
def test_gap_days(submission, case, expect):
    """间隔按上海的自然日：同一天几次只算一天，23:50 与次日 0:10 隔 1 天，送两次的事件只算一次。"""
    table = case("days")["interactions"]
    for q, value in ((0.1, 1.0), (0.2, 2.0), (0.4, 3.0), (0.5, 4.0)):
        expect(part(submission.pick_x(table, q, ASOF), "value", "n"), {"value": value, "n": 7}, note=f"q={q}")


@pytest.mark.hint(3)
def test_open_gap(submission, expect):
    """没结束的间隔数到昨天，今天没走完不算；恰好数到这一天的仍在风险集里。"""
    yesterday = visits(a=[1, 6], b=[24])
    expect(part(submission.pick_x(yesterday, 0.5, ASOF), "value", "n"), {"value": 5.0, "n": 3}, note="到昨天 4 天")
    level = visits(a=[1, 6], b=[23])
    expect(part(submission.pick_x(level, 0.4, ASOF), "value", "n"), {"value": None, "n": 3}, note="到昨天 5 天")
    noon = ASOF - pd.Timedelta(hours=11)
    got = submission.pick_x(visits(a=[1, 6, 28], b=[23]), 0.5, noon)
    expect(part(got, "value", "n"), {"value": 5.0, "n": 3}, note="asof 在 28 日 13 点")


@pytest.mark.hint(4)
def test_unreached(submission, expect):
    """间隔的生存率恰等于 1 − q 就算到；一直高于 1 − q，就没有这个分位，是 None。"""
    table = visits(a=[1, 6], b=[10])
    expect(part(submission.pick_x(table, 0.6, ASOF), "value", "n"), {"value": None, "n": 3}, note="q=0.6")
    table = visits(a=[1, 6])
    expect(part(submission.pick_x(table, 0.5, ASOF), "value", "n"), {"value": 5.0, "n": 2}, note="q=0.5，恰好到")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(2)
def test_interval(submission, case, expect):
    """流失率的区间用 Wilson 95%：4 人中 2 人是 15.0%–85.0%，4 人中 1 人是 4.6%–69.9%。"""
    got = submission.churn_curve(case("hand")["interactions"], [7, 30], ASOF)
    want = {7: {"low": 0.150039, "high": 0.849961}, 30: {"low": 0.045587, "high": 0.699358}}
    expect(part(got, "low", "high"), want, tol=1e-5)


@pytest.mark.needs("test_gap_hand")
@pytest.mark.hint(4)
def test_gap_interval(submission, case, expect):
    """pick_x 的区间由 Greenwood 带反解：下限与上限各自第一次不大于 1 − q 的天数，够不到是 None。"""
    table = case("hand")["interactions"]
    for q, low, high in ((0.3, 4.0, 46.0), (0.5, 17.0, None)):
        expect(part(submission.pick_x(table, q, ASOF), "low", "high"), {"low": low, "high": high}, note=f"q={q}")


@pytest.mark.needs("test_hand", "test_gap_hand")
def test_row_order(submission, case, expect):
    """行的次序打乱、索引重复、每行都送了两次，结果不变。"""
    table = case("hand")["interactions"]
    twice = pd.concat([table, table.assign(ingested_at=table["ingested_at"] + pd.Timedelta(hours=1))])
    twice = twice.sample(frac=1, random_state=7)
    twice.index = [0] * len(twice)
    expect(part(submission.churn_curve(twice, [7, 30], ASOF), *COUNTS), counts(4, 5, x7=2, x30=1), note="churn_curve")
    expect(part(submission.pick_x(twice, 0.5, ASOF), "value", "n"), {"value": 31.0, "n": 11}, note="pick_x")


def compare(submission, solution, expect, table, shares):
    """Both functions against the oracle on one table, a tenth of whose events come in three days late."""
    late = table["event_id"].str.endswith("3")
    table = table[list(USED)].assign(ingested_at=table["ingested_at"] + pd.to_timedelta(late * 3, unit="D"))
    got = submission.churn_curve(table, [7, 14, 30, 60, 90], DATA_ASOF)
    expect(got, solution.churn_curve(table, [7, 14, 30, 60, 90], DATA_ASOF), note="churn_curve")
    for q in shares:
        expect(submission.pick_x(table, q, DATA_ASOF), solution.pick_x(table, q, DATA_ASOF), note=f"pick_x，q={q}")


def sample(dataset):
    """Some people's interactions, few enough for a plain loop."""
    table = dataset("interactions")
    return table[table["member_id"].str[-1].eq("2") | table["member_id"].isna()]


@pytest.mark.points(2)
@pytest.mark.needs("test_hand", "test_gap_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事一部分人的互动（一成改为晚三天入库），两个函数都与参考解一致。"""
    compare(submission, solution, expect, cut(sample), (0.5, 0.9))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand", "test_gap_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的互动（一成改为晚三天入库），结果都与参考解一致。"""
    for tables in variants:
        compare(submission, solution, expect, tables["interactions"], (0.8,))


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for name in ("hand", "edge", "late", "who"):
        yield "churn_curve", (case(name)["interactions"], [7, 30], ASOF)
    yield "churn_curve", (case("hand")["interactions"], [30, 1, 10], ASOF)
    yield "churn_curve", (case("edge")["interactions"], [7], ASOF)
    yield "churn_curve", (case("hand")["interactions"], [7, 90], ASOF)
    yield "churn_curve", (case("hand")["interactions"].iloc[:0], [7, 30], ASOF)
    yield "churn_curve", (variant["interactions"], [7, 14, 30, 60, 90], DATA_ASOF)
    for name in ("hand", "late", "who", "days"):
        for q in (0.1, 0.3, 0.5, 0.7):
            yield "pick_x", (case(name)["interactions"], q, ASOF)
    yield "pick_x", (visits(a=[1, 6], b=[24]), 0.5, ASOF)
    for q in (0.5, 0.8, 0.9):
        yield "pick_x", (variant["interactions"], q, DATA_ASOF)
