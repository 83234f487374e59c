"""A class on one plan: fixed sessions, a roster, who is behind and by what."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from course import progress
from course.plan.cohort import RosterError, inert, read_roster
from tests.plan.test_commands import course, event, said

__all__ = ["course"]  # the fixture

Course = Callable[..., Result]
SESSIONS = ("--session", "2026-03-04", "--session", "2026-03-06", "--session", "2026-03-11")
NEW = ("plan", "cohort", "new", "class.json", *SESSIONS, "--minutes", "60", "--on", "2026-03-01")


def days() -> dict[str, int]:
    kept = json.loads(Path("class.json").read_text("utf-8"))
    return {day["day"]: sum(s[1] for s in day["sittings"]) + day["review_minutes"] for day in kept["days"]}


def roster(rows: str = "=甲,a.jsonl\n乙,b.jsonl\n") -> None:
    Path("class.csv").write_text("\ufeffname,progress\n" + rows, "utf-8")
    units = ("E1.1/predict", "E1.1/calc")
    progress.append(Path("b.jsonl"), event("read", "basics/counting"), *(event("done", unit) for unit in units))


def test_work_stands_on_the_sessions_alone(course: Course) -> None:
    assert "3 次课" in said(course(*NEW))
    assert set(days()) <= {"2026-03-04", "2026-03-06", "2026-03-11"}
    assert all(minutes <= 60 for minutes in days().values())


def test_with_a_pace_the_days_between_are_used_too(course: Course) -> None:
    said(course(*NEW, "--pace", "slow"))
    assert {"2026-03-04", "2026-03-05", "2026-03-06"} <= set(days())


def test_sessions_that_do_not_suffice_are_said(course: Course) -> None:
    told = said(
        course(
            "plan", "cohort", "new", "class.json", "--session", "2026-03-04", "--minutes", "60", "--on", "2026-03-01"
        )
    )
    assert "最后一次课是 2026-03-04，到那天学不完" in told


def test_who_is_behind_stands_first_with_what(course: Course) -> None:
    course(*NEW)
    roster()
    told = said(course("plan", "cohort", "show", "class.json", "--roster", "class.csv", "--on", "2026-03-05"))
    assert "3 月 5 日 周四：2 人，1 人落后" in told
    assert told.index("=甲") < told.index("乙") and "读《数订单》" in told and "还没有记录" in told


@pytest.mark.parametrize("kind", ["csv", "md", "html"])
def test_the_table_is_written(kind: str, course: Course) -> None:
    course(*NEW)
    roster("=甲|<b>,a.jsonl\n乙,b.jsonl\n")
    out = Path(f"out.{kind}")
    said(course("plan", "cohort", "show", "class.json", "--roster", "class.csv", "--on", "2026-03-05", "--out", out))
    text = out.read_bytes().decode("utf-8-sig")
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert out.read_bytes().startswith(b"\xef\xbb\xbf")
        assert [row["姓名"] for row in rows] == ["'=甲|<b>", "乙"] and rows[1]["落后（个）"] == "0"
    else:
        assert ("| =甲\\|<b> |" if kind == "md" else "<td>=甲|&lt;b&gt;</td>") in text


def test_a_table_of_another_kind_is_refused(course: Course) -> None:
    course(*NEW)
    roster()
    words = ("plan", "cohort", "show", "class.json", "--roster", "class.csv", "--out", "out.xlsx")
    assert "不会写 .xlsx 文件" in said(course(*words), 2)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert inert(cell) == "'" + cell
    assert inert("甲" + cell) == "甲" + cell


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("r.csv", None, "missing"),
        ("r.csv", "name,progress\n", "empty"),
        ("r.csv", "name,progress\n甲,\n", "row"),
        ("r.csv", "who,what\n甲,a\n", "row"),
        ("r.csv", "name,progress\n甲,a\n甲,b\n", "twice"),
        ("r.csv", "\udcff\udcfe", "unreadable"),
        ("r.yml", "name: 甲\n", "unreadable"),
        ("r.yml", "- [\n", "unreadable"),
        ("r.yml", "- 甲\n", "row"),
    ],
)
def test_a_roster_that_cannot_be_read_is_said(name: str, text: str | None, key: str, course: Course) -> None:
    if text is not None:
        Path(name).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(RosterError) as caught:
        read_roster(Path(name))
    assert caught.value.key == key
    course(*NEW)
    assert name in said(course("plan", "cohort", "show", "class.json", "--roster", name), 2)


def test_a_roster_may_be_yaml_and_its_paths_stand_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "r.yml"
    path.write_text("- {name: 甲, progress: logs/a.jsonl}\n", "utf-8")
    (member,) = read_roster(path)
    assert (member.name, member.progress) == ("甲", tmp_path / "logs" / "a.jsonl")


def test_last_seen_is_the_day_of_the_last_event(course: Course) -> None:
    course(*NEW)
    roster()
    told = said(course("plan", "cohort", "show", "class.json", "--roster", "class.csv", "--on", "2026-03-05"))
    assert dt.date(2026, 3, 2).isoformat() in told
