"""Lessons run once, their values are filled in, and every fault says where it is."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course.load import CourseProblems
from course.load.lesson import parse_blocks
from course.load.problem import Report
from course.model import Course, Lesson
from course.publish import execute
from course.publish.execute import (
    LessonRun,
    dataset_digest,
    execute_lessons,
    lesson_key,
    notebook_path,
    run_basis,
)
from course.publish.kernel import setup_code
from course.publish.session import open_session


def notebook_of(built: Any) -> Any:
    return nbformat.read(notebook_path(built.notebooks, built.course.lessons[0]), as_version=4)


def test_values_are_filled_in(built: Any) -> None:
    prose = [cell.source for cell in notebook_of(built).cells if cell.cell_type == "markdown"]
    assert any("一共 5 张订单，散客占 20.0%。" in text for text in prose)
    assert any("订单共 5 张" in text for text in prose), "in a directive's body too"
    assert not any("{eval}" in text or "{lit}" in text for text in prose)


def test_options_are_filled_in_after_their_cell(built: Any) -> None:
    (chart,) = [cell for cell in notebook_of(built).cells if "chart" in cell.metadata.get("tags", ())]
    assert chart.metadata.siyu.options["alt"] == "两人各付了多少，甲 227 元"


def test_notebook_is_valid_and_hides_the_set_up(built: Any) -> None:
    notebook = notebook_of(built)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert not any("siyu" in cell.source for cell in notebook.cells)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


def test_unchanged_lesson_starts_no_kernel(built: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(execute, "open_session", refuse)
    seen: list[tuple[str, bool]] = []
    execute_lessons(built.course, built.notebooks, lambda lesson, ran: seen.append((lesson.slug, ran)))
    assert seen == [("repeat", False)]


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c.lessons[0].path.write_text(
            c.lessons[0].path.read_text(encoding="utf-8") + "\n完。\n", encoding="utf-8"
        ),
        lambda c: (c.datasets["shop"].folder / "orders.csv").write_text("order_id\n", encoding="utf-8"),
        lambda c: (c.datasets["shop"].folder / "tables.py").write_text("", encoding="utf-8"),
        lambda c: c.registers.claims["C901"].update(claim="别的"),
    ],
)
def test_key_changes_with_what_the_notebook_is_made_from(course: Course, change: Callable[[Course], object]) -> None:
    def key() -> str:
        return lesson_key(course, course.lessons[0], run_basis(dataset_digest(course.datasets["shop"])))

    before = key()
    assert key() == before
    change(course)
    assert key() != before


def test_a_change_of_text_alone_starts_no_kernel(built: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = built.course.lessons[0]
    path, notebooks = tmp_path / lesson.path.name, tmp_path / "notebooks"
    shutil.copytree(built.notebooks, notebooks)
    text = lesson.path.read_text("utf-8")
    path.write_text(text + "\n又写一段，订单的两倍是 {eval}`len(orders) * 2` 张。\n", encoding="utf-8")
    course = replace(built.course, chapters=(replace(built.course.chapters[0], lessons=(replace(lesson, path=path),)),))
    with monkeypatch.context() as patched, pytest.raises(KernelStarted):
        patched.setattr(execute, "open_session", start)
        execute_lessons(course, notebooks)  # a new expression needs the kernel
    path.write_text(text + "\n又写一段。\n", encoding="utf-8")
    monkeypatch.setattr(execute, "open_session", start)
    seen: list[bool] = []
    execute_lessons(course, notebooks, lambda lesson, ran: seen.append(ran))
    after = nbformat.read(notebook_path(notebooks, lesson), as_version=4)
    assert seen == [False] and after.cells[-1].source.endswith("又写一段。")
    shown = [cell.outputs for cell in after.cells if cell.cell_type == "code"]
    assert shown == [cell.outputs for cell in notebook_of(built).cells if cell.cell_type == "code"]


class KernelStarted(Exception):
    pass


def start(*_: object) -> None:
    raise KernelStarted


FAULTS = {
    "```{code-cell} python\n:label: bad\nx = 1\n1 / 0\n```": "12: 代码格 bad 运行出错：ZeroDivisionError division by zero",
    "```{code-cell} python\n:label: hand\nassert 1 + 1 == 3\n```": "11: 代码格 hand 运行出错：AssertionError assert 1 + 1 == 3",
    "一\n\n二 {eval}`nobody + 1`。": "11: 行内算式 nobody + 1 算不出来：NameError",
    "{eval}`[1, 2]`": "9: 行内算式 [1, 2] 的值不是文字或数：[1, 2]",
    "```{code-cell} python\n:label: w\nimport sys\nprint('注意', file=sys.stderr)\n```": "11: 代码格 w 运行出错：stderr 注意",
    "::::{scene}\n```{code-cell} python\n1\n```\n::::": "10: scene 块里有代码格",
}


async def said_of(lesson: Lesson, bodies: Iterable[str]) -> list[str]:
    """What is said of a lesson with each body; all go through one kernel, as each fault leaves it sound."""
    said = []
    async with open_session(lesson.path.parent, {}) as session:
        for body in bodies:
            run = LessonRun(session, lesson, lesson.path.parents[2])
            try:
                for number, block in enumerate(parse_blocks(body, 9, lesson.path, Report())):
                    await run.block(number, block)
                said.append("")
            except CourseProblems as found:
                said.append(str(found))
    return said


def test_every_fault_says_where_it_is(course: Course) -> None:
    said = asyncio.run(said_of(course.lessons[0], FAULTS))
    for found, start in zip(said, FAULTS.values(), strict=True):
        assert found.startswith(f"chapters/cycle/01-repeat.md:{start}") and found.endswith("。")


def test_faulty_lesson_leaves_the_old_notebook(course: Course, tmp_path: Path) -> None:
    target = notebook_path(tmp_path / "notebooks", course.lessons[0])
    target.parent.mkdir(parents=True)
    target.write_text("{}", encoding="utf-8")
    lesson = course.lessons[0].path
    lesson.write_text(lesson.read_text(encoding="utf-8").replace("# 复购率怎么算", "{eval}`nobody`"), encoding="utf-8")
    with pytest.raises(CourseProblems, match="行内算式 nobody"):
        execute_lessons(course, tmp_path / "notebooks")
    assert target.read_text(encoding="utf-8") == "{}"


def test_lesson_without_tables_has_no_dataset(course: Course) -> None:
    assert execute.lesson_dataset(course, replace(course.lessons[0], tables=())) is None


def test_set_up_leaves_no_name_behind() -> None:
    assert setup_code().startswith("exec(compile(")
    compile(setup_code(), "setup", "exec")
