"""A course without a fault loads whole and raises no problem."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import course
from course.load import CourseProblems, exercise_files, find_root, folder_version, load_course, load_exercise
from course.load.lint import check


def test_no_problem(root: Path) -> None:
    assert check(root) == []


def test_the_course_as_a_whole(root: Path) -> None:
    whole = load_course(root)
    assert [chapter.slug for chapter in whole.chapters] == ["basics"]
    assert [exercise.id for exercise in whole.exercises] == ["E1.1"]
    assert whole.roles[0].forms == ("predict", "calc")
    assert whole.datasets["shop"].tables["orders"].column("paid_fen").unit == "分"
    assert set(whole.registers.laws) == {"LAW-PIPL-13"}
    lesson = whole.lessons[0]
    assert (lesson.slug, lesson.order, lesson.minutes, lesson.tables) == ("counting", 1, 15, ("orders",))
    kinds = {question.id: question.kind for question in whole.chapters[0].questions}
    assert kinds == {"Q1.1": "single", "Q1.2": "multiple", "Q1.3": "ordering", "Q1.4": "numeric", "Q1.5": "fault"}
    assert whole.chapters[0].questions[3].answer == 1.5
    assert whole.chapters[0].questions[4].chart == "chart"
    assert whole.registers.cases["K1"].claims == ("C001",)
    assert whole.registers.contradictions["X1"].claims == ("C001",)


def test_the_exercise(root: Path) -> None:
    exercise = load_exercise(root / "exercises" / "order-count", root)
    assert exercise.functions[0].parameters == ("orders", "least")
    assert exercise.forms.names == ("predict", "calc", "fix", "write")
    mistake = exercise.mistake("one_more")
    assert mistake.id == "E1.1:one_more"
    assert mistake.fails == ("test_hand",)
    assert mistake.misconception == "M1.1"
    assert mistake.message == "把 orders 的行数改动了，所以不对。数一遍就知道。"


def test_lines_of_a_message_join_with_a_space_only_in_latin_text(root: Path, edit: object) -> None:
    path = root / "exercises" / "order-count" / "wrong" / "one_more.py"
    path.write_text('"""标题\n\n先看\nlen of\nthis。\n\n再看\n那。\n\nfails: a, b\n"""\n', encoding="utf-8")
    exercise = load_exercise(root / "exercises" / "order-count")
    assert exercise.mistake("one_more").message == "先看len of this。\n\n再看那。"
    assert exercise.mistake("one_more").fails == ("a", "b")


def test_version_follows_content_and_names_but_not_strays(root: Path) -> None:
    folder = root / "exercises" / "order-count"
    before = folder_version(folder)
    assert len(before) == 16
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    assert folder_version(folder) == before
    assert folder / "notes.txt" not in exercise_files(folder)
    (folder / "wrong" / "one_more.py").rename(folder / "wrong" / "one_extra.py")
    assert folder_version(folder) != before


def test_root_from_argument_environment_and_above(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIYU_ROOT", raising=False)
    assert find_root(root) == root
    monkeypatch.chdir(root / "exercises" / "order-count")
    assert find_root() == root
    monkeypatch.setenv("SIYU_ROOT", str(root / "course"))
    with pytest.raises(CourseProblems, match=r"没有 course/course\.toml"):
        find_root()


def test_an_exercise_outside_a_course(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("apart") / "order-count"
    (root / "exercises" / "order-count").rename(folder)
    assert load_exercise(folder).slug == "order-count"


def test_loading_an_exercise_stays_cheap(root: Path) -> None:
    """The grader starts with this: no data frame library, no schema library."""
    code = (
        "import sys; from pathlib import Path; from course.load import load_exercise\n"
        f"load_exercise(Path({str(root / 'exercises' / 'order-count')!r}))\n"
        "print(sorted({'pandas', 'numpy', 'pandera', 'narwhals', 'typer', 'course.data'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (run.stdout.strip(), run.stderr) == ("[]", "")


IMPORT_EACH_ALONE = """
import os, sys
for module in sys.argv[1:]:
    child = os.fork()
    if not child:
        __import__(module)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{module} does not import alone")
"""


def test_each_module_imports_alone() -> None:
    home = Path(course.__file__).parent
    files = [home / "cli.py", home / "progress.py", *sorted((home / "load").rglob("*.py"))]
    modules = [
        ".".join(path.relative_to(home.parent).with_suffix("").parts).removesuffix(".__init__") for path in files
    ]
    assert "course.load.lint.numbers" in modules
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_EACH_ALONE, *modules], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")
