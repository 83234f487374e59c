"""Near-duplicates, concentration and replies, worked out by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.metrics.content import (
    duplicate_rate,
    efficiency_per_hour,
    grams,
    message_counts,
    near_duplicates,
    normal_text,
    one_nine_ninety,
    participation_gini,
    reply_median,
    reply_within,
    similarity,
)
from tests.metrics.conftest import Table, at

ASOF = at("2026-02-10")
FEBRUARY = {"start": dt.date(2026, 2, 1), "end": dt.date(2026, 3, 1)}


def test_texts_are_compared_without_numbers_and_marks() -> None:
    assert normal_text("满 199 减 20！") == normal_text("满99减5") == "满0减0"
    # 0000 and its six bigrams: {满0 0减 减0} against {满0 0减 减0 0元}: 3/4.
    assert similarity("满199减20", "满 99 减 5 元") == 0.75
    assert similarity("", "！？") == 0
    assert similarity("茶", "茶") == 1


def test_both_of_a_pair_are_duplicates(table: Table) -> None:
    # p1 and p2 differ in a number; p3 is alone; p4 has no text, p5 only marks; p6 is January's.
    posts = table("posts", "post_id published_at text", [
        ["p1", "2026-02-01", "今日上新，立减 20 元"], ["p2", "2026-02-02", "今日上新，立减 30 元！"],
        ["p3", "2026-02-03", "春茶怎么喝"], ["p4", "2026-02-03", None], ["p5", "2026-02-03", "……"],
        ["p6", "2026-01-31 23:59", "春茶怎么喝"],
    ])  # fmt: skip
    got = duplicate_rate(posts, **FEBRUARY)
    assert (got.k, got.n, got.n_total) == (2, 3, 5)
    assert duplicate_rate(posts, start=dt.date(2027, 1, 1), end=dt.date(2027, 2, 1)).value is None


@given(st.lists(st.text("甲乙丙丁", max_size=8), max_size=8), st.sampled_from([0.5, 0.75, 0.8, 1.0]))
def test_the_filter_finds_what_all_pairs_find(texts: list[str], tau: float) -> None:
    sets = [found for text in texts if (found := grams(text, 2))]
    pairs = {
        i
        for i, one in enumerate(sets)
        for j, two in enumerate(sets)
        if i != j and len(one & two) / len(one | two) >= tau - 1e-12
    }
    assert near_duplicates(sets, tau) == pairs


MESSAGE = "message_id group_id sender_id sender_type sent_at reply_to_id"
# q1 answered after 5 min by staff (its asker's own and the bot's words do not count); q2 never; q3 after exactly 30 min;
# q4 asked 10 min before asof.
MESSAGES = [
    ["q1", "g", "a", "member", "2026-02-01 10:00", None],
    ["r1", "g", "a", "member", "2026-02-01 10:01", "q1"],
    ["r2", "g", "bot1", "bot", "2026-02-01 10:02", "q1"],
    ["r3", "g", "s", "staff", "2026-02-01 10:05", "q1"],
    ["q2", "g", "b", "member", "2026-02-01 11:00", None],
    ["q3", "g", "a", "kol", "2026-02-01 12:00", None],
    ["r4", "g", "b", "member", "2026-02-01 12:30", "q3"],
    ["q4", "h", "a", "member", "2026-02-09 23:50", None],
    ["q5", "g", "s", "staff", "2026-02-01 13:00", None],
    ["r5", "g", "c", "member", "2026-02-01 13:01", "q5"],
]


def test_replies_within_and_in_the_median(table: Table) -> None:
    messages = table("group_messages", MESSAGE, MESSAGES)
    got = reply_within(messages, minutes=30, asof=ASOF)
    assert (got.k, got.n, got.n_total) == (1, 3, 4)
    assert reply_within(messages, minutes=31, asof=ASOF).k == 2
    assert reply_within(messages, minutes=10, asof=ASOF).n == 4
    middle = reply_median(messages, asof=ASOF)
    assert (middle.value, middle.n, middle.n_total) == (17.5, 2, 4)
    silent = reply_median(table("group_messages", MESSAGE, MESSAGES[4:5]), asof=ASOF)
    assert (silent.value, silent.n, silent.n_total) == (None, 0, 1)


def test_the_silent_count_in_concentration(table: Table) -> None:
    # In g in February: a (5 messages that month: q1, r1, q3 = 3), b 2, c 1, d none; e left before, f is in another group.
    messages = table("group_messages", MESSAGE, MESSAGES)
    spells = table("group_memberships", "group_id member_id joined_at left_at", [
        ["g", "a", "2026-01-01", None], ["g", "b", "2026-02-28", None], ["g", "c", "2026-01-01", "2026-02-01 00:01"],
        ["g", "d", "2026-01-01", None], ["g", "e", "2026-01-01", "2026-02-01"], ["h", "f", "2026-01-01", None],
    ])  # fmt: skip
    counts = message_counts(messages, spells, group_id="g", **FEBRUARY)
    assert counts == [0, 1, 2, 3]
    # (−3·0 − 1·1 + 1·2 + 3·3)/(4·6)
    assert participation_gini(counts).value == pytest.approx(10 / 24)
    split = one_nine_ninety(counts)  # 1 % and 10 % of 4 are one person each
    assert [split[part].value for part in ("top1", "next9", "rest90")] == [0.5, 0, 0.5]
    assert participation_gini([0, 0]).value is None and participation_gini([3]).value is None
    assert one_nine_ninety([0])["top1"].value is None


@given(st.lists(st.integers(0, 50), min_size=2, max_size=40))
def test_gini_stays_in_its_bounds(counts: list[int]) -> None:
    got = participation_gini(counts).value
    assert (got is None) == (sum(counts) == 0)
    assert got is None or -1e-12 <= got <= (len(counts) - 1) / len(counts) + 1e-12
    assert participation_gini(counts[::-1]).value == got


def test_output_an_hour(table: Table) -> None:
    # Two likes of members in the week for 90 minutes of community work.
    events = table("interactions", "event_id member_id actor_type event_type event_at ingested_at", [
        ["e1", "a", "member", "like", "2026-02-02", "2026-02-02"], ["e2", "a", "member", "like", "2026-02-03", "2026-02-03"],
        ["e3", "s", "staff", "like", "2026-02-03", "2026-02-03"], ["e4", "a", "member", "like", "2026-02-09", "2026-02-09"],
    ])  # fmt: skip
    hours = table("staff_hours", "work_date task minutes", [
        ["2026-02-02", "社群", 60], ["2026-02-08", "社群", 30], ["2026-02-09", "社群", 600], ["2026-02-03", "客服", 90],
    ])  # fmt: skip
    week = {"start": dt.date(2026, 2, 2), "end": dt.date(2026, 2, 9)}
    assert efficiency_per_hour(events, hours, **week, kinds=["like"], asof=ASOF, tasks=["社群"]).value == 2 / 1.5
    assert efficiency_per_hour(events, hours, **week, kinds=["like"], asof=ASOF).value == 2 / 3
    assert efficiency_per_hour(events, hours, **week, kinds=["like"], asof=ASOF, tasks=[]).value is None
    assert efficiency_per_hour(events, hours, **week, kinds=["like"], asof=at("2026-02-08")).value is None
