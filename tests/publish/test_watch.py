"""Rebuilding while an author writes: the pages a change touches, the same bytes as a whole build, faults told."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from course.load import load_course
from course.model import Exercise
from course.publish import watch
from course.publish.forms import CalcKey, FormKey, PredictKey
from course.publish.site import build_site
from course.publish.watch import Rebuilder, Told, touched_parts

ROOT = Path(__file__).parents[2]


def form_key(exercise: Exercise) -> FormKey:
    """Values for an exercise's forms; what they are is not these tests' matter."""
    asked = exercise.forms.predict
    predict = tuple(PredictKey(q.id, tuple((choice, choice) for choice in q.choices)) for q in asked)
    calc = exercise.forms.calc
    return FormKey(predict, CalcKey({answer.id: 1.0 for answer in calc.answers}) if calc else None)


@dataclass
class Author:
    """A course that is being written, its site built, and what was told."""

    root: Path
    rebuilder: Rebuilder
    lesson: Path
    exercise: str
    told: list[Told] = field(default_factory=list)

    def edit(self, path: Path, old: str, new: str) -> list[Told]:
        """Replace text in a file, let it be worked off; what was told."""
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        before = len(self.told)
        self.rebuilder.changed([path])
        return self.told[before:]

    def page(self, place: str) -> str:
        return (self.root / "build/site" / place / "index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Author:
    root = tmp_path_factory.mktemp("author")
    ignore = shutil.ignore_patterns("__pycache__", "node_modules", "web")
    for name in ("chapters", "exercises", "datasets", "course"):
        shutil.copytree(ROOT / name, root / name, ignore=ignore)
    shutil.copy(ROOT / "mkdocs.yml", root)
    lesson = prune(root)
    course = load_course(root)
    build_site(course, root / "build", form_key, lambda line: None)
    rebuilder = Rebuilder(course, root / "build", form_key, lambda line: None, lambda told: made.told.append(told))
    made = Author(root, rebuilder, lesson, course.exercises[0].slug)
    return made


def prune(root: Path) -> Path:
    """Leave the course's first lesson, and the exercises that it names: building must be quick. The lesson's file."""
    lesson, *others = load_course(root).lessons
    for other in others:
        other.path.unlink()
    text = lesson.path.read_text("utf-8")
    for exercise in load_course(root).exercises:
        if not re.search(rf"\b{re.escape(exercise.id)}\b", text):
            shutil.rmtree(exercise.folder)
    return lesson.path


def site_bytes(root: Path) -> dict[str, bytes]:
    """The built site by file, without what holds the time of building."""
    site = root / "build/site"
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith("sitemap")}


def test_a_lessons_text_makes_its_page_alone(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    place = f"{author.lesson.parent.name}/{author.lesson.stem[3:]}"
    with monkeypatch.context() as patched:
        patched.setattr(watch, "build_site", refuse)
        working, made = author.edit(author.lesson, "\n## ", "\n新写的一段，搜得到。\n\n## ")
    assert (working.kind, made.kind) == ("working", "made")
    assert made.pages == (f"{place}/",), "not those of the questions on it, which stay as they are"
    assert "新写的一段，搜得到。" in author.page(place)
    partly = site_bytes(author.root)
    build_site(load_course(author.root), author.root / "build", form_key, lambda line: None)
    assert partly == site_bytes(author.root), "the same site as a whole build's, search included"


def test_an_exercise_and_the_quiz_make_their_pages_alone(author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "build_site", refuse)
    told = author.edit(author.root / "exercises" / author.exercise / "README.md", "\n## ", "\n补一句话。\n\n## ")[-1]
    assert told.pages == (f"exercises/{author.exercise}/",)
    assert "补一句话。" in author.page(f"exercises/{author.exercise}")
    quiz = author.lesson.parent / "quiz.yml"
    told = author.edit(quiz, "ask: ", "ask: 请看题，")[-1]
    place = f"{author.lesson.parent.name}/quiz"
    assert f"{place}/" in (told.pages or ()) and "请看题，" in author.page(place)


def test_a_fault_is_told_and_the_page_stays_until_it_is_mended(author: Author) -> None:
    place = f"{author.lesson.parent.name}/{author.lesson.stem[3:]}"
    before = author.page(place)
    fault = author.edit(author.lesson, "\n## ", "\n见 [[nobody-knows]]。\n\n## ")[-1]
    assert fault.kind == "fault" and "不认得的编号 nobody-knows" in fault.to_dict()["problems"][0]
    assert author.page(place) == before
    again = author.edit(author.root / "exercises" / author.exercise / "README.md", "\n## ", "\n又一句。\n\n## ")[-1]
    assert again.kind == "fault", "what was wrong is still wrong"
    mended = author.edit(author.lesson, "\n见 [[nobody-knows]]。\n", "")[-1]
    assert mended.kind == "made" and mended.pages == (f"exercises/{author.exercise}/",), (
        "the lesson's page is right as it is"
    )
    assert author.page(place) == before
    assert "又一句。" in author.page(f"exercises/{author.exercise}")


def test_the_look_is_copied(author: Author, tmp_path: Path) -> None:
    css = tmp_path / "siyu.css"
    css.write_text("/* anew */", "utf-8")
    before = len(author.told)
    author.rebuilder.changed([css])
    assert [one.kind for one in author.told[before:]] == ["working", "made"] and author.told[-1].pages is None
    assert (author.root / "build/site/assets/siyu.css").read_text("utf-8") == "/* anew */"


def test_what_reaches_further_makes_the_whole_site(author: Author) -> None:
    course = load_course(author.root)
    first = course.lessons[0]
    other_title = replace(course.chapters[0], title="别的题目")
    assert touched_parts(course, course, [first.path]) == ([first], [])
    assert touched_parts(course, replace(course, chapters=(other_title, *course.chapters[1:])), [first.path]) is None
    for name in ("course/glossary.yml", "mkdocs.yml", "datasets/x/make.py"):
        assert touched_parts(course, course, [author.root / name, first.path]) is None


def refuse(*_: object) -> None:
    raise AssertionError("the whole site was built")
