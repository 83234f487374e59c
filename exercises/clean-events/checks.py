"""E2.1 清洗与切日的检查。"""

from datetime import date, datetime

import pandas as pd
import pytest


def at(text, zone="Asia/Shanghai"):
    """A moment on a zone's clock."""
    return pd.Timestamp(text, tz=zone)


ASOF, EARLY, DATA_ASOF = at("2026-03-01"), at("2026-02-01"), at("2026-02-01 12:00")
COLUMNS = ("event_id", "member_id", "event_type", "event_at", "ingested_at", "day")


def clean(module, tables, asof=ASOF):
    """`clean_events` of `module` on a case or a variant: rows by event, days as dates, whatever their type and labels were."""
    got = module.clean_events(tables["interactions"], asof)
    if not isinstance(got, pd.DataFrame) or not set(COLUMNS) <= set(got.columns) or not got.columns.is_unique:
        return got
    rows = got[list(COLUMNS)].reset_index(drop=True)
    days = [day.date() if isinstance(day, datetime) else day for day in rows["day"]]
    rows = rows.assign(day=pd.Series(days, dtype="object"))
    return rows.sort_values("event_id", key=lambda names: names.astype(str), kind="stable", ignore_index=True)


def ids(got):
    """The event ids of the rows, sorted, so that one check looks at one thing."""
    known = isinstance(got, pd.DataFrame) and list(got.columns).count("event_id") == 1
    return sorted(got["event_id"].astype(str)) if known else got


def by_id(got, name):
    """One column by event id."""
    known = isinstance(got, pd.DataFrame) and {"event_id", name} <= set(got.columns) and got.columns.is_unique
    return dict(zip(got["event_id"].astype(str), got[name], strict=True)) if known else got


def in_utc(tables):
    """The same moments, written in UTC."""
    table = tables["interactions"]
    moved = {name: table[name].dt.tz_convert("UTC") for name in ("event_at", "ingested_at")}
    return {"interactions": table.assign(**moved)}


@pytest.mark.hint(4)
def test_local_day(submission, expect):
    """local_day：UTC 下午 4 点，上海已是第二天零点；写成上海时间或 UTC，是同一天。"""
    for text, day in (("2026-01-31 15:59:59", date(2026, 1, 31)), ("2026-01-31 16:00", date(2026, 2, 1)),
                      ("2025-12-31 23:30", date(2026, 1, 1))):  # fmt: skip
        expect(submission.local_day(at(text, "UTC")), day, note=f"{text} UTC")
        expect(submission.local_day(at(text, "UTC").tz_convert("Asia/Shanghai")), day, note="同一刻，写成上海时间")


@pytest.mark.points(2)
@pytest.mark.hint(1)
def test_hand(submission, case, expect):
    """十一行的手算样例，截至 3 月 1 日零点：留下 6 件事。"""
    expect(ids(clean(submission, case("hand"))), ["e_01", "e_02", "e_03", "e_04", "e_08", "e_09"])


@pytest.mark.points(2)
@pytest.mark.hint(4)
def test_days(submission, case, expect):
    """day 是事件发生那一刻的上海自然日，零点为界；迟到入库的、时间列写成 UTC 的，也一样。"""
    want = {"e_21": date(2026, 1, 31), "e_22": date(2026, 2, 1), "e_23": date(2026, 2, 1), "e_24": date(2026, 2, 1),
            "e_25": date(2025, 12, 31), "e_26": date(2026, 1, 1)}  # fmt: skip
    tables = case("midnight")
    expect(by_id(clean(submission, tables), "day"), want)
    expect(by_id(clean(submission, in_utc(tables)), "day"), want, note="时间列是 UTC")


@pytest.mark.hint(2)
def test_once(submission, case, expect):
    """同一个 event_id 只留一行，送三次、两次同时入库的也一样；同一秒的两个编号是两件事，都留下。"""
    expect(ids(clean(submission, case("twice"))), ["e_31", "e_32", "e_33", "e_34"])


@pytest.mark.hint(2)
def test_earliest(submission, case, expect):
    """送了几次的，留最早入库的一行。"""
    got = by_id(clean(submission, case("twice")), "ingested_at")
    want = {"e_31": at("2026-02-10 10:00:02"), "e_32": at("2026-02-10 10:00:03"), "e_33": at("2026-02-11 09:00:05"),
            "e_34": at("2026-02-12 12:00:02")}  # fmt: skip
    expect(got, want)


@pytest.mark.hint(3)
def test_who(submission, case, expect):
    """机器人、员工、没有成员编号的不留；意见领袖（kol）是成员，留下。"""
    expect(ids(clean(submission, case("who"))), ["e_41", "e_42"])


@pytest.mark.hint(1)
def test_known(submission, case, expect):
    """asof 那一刻及以后才发生或才入库的不知道；早一秒入库的知道，后来又送一次也不影响。"""
    expect(ids(clean(submission, case("late"))), ["e_51", "e_54"])


@pytest.mark.hint(1)
def test_nothing(submission, case, expect):
    """空表，或截至时刻以前什么都没有：返回 0 行，六列照旧。"""
    tables = case("hand")
    for note, table in (("空表", tables["interactions"].iloc[:0]), ("截至 2 月 1 日", tables["interactions"])):
        got = submission.clean_events(table, EARLY)
        shape = (len(got), sorted(got.columns)) if isinstance(got, pd.DataFrame) else got
        expect(shape, (0, sorted(COLUMNS)), note=note)


@pytest.mark.needs("test_hand")
def test_columns_and_order(submission, case, expect):
    """只有规定的六列；按 event_at 从早到晚，同一刻按 event_id。"""
    table = case("hand")["interactions"].iloc[::-1]
    got = submission.clean_events(table, ASOF)
    expect(sorted(got.columns), sorted(COLUMNS), note="列")
    expect(list(got["event_id"]), ["e_01", "e_02", "e_03", "e_04", "e_08", "e_09"], note="次序")


@pytest.mark.needs("test_hand")
@pytest.mark.hint(2)
def test_sent_again(submission, case, expect):
    """每一行一小时后都再送一次，行打乱，索引重复：结果一行不多，一行不少。"""
    table = case("hand")["interactions"]
    twice = pd.concat([table, table.assign(ingested_at=table["ingested_at"] + pd.Timedelta(hours=1))])
    twice = twice.sample(frac=1, random_state=7)
    twice.index = [0] * len(twice)
    got = clean(submission, {"interactions": twice})
    expect(ids(got), ["e_01", "e_02", "e_03", "e_04", "e_08", "e_09"])


def sample(dataset):
    """Some people's interactions of two months, few enough for a plain loop."""
    table = dataset("interactions")
    few = table["member_id"].str[-1].eq("4") | table["member_id"].isna() | ~table["actor_type"].eq("member")
    return {"interactions": table[few & (table["event_at"] >= at("2025-12-01"))]}


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_sample(submission, solution, cut, expect):
    """青禾茶事一部分人最近两个月的互动上，结果与参考解一致。"""
    tables = cut(sample)
    expect(clean(submission, tables, DATA_ASOF), clean(solution, tables, DATA_ASOF))


@pytest.mark.points(2)
@pytest.mark.needs("test_hand")
@pytest.mark.hidden
def test_variants(submission, solution, variants, expect):
    """换了种子重新生成的互动（一成改为晚三天入库）上，结果与参考解一致。"""
    for tables in variants:
        tables = later(tables)
        expect(clean(submission, tables, DATA_ASOF), clean(solution, tables, DATA_ASOF))


def later(tables):
    """The interactions since autumn, a tenth of them stored three days later than they were."""
    table = tables["interactions"]
    table = table[table["event_at"] >= at("2025-09-01")]
    late = table["event_id"].str.endswith("3").astype("int64")
    return {"interactions": table.assign(ingested_at=table["ingested_at"] + pd.to_timedelta(late * 3, unit="D"))}


def diagnose(case, variant):
    """Calls on which the known mistakes give different results."""
    for text in ("2026-01-31 15:59:59", "2026-01-31 16:00", "2025-12-31 23:30"):
        yield "local_day", (at(text, "UTC"),)
    for name in ("hand", "midnight", "twice", "who", "late"):
        yield "clean_events", (case(name)["interactions"], ASOF)
    yield "clean_events", (case("hand")["interactions"], at("2026-02-28 00:20"))
    yield "clean_events", (in_utc(case("midnight"))["interactions"], ASOF)
    yield "clean_events", (later(variant)["interactions"], DATA_ASOF)
