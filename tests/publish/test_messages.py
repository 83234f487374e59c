"""Every message of publishing is provoked; a new one without a case here fails."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from course.load import CourseProblems
from course.load.lesson import Code, Directive
from course.load.problem import Report
from course.model import Course, Exercise
from course.publish import site, stage, watch
from course.publish.forms import FormFault, FormKey
from course.publish.lesson_page import render_lesson
from course.publish.notebook import code_cell, directive_cell
from course.publish.references import targets
from course.publish.stage import stage_site
from tests.publish.conftest import Built

ELSEWHERE = {  # provoked by the tests beside this one, and at the end of this one
    "test_execute.py": {"cell", "eval", "eval_kind", "inner_cell"},
    "test_messages.py": {"page_script"},
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" width="1">{}</svg>'


def of_cell(course: Course, cell: Any, **lesson: Any) -> list[str]:
    """What is said of a lesson of this one cell."""
    report = Report(course.root)
    changed = replace(course.lessons[0], **lesson)
    chapter = replace(course.chapters[0], lessons=(changed,))
    whole = replace(course, chapters=(chapter, *course.chapters[1:]))
    render_lesson(whole, changed, SimpleNamespace(cells=[cell]), targets(whole), report)
    return [str(problem) for problem in report.problems]


def chart(options: dict[str, str], svg: str = "") -> Any:
    block = Code("x", "big", ("chart",), options, 7, 8)
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": svg}}] if svg else []
    return code_cell(1, block, options, 1, outputs)


def directive(name: str, argument: str = "", body: str = "", **options: str) -> Any:
    return directive_cell(1, Directive(name, argument, options, body, 5, 6), body)


CELLS: list[tuple[str, Any, dict[str, Any], str]] = [
    ("chart_alt", chart({}), {}, "图 big 没有替代文字"),
    ("chart_missing", chart({"alt": "说明"}), {}, "标了 chart 的格 big 没有图"),
    ("chart_outside", chart({"alt": "说明"}, SVG.format('<image href="x.png"/>')), {}, "图 big 引用了图外的东西"),
    ("chart_colour", chart({"alt": "说明"}, SVG.format('<path fill="#123456"/>')), {}, "色板以外的颜色 #123456"),
    ("sheet_dataset", directive("sheet", "orders"), {"tables": ()}, "这一课没有用数据集"),
    ("sheet_scale", directive("sheet", "orders", scale="小"), {}, "scale 是 小"),
    ("no_directive", directive("aside"), {}, "不认得的块 aside"),
    ("guess_id", directive("guess"), {}, "guess 块没有编号"),
    ("guess_shape", directive("guess", "g", "问\n- [ ] 一"), {}, "guess 块 g 的写法不对"),
    ("no_mistake", directive("mistake", "E9.1:nothing"), {}, "没有错法 E9.1:nothing"),
    ("no_exercise", directive("practice", "E8.8"), {}, "没有习题 E8.8"),
    ("no_claim", directive("claim", "C000"), {}, "claims.yml 里没有 C000"),
    ("no_metric", directive("define", "nothing"), {}, "metrics.yml 里没有 nothing"),
    ("no_question", directive("quiz", "Q0.0"), {}, "quiz.yml 里没有 Q0.0"),
    ("no_workfile", directive("workfile", "nothing"), {}, "files/ 里没有 nothing.*"),
    ("no_table", directive("sheet", "nothing"), {}, "数据集里没有表 nothing"),
    ("no_column", directive("sheet", "orders:nothing"), {}, "表 orders 没有列 nothing"),
    ("no_reference", directive("scene", "", "见 [[nothing]]。"), {}, "不认得的编号 nothing"),
]


@pytest.mark.parametrize(("key", "cell", "lesson", "words"), CELLS, ids=[key for key, *_ in CELLS])
def test_a_cell_at_fault_is_said(built: Built, key: str, cell: Any, lesson: dict[str, Any], words: str) -> None:
    (said,) = of_cell(built.course, cell, **lesson)
    assert words in said and said.startswith(f"chapters/cycle/01-repeat.md:{cell.metadata.siyu.line}: ")


def staged(built: Built, out: Path, keys: Callable[[Exercise], FormKey], course: Course | None = None) -> None:
    stage_site(course or built.course, out / "docs", built.notebooks, keys)


def no_case(built: Built, course: Course, out: Path, keys: Callable[[Exercise], FormKey]) -> None:
    readme = course.exercises[0].folder / "README.md"
    readme.write_text(readme.read_text("utf-8") + "\n```{case-table} none/orders\n```\n", "utf-8")
    staged(built, out, keys, course)


def form_fault(built: Built, course: Course, out: Path, keys: Callable[[Exercise], FormKey]) -> None:
    def fail(exercise: Exercise) -> FormKey:
        raise FormFault("E9.1: two choices")

    staged(built, out, fail)


def outside(built: Built, course: Course, out: Path, keys: Callable[[Exercise], FormKey]) -> None:
    (out / "a.html").write_text('<script src="https://cdn.example/x.js"></script>', "utf-8")
    site._refuse_outside(course, out)


def mkdocs(built: Built, course: Course, out: Path, keys: Callable[[Exercise], FormKey]) -> None:
    (out / "mkdocs.yml").write_text("site_name: x\ndocs_dir: nowhere\n", "utf-8")
    site._run_mkdocs(course, out / "mkdocs.yml")


SITES: list[tuple[str, Callable[..., None], str]] = [
    ("no_case", no_case, "没有样例 none/orders"),
    ("form_key", lambda built, course, out, keys: staged(built, out, lambda exercise: FormKey()), "没有算出来的值"),
    ("form_fault", form_fault, "判、算的值算不出来：E9.1: two choices"),
    ("outside", outside, "a.html: 页面向别处要东西：https://cdn.example/x.js"),
    ("mkdocs", mkdocs, "MkDocs 没有建成："),
]


@pytest.mark.parametrize(("key", "do", "words"), SITES, ids=[key for key, *_ in SITES])
def test_a_site_at_fault_is_said(
    built: Built,
    course: Course,
    tmp_path: Path,
    form_keys: Callable[[Exercise], FormKey],
    key: str,
    do: Callable[..., None],
    words: str,
) -> None:
    with pytest.raises(CourseProblems) as raised:
        do(built, course, tmp_path, form_keys)
    assert words in str(raised.value)


def test_what_nobody_foresaw_is_told_and_watching_goes_on(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form_keys: Callable[[Exercise], FormKey]
) -> None:
    told: list[watch.Told] = []
    rebuilder = watch.Rebuilder(course, tmp_path, form_keys, lambda line: None, told.append)

    def fail(root: Path) -> Course:
        raise ZeroDivisionError("in make.py")

    monkeypatch.setattr(watch, "load_course", fail)
    rebuilder.changed([course.root / "datasets/shop/make.py"])
    assert "重做时停在这里：ZeroDivisionError in make.py" in str(told[-1].problems[0])


def test_a_missing_page_script_is_said(
    built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form_keys: Callable[[Exercise], FormKey]
) -> None:
    monkeypatch.setattr(stage, "WEB", {"x.js": "web/none.js"})
    with pytest.raises(CourseProblems, match=r"还没有 web/none\.js"):
        staged(built, tmp_path, form_keys)


def test_every_message_is_tried() -> None:
    messages = tomllib.loads(resources.files("course").joinpath("messages.toml").read_text("utf-8"))["publish"]
    written = {key for key, value in messages.items() if isinstance(value, dict) and "what" in value}
    here = {key for key, *_ in CELLS} | {key for key, *_ in SITES} | {"broken"}
    assert written == here | set().union(*ELSEWHERE.values())
