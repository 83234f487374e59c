"""The progress log: merging, folding, damaged lines, copied text."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.progress import (
    Event,
    Log,
    Standing,
    UnreadableTextError,
    absorb,
    append,
    export_text,
    import_text,
    new_event,
    parse,
    read,
)
from course.words import Words

TIMES = st.integers(0, 9).map(lambda n: f"2026-03-01T08:00:0{n}.000Z")
PAYLOADS = st.one_of(
    st.builds(
        lambda f, s, p, m: {"form": f, "status": s, "points": p, "max_points": 3, "mistake": m},
        st.sampled_from(["write", "fix", "predict", "calc"]),
        st.sampled_from(["passed", "failed", "error"]),
        st.one_of(st.none(), st.integers(0, 3)),
        st.sampled_from([None, "E1.1:one_more"]),
    ),
    st.builds(lambda n: {"hint": n}, st.integers(1, 3)),
    st.builds(lambda r: {"right": r}, st.booleans()),
    st.dictionaries(
        st.text(max_size=3),
        st.one_of(st.none(), st.booleans(), st.text(max_size=3), st.floats(allow_nan=False, allow_infinity=False)),
        max_size=2,
    ),
)
EVENTS = st.builds(
    Event,
    id=st.sampled_from("abcdefgh"),
    at=TIMES,
    device=st.sampled_from(["d1", "d2"]),
    kind=st.sampled_from(["read", "run", "guess", "check", "hint", "solution", "quiz", "reset", "later"]),
    ref=st.sampled_from(["E1.1", "E1.2", "Q1.1"]),
    payload=PAYLOADS,
)
LOGS = st.builds(
    lambda events, damaged: parse("\n".join([*(event.to_line() for event in events), *damaged])),
    st.lists(EVENTS, max_size=6),
    st.lists(st.sampled_from(["{", "坏行", "[]", '{"id": 1}']), max_size=2),
)


def at(second: int, kind: str, **payload: object) -> Event:
    return Event(f"e{second}", f"2026-03-01T08:00:{second:02d}.000Z", "d", kind, "E1.1", payload)


def fold(*events: Event) -> Standing:
    return parse("\n".join(event.to_line() for event in events)).state()["E1.1"]


@given(LOGS, LOGS, LOGS)
def test_merge_is_a_union(a: Log, b: Log, c: Log) -> None:
    assert a.merge(b) == b.merge(a)
    assert a.merge(b).merge(c) == a.merge(b.merge(c))
    assert a.merge(a) == a == a.merge(Log())
    assert {event.id for event in a.merge(b).events} == {event.id for event in (*a.events, *b.events)}


@given(LOGS, LOGS)
def test_fold_does_not_depend_on_where_events_came_from(a: Log, b: Log) -> None:
    lines = [event.to_line() for event in a.merge(b).events]
    random.Random(1).shuffle(lines)
    assert parse("\n".join(lines)).state() == a.merge(b).state() == b.merge(a).state()


@given(LOGS)
def test_export_and_import_give_the_events_back(log: Log) -> None:
    text = export_text(log)
    wrapped = "\n  ".join(text[n : n + 40] for n in range(0, len(text), 40))
    assert import_text(text) == import_text(f" {wrapped}\n") == replace(log, damaged=())
    assert text.isascii()


def test_fold_counts_since_the_last_reset() -> None:
    before = [
        at(1, "check", form="write", status="failed", points=1, mistake="E1.1:one_more"),
        at(2, "hint", hint=1),
        at(3, "hint", hint=1),
        at(4, "hint", hint=2),
        at(5, "check", form="write", status="passed", points=3),
    ]
    assert fold(*before) == Standing(
        tries=2,
        passed=True,
        forms=frozenset({"write"}),
        best_points=3,
        hints=frozenset({1, 2}),
        mistakes=frozenset({"E1.1:one_more"}),
        last_at=before[-1].at,
    )
    assert fold(*before, at(6, "reset")) == Standing(last_at=at(6, "reset").at)
    after = fold(*before, at(6, "reset"), at(7, "check", form="calc", status="failed", points=0))
    assert (after.tries, after.passed, after.best_points, after.hints) == (1, False, 0, frozenset())


def test_an_error_of_ours_is_no_try() -> None:
    assert fold(at(1, "check", form="write", status="error", points=None)).tries == 0


def test_a_question_stands_as_last_answered() -> None:
    assert fold(at(1, "quiz", right=False), at(2, "quiz", right=True)).passed
    assert not fold(at(1, "quiz", right=True), at(2, "quiz", right=False, mistake="M1.1")).passed


def test_reading_the_solution_and_the_lesson() -> None:
    standing = fold(at(1, "read"), at(2, "solution"), at(3, "run", cell="a"))
    assert (standing.read, standing.solution, standing.tries, standing.last_at) == (True, True, 0, at(3, "run").at)


def test_file_has_a_header_and_takes_what_the_page_writes(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "progress.jsonl"
    append(path, at(1, "read"))
    append(path, at(2, "solution"))
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(header) == {"siyu_progress": 1}
    assert [json.loads(line)["id"] for line in lines] == ["e1", "e2"]
    page = (
        '{"id":"p","at":"2026-03-01T16:00:00.5+08:00","device":"d","kind":"quiz","ref":"Q1.1",'
        '"payload":{"answer":"甲\u2028乙","right":true}}'
    )
    (event,) = parse(page).events
    assert (event.at, event.payload["answer"]) == ("2026-03-01T08:00:00.500Z", "甲\u2028乙")


def test_damaged_lines_stay_and_are_told(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    append(path, at(1, "read"))
    with path.open("ab") as file:
        file.write(b'{"id": "half\xff')  # the machine went down here
    append(path, at(2, "read"))
    log = read(path)
    assert [event.id for event in log.events] == ["e1", "e2"]
    assert len(log.damaged) == 1
    assert log.damaged[0].encode("utf-8", "surrogateescape") == b'{"id": "half\xff'
    assert b'{"id": "half\xff\n' in path.read_bytes()
    assert "1 行读不懂" in Words("course")("progress.damaged", path=path.name, n=1)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 1}',
        "[]",
        "null",
        "NaN",
        '{"id":"a","at":"yesterday","device":"d","kind":"read","ref":"r","payload":{}}',
        '{"id":"a","at":"2026-03-01T08:00:00","device":"d","kind":"read","ref":"r","payload":{}}',
        '{"id":"a","at":"2026-03-01T08:00:00Z","device":"d","kind":"read","ref":"r","payload":[]}',
        '{"id":"a","at":"2026-03-01T08:00:00Z","device":"d","kind":"read","ref":"r","payload":{"x":NaN}}',
        "[" * 100_000,
        '{"id":"a","at":"0001-01-01T00:00:00+14:00","device":"d","kind":"read","ref":"r","payload":{}}',
    ],
)
def test_what_is_no_event(line: str) -> None:
    assert parse(line).events == ()
    assert parse(line).damaged == (line,)


def test_a_newer_version_is_kept_and_said(tmp_path: Path) -> None:
    line = (
        '{"id":"a","at":"2026-03-01T08:00:00.000Z","device":"d","kind":"dream","ref":"E1.1","payload":{},"mood":"好"}'
    )
    log = parse('{"siyu_progress": 2}\n' + line)
    assert (log.newer, log.version) == (True, 2)
    assert log.state() == {"E1.1": Standing(last_at="2026-03-01T08:00:00.000Z")}
    again = import_text(export_text(log))
    assert again == log
    assert json.loads(again.events[0].to_line()) == json.loads(line)


def test_absorbing_twice_adds_once(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    append(path, at(1, "read"))
    other = parse(at(1, "read").to_line() + "\n" + at(2, "read").to_line())
    assert absorb(path, other) == 1
    size = path.stat().st_size
    assert absorb(path, other) == 0
    assert path.stat().st_size == size


def test_a_missing_file_is_an_empty_log(tmp_path: Path) -> None:
    assert read(tmp_path / "none.jsonl") == Log()


def test_a_payload_that_is_no_json_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    with pytest.raises(ValueError, match="Out of range"):
        append(path, at(1, "check", points=float("nan")))
    assert not path.exists()


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"
    children = []
    for writer in range(4):
        child = os.fork()
        if not child:
            for n in range(25):
                append(path, Event(f"{writer}-{n}", "2026-03-01T08:00:00.000Z", "d", "read", "E1.1"))
            os._exit(0)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    log = read(path)
    assert (len(log.events), log.damaged) == (100, ())


def test_new_events_are_told_apart_and_in_the_pages_form() -> None:
    one, two = (new_event("read", "counting", "d") for _ in range(2))
    assert one.id != two.id
    assert parse(one.to_line()).events == (one,)
    assert one.at.endswith("Z")
    assert len(one.at) == len("2026-03-01T08:00:00.000Z")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("hello", "progress.not_text"),
        ("siyu1:你好", "progress.cut_text"),
        ("siyu1:AAAA", "progress.cut_text"),
        (export_text(Log((at(1, "read"),)))[:-12], "progress.cut_text"),
        ("siyu1:", "progress.cut_text"),
    ],
)
def test_unreadable_text(text: str, key: str) -> None:
    with pytest.raises(UnreadableTextError) as caught:
        import_text(text)
    assert caught.value.key == key
    assert Words("course")(key)


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.progress.TEXT_BYTES_AT_MOST", 10)
    with pytest.raises(UnreadableTextError, match=r"progress\.long_text"):
        import_text(export_text(Log((at(1, "read"),))))
