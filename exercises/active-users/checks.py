"""E2.2 活跃与粘性的检查。"""

from datetime import date, timedelta

import pandas as pd
import pytest


def at(text):
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz="Asia/Shanghai")


ASOF, DATA_ASOF = at("2026-03-01"), at("2026-02-02 12:00")
LAST, END = date(2026, 2, 28), date(2026, 3, 1)
SEEN = ("view", "like", "comment", "share", "save", "checkin", "poll", "add_cart", "checkout")
ACTED = SEEN[1:]
SECOND = pd.Timedelta(seconds=1)


def dau(module, tables, day=LAST, kinds=SEEN, asof=ASOF):
    """`dau` of `module` on a case or a variant."""
    return module.dau(tables["interactions"], day, list(kinds), asof)


def mau(module, tables, end=END, kinds=SEEN, asof=ASOF):
    """`mau` of `module` on a case or a variant."""
    return module.mau(tables["interactions"], end, list(kinds), asof)


def sticky(module, tables, end=END, kinds=SEEN, asof=ASOF):
    """`stickiness` of `module` on a case or a variant."""
    return module.stickiness(tables["interactions"], end, list(kinds), asof)


def part(got, *names):
    """The named entries only, so that one check looks at one thing."""
    return {name: got[name] for name in names if name in got} if isinstance(got, dict) else got


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_dau(submission, case, expect):
    """手算样例，任何一种互动都算：2 月 28 日 2 人，27 日 1 人，1 日没有人。"""
    for day, want in ((LAST, 2), (date(2026, 2, 27), 1), (date(2026, 2, 1), 0)):
        expect(dau(submission, case("hand"), day), want, note=f"{day}")


@pytest.mark.points(2)
@pytest.mark.hint(2)
def test_mau(submission, case, expect):
    """手算样例，3 月 1 日以前的 28 天：3 人。"""
    expect(mau(submission, case("hand")), 3)


@pytest.mark.points(2)
@pytest.mark.hint(3)
def test_stickiness(submission, case, expect):
    """手算样例：三个人在 28 天里来了 3、2、1 天，粘性是 6 ÷ 28 ÷ 3，约 7.1%；n 是 MAU。"""
    expect(part(sticky(submission, case("hand")), "value", "n"), {"value": 6 / 28 / 3, "n": 3})


@pytest.mark.hint(1)
def test_kinds(submission, case, expect):
    """门槛由 kinds 定：手算样例的 MAU，动过手的 2 人，发过言的 1 人；2 月 28 日动过手的 1 人，发过言的 0 人。"""
    tables = case("hand")
    got = [mau(submission, tables, kinds=kinds) for kinds in (ACTED, ("comment",), ("share",))]
    got += [dau(submission, tables, kinds=kinds) for kinds in (ACTED, ("comment",))]
    expect(got, [2, 1, 0, 1, 0])
    expect(part(sticky(submission, tables, kinds=ACTED), "value"), {"value": 4 / 28 / 2}, note="动过手的粘性")


@pytest.mark.hint(2)
def test_window(submission, case, expect):
    """窗口恰是 28 天，左闭右开：第一天零点的算，前一秒的不算，end 那天零点的不算；不按自然月。"""
    end, asof = date(2026, 2, 1), at("2026-02-02")
    expect(mau(submission, case("month"), end, asof=asof), 3, note="MAU")
    got = part(sticky(submission, case("month"), end, asof=asof), "value", "n")
    expect(got, {"value": 4 / 28 / 3, "n": 3}, note="粘性")


@pytest.mark.hint(1)
def test_days(submission, case, expect):
    """日子按上海的零点切开：零点整算新的一天，早上 7 点也是当天。"""
    table = case("midnight")["interactions"]
    in_utc = {"interactions": table.assign(event_at=table["event_at"].dt.tz_convert("UTC"))}
    for note, tables in (("上海时间", case("midnight")), ("时间列是 UTC", in_utc)):
        got = [dau(submission, tables, date(2026, 2, day)) for day in (9, 10, 11)]
        expect(got, [1, 3, 2], note=note)


@pytest.mark.hint(1)
def test_who(submission, case, expect):
    """机器人、员工、没有成员编号的不算人；意见领袖（kol）算。"""
    tables = case("who")
    expect([dau(submission, tables, date(2026, 2, 10)), mau(submission, tables)], [2, 2])


@pytest.mark.hint(1)
def test_late(submission, case, expect):
    """asof 那一刻及以后才入库的不知道；过两天再算同一天，数会变大。"""
    tables = case("late")
    expect(dau(submission, tables), 2, note="3 月 1 日零点算")
    expect(dau(submission, tables, asof=at("2026-03-02")), 3, note="3 月 2 日零点算")
    expect(mau(submission, tables), 2, note="MAU")


@pytest.mark.hint(4)
def test_unfinished(submission, case, expect):
    """那一天或窗口没过完，是 None，不是已有的人数；恰好过完就有数。"""
    tables = case("hand")
    early = ASOF - SECOND
    expect([dau(submission, tables, asof=early), mau(submission, tables, asof=early)], [None, None], note="早一秒")
    want = {"value": None, "low": None, "high": None, "n": 0}
    expect(sticky(submission, tables, asof=early), want, note="早一秒的粘性")


@pytest.mark.hint(4)
def test_nobody(submission, case, expect):
    """没有人来过：DAU 与 MAU 是 0，粘性没有分母，是 None。"""
    tables = {"interactions": case("hand")["interactions"].iloc[:0]}
    expect([dau(submission, tables), mau(submission, tables)], [0, 0])
    expect(sticky(submission, tables), {"value": None, "low": None, "high": None, "n": 0})


@pytest.mark.needs("test_stickiness")
@pytest.mark.hint(3)
def test_interval(submission, case, expect):
    """区间用成员之间的标准差：手算样例是 3.1%–11.2%；只有一人时有值，没有区间。"""
    tables = case("hand")
    expect(part(sticky(submission, tables), "low", "high"), {"low": 0.031014, "high": 0.111843}, tol=1e-5)
    table = tables["interactions"]
    alone = {"interactions": table[table["member_id"] == "m_甲"]}
    got = part(sticky(submission, alone), "value", "low", "high")
    expect(got, {"value": 3 / 28, "low": None, "high": None}, note="只有甲")


@pytest.mark.needs("test_dau", "test_mau", "test_stickiness")
@pytest.mark.hint(3)
def test_identity(submission, case, expect):
    """自己的三个数要对得上：28 天的 DAU 加起来，等于粘性 × MAU × 28。"""
    tables, end = case("month"), date(2026, 2, 1)
    days = [dau(submission, tables, end - timedelta(days=back)) for back in range(1, 29)]
    share, people = sticky(submission, tables, end), mau(submission, tables, end)
    value = share.get("value") if isinstance(share, dict) else share
    known = None not in days and isinstance(value, float) and isinstance(people, int)
    expect(sum(days) if known else days, value * people * 28 if known else None)


@pytest.mark.needs("test_dau", "test_mau", "test_stickiness")
def test_row_order(submission, case, expect):
    """行打乱、索引重复、每行都又送了一次，三个数都不变。"""
    table = case("hand")["interactions"]
    twice = pd.concat([table, table.assign(ingested_at=table["ingested_at"] + pd.Timedelta(hours=1))])
    twice = twice.sample(frac=1, random_state=7)
    twice.index = [0] * len(twice)
    tables = {"interactions": twice}
    got = [dau(submission, tables), mau(submission, tables), part(sticky(submission, tables), "value")]
    expect(got, [2, 3, {"value": 6 / 28 / 3}])


def sample(dataset):
    """Some people's interactions, few enough for a plain loop."""
    table = dataset("interactions")
    few = table["member_id"].str[-1].eq("4") | table["member_id"].isna() | ~table["actor_type"].eq("member")
    return {"interactions": table[few & (table["event_at"] >= at("2025-12-20"))]}


@pytest.mark.points(2)
@pytest.mark.needs("test_dau", "test_mau", "test_stickiness")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事一部分人的互动上，两种门槛的三个数与参考解一致。"""
    compare(submission, solution, expect, cut(sample))


@pytest.mark.points(2)
@pytest.mark.needs("test_dau", "test_mau", "test_stickiness")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的互动（一成改为晚三天入库）上，三个数与参考解一致。"""
    for tables in variants:
        compare(submission, solution, expect, later(tables))


def compare(submission, solution, expect, tables):
    """The three numbers against the oracle: a month that is over, and one whose last days came in late."""
    for end in (date(2026, 1, 20), date(2026, 2, 2)):
        for kinds in (SEEN, ACTED):
            for measure, when in ((dau, end - timedelta(days=1)), (mau, end), (sticky, end)):
                want = measure(solution, tables, when, kinds, DATA_ASOF)
                note = f"{measure.__name__}，{end}，{'动过手' if kinds is ACTED else '看过'}"
                expect(measure(submission, tables, when, kinds, DATA_ASOF), want, note=note)


def later(tables):
    """The interactions since December, a tenth of them stored three days later than they were."""
    table = tables["interactions"]
    table = table[table["event_at"] >= at("2025-12-01")]
    late = table["event_id"].str.endswith("3").astype("int64")
    return {"interactions": table.assign(ingested_at=table["ingested_at"] + pd.to_timedelta(late * 3, unit="D"))}


def form_args(tables, given):
    """Arguments of a form's call: the interactions, the day, the kinds (all when left out) and the moment."""
    day = date.fromisoformat(given.get("day") or given["end"])
    return tables["interactions"], day, list(given.get("kinds", SEEN)), at(given["asof"])


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    hand = case("hand")["interactions"]
    for kinds in (SEEN, ACTED, ("comment",)):
        yield "dau", (hand, LAST, list(kinds), ASOF)
        yield "mau", (hand, END, list(kinds), ASOF)
        yield "stickiness", (hand, END, list(kinds), ASOF)
    yield "dau", (hand, LAST, list(SEEN), ASOF - SECOND)
    yield "mau", (hand, END, list(SEEN), ASOF - SECOND)
    yield "stickiness", (hand.iloc[:0], END, list(SEEN), ASOF)
    yield "stickiness", (hand, END, ["share"], ASOF)
    for day in (9, 10, 11):
        yield "dau", (case("midnight")["interactions"], date(2026, 2, day), list(SEEN), ASOF)
    yield "mau", (case("month")["interactions"], date(2026, 2, 1), list(SEEN), at("2026-02-02"))
    yield "stickiness", (case("month")["interactions"], date(2026, 2, 1), list(SEEN), at("2026-02-02"))
    for name in ("who", "late"):
        yield "dau", (case(name)["interactions"], date(2026, 2, 10) if name == "who" else LAST, list(SEEN), ASOF)
        yield "mau", (case(name)["interactions"], END, list(SEEN), ASOF)
    for kinds in (SEEN, ACTED):
        table = later(variant)["interactions"]
        yield "mau", (table, date(2026, 2, 2), list(kinds), DATA_ASOF)
        yield "stickiness", (table, date(2026, 2, 2), list(kinds), DATA_ASOF)
