"""`course new`: what it writes loads, `course check` lists exactly what is left to write, and nothing is overwritten."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course.authoring.new import Refused, new_chapter, new_dataset, new_exercise, new_lesson
from course.cli import app
from course.load import load_course
from course.load.lint import check
from grader.check import Checker
from grader.judge.source import read_source

MARK = re.compile(r"〔待写")


def other_problems(root: Path) -> list[str]:
    """What `course check` says besides what is marked as not written."""
    return [str(problem) for problem in check(root) if "还没写：" not in problem.message]


def marks(files: list[Path]) -> int:
    return sum(len(MARK.findall(path.read_text("utf-8"))) for path in files)


def unwritten(root: Path) -> int:
    return sum("还没写：" in problem.message for problem in check(root))


def test_every_planned_exercise_begins_sound(copy: Path) -> None:
    plan = tomllib.loads((copy / "exercises/PLAN.toml").read_text("utf-8"))["exercises"]
    fresh = [entry for entry in plan if not (copy / "exercises" / entry["slug"]).exists()]
    before = other_problems(copy)
    for entry in fresh:
        for path in new_exercise(copy, entry["id"]):
            if path.suffix == ".py":
                assert max(map(len, path.read_text("utf-8").splitlines())) <= 128 or "〔待写" in path.read_text("utf-8")
                ast.parse(path.read_text("utf-8"))
    left = [text for text in other_problems(copy) if text not in before]
    assert left == [
        f"exercises/{e['slug']}/wrong: 错法有 1 个。至少写 4 个 wrong/*.py。"
        for e in sorted(fresh, key=lambda e: e["slug"])
    ]
    assert len(load_course(copy).exercises) == len(plan)


@pytest.mark.parametrize("with_tables", [True, False])
def test_a_new_starter_is_not_passed_and_no_fault_of_ours(copy: Path, with_tables: bool) -> None:
    plan = tomllib.loads((copy / "exercises/PLAN.toml").read_text("utf-8"))["exercises"]
    entry = next(e for e in plan if bool(e["tables"]) is with_tables and not (copy / "exercises" / e["slug"]).exists())
    new_exercise(copy, entry["id"])
    exercise = load_course(copy).exercise(entry["slug"])
    with Checker(exercise) as checker:
        result = checker.check(read_source(exercise.folder / "starter.py"), "write")
    assert result.status == "failed"
    assert {one.status for one in result.checks} == {"failed", "skipped"}


def test_a_lesson_comes_last_in_its_chapter(copy: Path) -> None:
    count = len(load_course(copy).chapters[0].lessons)
    written = new_lesson(copy, load_course(copy).chapters[0].slug, "brand-new", "新的一课")
    lesson = load_course(copy).chapters[0].lessons[-1]
    assert (lesson.slug, lesson.title, lesson.order) == ("brand-new", "新的一课", count + 1)
    assert other_problems(copy) == []
    assert unwritten(copy) == marks(written) > 5


def test_a_chapter_is_named_in_the_course(copy: Path) -> None:
    written = new_chapter(copy, "one-more", "又一章")
    course = load_course(copy)
    assert [course.chapters[-1].slug, course.chapters[-1].title] == ["one-more", "又一章"]
    assert course.chapters[-1].number == "7", "one more than the greatest; the first chapter of all is 0"
    assert other_problems(copy) == []
    assert unwritten(copy) == marks(written[:1]) > 2


def test_a_dataset_is_simulated_at_once(copy: Path) -> None:
    new_dataset(copy, "second-shop", "二店")
    missing = "datasets/second-shop/second_shop_rows.csv.gz: 缺文件 second_shop_rows.csv.gz。补上它。"
    assert other_problems(copy) == [missing]
    made = CliRunner().invoke(app, ["data", "make", "--sample", "--dataset", "second-shop", "--root", str(copy)])
    assert made.exit_code == 0, made.output
    assert other_problems(copy) == []
    held = CliRunner().invoke(
        app, ["data", "check", str(copy / "datasets/second-shop"), "--dataset", "second-shop", "--root", str(copy)]
    )
    assert (held.exit_code, held.output) == (0, "没有发现问题。\n")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda root: new_exercise(root, "E9.9"), "没有 E9.9"),
        (lambda root: new_exercise(root, "E3.4"), "exercises/repeat-rate 已经在了"),
        (lambda root: new_lesson(root, "lifecycle", "repeat-rate", "x"), "03-repeat-rate.md 已经在了"),
        (lambda root: new_lesson(root, "nowhere", "x", "x"), "没有章 nowhere。现有：on-ramp、trends"),
        (lambda root: new_lesson(root, "lifecycle", "A b", "x"), "名字“A b”不合规"),
        (lambda root: new_chapter(root, "trends", "x"), "chapters/trends 已经在了"),
        (lambda root: new_chapter(root, "../x", "x"), "不合规"),
        (lambda root: new_dataset(root, "qinghe", "x"), "datasets/qinghe 已经在了"),
    ],
)
def test_refused_and_nothing_changed(
    copy: Path, snapshot: Callable[[], dict[Path, bytes]], make: Callable[[Path], object], words: str
) -> None:
    before = snapshot()
    with pytest.raises(Refused, match=re.escape(words)):
        make(copy)
    assert snapshot() == before


def test_without_a_reader_or_an_order_it_says_what_to_do(copy: Path) -> None:
    for path in (copy / "datasets").glob("*/tables.py"):
        path.unlink()
    with pytest.raises(Refused, match=r"还没有 tables\.py"):
        new_dataset(copy, "third", "三店")
    toml = copy / "course/course.toml"
    toml.write_text(toml.read_text("utf-8").replace("chapters = [", "parts = ["), "utf-8")
    with pytest.raises(Refused, match="找不到 chapters"):
        new_chapter(copy, "third", "三")


def test_the_command_says_what_it_wrote_and_what_is_next(copy: Path) -> None:
    done = CliRunner().invoke(app, ["new", "chapter", "one-more", "--title", "又一章", "--root", str(copy)])
    assert (done.exit_code, done.output.splitlines()[1:3]) == (
        0,
        ["  chapters/one-more/chapter.toml", "  course/course.toml"],
    )
    again = CliRunner().invoke(app, ["new", "chapter", "one-more", "--title", "又一章", "--root", str(copy)])
    assert (again.exit_code, again.stderr) == (
        2,
        "chapters/one-more 已经在了，什么都没有改。换一个名字，或先移走它。\n",
    )


def test_an_unreadable_plan_is_a_problem_not_a_traceback(copy: Path) -> None:
    (copy / "exercises/PLAN.toml").write_text("x =", "utf-8")
    done = CliRunner().invoke(app, ["new", "exercise", "E1.5", "--root", str(copy)])
    assert done.exit_code == 1 and "TOML 写法有误" in done.output
