"""What is counted in a lesson and in an exercise's forms, and how it is weighed."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.load import load_course
from course.load.lint import check
from course.load.timing import (
    UncountableError,
    estimate_forms,
    estimate_lesson,
    form_parts,
    lesson_parts,
    rates,
    weighed,
)
from course.model import Course
from tests.load.conftest import FILES, Edit

RATES = tomllib.loads(resources.files("course").joinpath("timing.toml").read_text("utf-8"))["rates"]
LESSON = "chapters/basics/01-counting.md"
FRONT = FILES[LESSON].partition("# ")[0]


def parts(root: Path, body: str) -> dict[str, float]:
    """What a lesson of that body counts."""
    (root / LESSON).write_text(FRONT + body, "utf-8")
    counted = lesson_parts(load_course(root).lessons[0])
    return {part: n for part, n in counted.items() if n}


def cell(tags: str, source: str = "a = 1\n\na") -> str:
    return f"```{{code-cell}} python\n:label: x\n:tags: [{tags}]\n{source}\n```\n"


@pytest.mark.parametrize(
    ("body", "counted"),
    [
        ("数一数，再看 30 天。", {"character": 6 + 1.6}),
        ("见 [[order_count]]，共 {eval}`len(orders)` 单。", {"character": 3 + 2 * 1.6}),
        ("| 天 | 单 |\n| --- | :--: |\n| 一 | 二 |", {"character": 4, "row": 2}),
        (":::{hand} 两行\n两单。\n:::", {"worked_character": 2}),
        (":::{sheet} orders:order_id\n1. 数行数。\n2. 填 `=COUNT(A:A)`。\n:::", {"sheet": 1, "step": 2}),
        (":::{monday}\n- [ ] 看\n- [ ] 数\n:::", {"character": 2, "action": 2}),
        (":::{recall}\n1. 几\n2. 谁\n:::", {"character": 2, "question": 2}),
        (":::{guess} g\n几\n- [ ] 一\n- [x] 二\n---\n数\n:::", {"guess": 1, "character": 4}),
        (":::{mistake} E1.1:one_more\n多\n:::", {"mistake": 1, "character": 1}),
        (":::{quiz} Q1.1 Q1.2\n:::\n:::{practice} E1.1\n:::", {}),
        (cell("show"), {"output": 1, "run": 1, "line": 2}),
        (cell("chart"), {"chart": 1}),
        (cell("hide-output"), {}),
        (cell("assert"), {}),
        ("::::{monday}\n:::{sheet} orders:order_id\n1. 数\n:::\n::::", {"sheet": 1, "step": 1}),
    ],
)
def test_each_part_of_a_lesson_is_counted(root: Path, body: str, counted: dict[str, float]) -> None:
    assert parts(root, body) == pytest.approx({part: n for part, n in counted.items() if n})


def test_an_exercise_s_forms_are_counted_from_its_files(root: Path) -> None:
    exercise = load_course(root).exercises[0]
    found = form_parts(exercise)
    assert set(found) == {"predict", "calc", "fix", "write"}
    assert (found["predict"]["choice"], found["predict"]["row"]) == (1, 4)  # two rows in the task, two shown
    assert (found["calc"]["own_step"], found["calc"]["answer"], found["calc"]["row"]) == (3, 1, 1)
    assert (found["fix"]["line"], found["fix"]["mend"]) == (2, 1)
    assert (found["write"]["written_line"], found["write"]["trap"]) == (8, 4)  # the line of `def` stands in the starter


def test_a_form_that_thinks_only_is_not_estimated(root: Path) -> None:
    course = load_course(root)
    exercise = course.exercises[0]
    deep = replace(exercise, forms=replace(exercise.forms, deep="想一想。"), minutes={**exercise.minutes, "deep": 90})
    (estimate,) = (e for e in estimate_forms(course, deep) if e.form == "deep")
    assert (estimate.parts, estimate.far) == ({}, False)


def test_files_that_cannot_be_counted_are_said(root: Path) -> None:
    course = load_course(root)
    (root / "exercises/order-count/README.md").unlink()
    with pytest.raises(UncountableError, match="order-count"):
        estimate_forms(course, course.exercises[0])


def newcomers(course: Course) -> Course:
    return replace(course, presets=replace(course.presets, requires={"basics": ()}))


def test_newcomers_take_longer_by_the_stated_factors(root: Path) -> None:
    course = load_course(root)
    lesson = course.lessons[0]
    usual, slow = estimate_lesson(course, lesson).parts, estimate_lesson(newcomers(course), lesson).parts
    assert slow["character"] == pytest.approx(1.4 * usual["character"])
    assert slow["chart"] == usual["chart"]


def test_what_takes_longer_to_write_is_two_exercises(root: Path, edit: Edit) -> None:
    for name in ("exercises/PLAN.toml", "exercises/order-count/exercise.toml"):
        edit(name, "write = 15", "write = 45")
    told = [str(problem) for problem in check(root) if "写要" in str(problem)]
    assert len(told) == 1 and "10 到 40" in told[0]


def test_what_is_not_written_to_the_end_is_not_held_against_the_model(root: Path, edit: Edit) -> None:
    edit(LESSON, "minutes: 15", "minutes: 90")
    assert any("按内容估算" in str(problem) for problem in check(root))
    edit(LESSON, "老板问：上周几单？", "〔待写：问题〕")
    assert not any("按内容估算" in str(problem) for problem in check(root))


@given(st.dictionaries(st.sampled_from(sorted(RATES)), st.floats(0, 1e4), max_size=8), st.booleans())
def test_minutes_are_the_sum_of_counts_by_their_rates(counted: dict[str, float], newcomer: bool) -> None:
    factor = {part: RATES[part].get("newcomer", 1) if newcomer else 1 for part in counted}
    want = sum(n * RATES[part]["seconds"] * factor[part] for part, n in counted.items()) / 60
    assert sum(weighed(counted, newcomer).values()) == pytest.approx(want)


def test_every_rate_has_a_unit_and_says_where_it_comes_from() -> None:
    for part, rate in RATES.items():
        assert rate["unit"].strip() and rate["source"].strip() and rate["seconds"] > 0, part
        assert rate.get("newcomer", 1) >= 1, part


def test_every_rate_is_used_by_the_course() -> None:
    """A rate that weighs nothing in this course is a misspelt or forgotten one."""
    course = load_course(Path(__file__).parents[2])
    used = {part for lesson in course.lessons for part, n in lesson_parts(lesson).items() if n}
    used |= {part for e in course.exercises for form in form_parts(e).values() for part, n in form.items() if n}
    assert used == set(rates().seconds)
