"""Reads one chapter folder: `chapter.toml`, the lessons' front matter, `quiz.yml` and `diagnostic.yml`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast, get_args

from course.load.lesson import REFERENCE, Block, Code, Directive, scan_lesson
from course.load.problem import Report
from course.load.record import Record
from course.load.source import read_toml, read_yaml
from course.model import Chapter, Choice, FormName, Item, Lesson, Question, QuestionKind

LESSON_FILE = re.compile(r"^(\d\d)-([a-z0-9-]+)\.md$")


def read_chapter(folder: Path, report: Report) -> Chapter | None:
    """Read a chapter folder, noting every problem; None when its `chapter.toml` cannot be read."""
    source = read_toml(folder / "chapter.toml", report)
    lessons = tuple(filter(None, (_lesson(path, folder.name, report) for path in lesson_files(folder))))
    questions, diagnostic = (_questions(folder / name, report) for name in ("quiz.yml", "diagnostic.yml"))
    if source is None:
        return None
    record = Record(source, report)
    record.schema_version()
    chapter = Chapter(
        slug=folder.name,
        folder=folder,
        title=record.text("title"),
        en=record.text("en"),
        summary=record.text("summary"),
        objectives=_items(record, "objectives"),
        misconceptions=_items(record, "misconceptions"),
        lessons=lessons,
        questions=questions,
        sources=record.texts("sources", ()),
        diagnostic=diagnostic,
    )
    record.done()
    return chapter


def lesson_files(folder: Path) -> list[Path]:
    """The lessons of a chapter folder in order."""
    return sorted(path for path in folder.glob("*.md") if LESSON_FILE.match(path.name))


def _items(record: Record, key: str) -> tuple[Item, ...]:
    items = []
    for child in record.children(key):
        items.append(Item(child.text("id"), child.text("text"), child.text("verb", "")))
        child.done()
    return tuple(items)


def _lesson(path: Path, chapter: str, report: Report) -> Lesson | None:
    front, blocks = scan_lesson(path, report)
    named = LESSON_FILE.match(path.name)
    if front is None or named is None:
        return None
    record = Record(front, report)
    record.child("kernelspec")
    lesson = Lesson(
        slug=named[2],
        chapter=chapter,
        path=path,
        title=record.text("title"),
        minutes=record.whole("minutes"),
        objectives=record.texts("objectives"),
        goals=record.texts("goals", ()),
        sources=record.texts("sources"),
        tables=record.texts("tables"),
        order=int(named[1]),
        prepares=tuple(form for form in get_args(FormName) if form in _prepared(record)),
        exercises=_named(blocks, "practice"),
        cites=_cited(blocks),
    )
    record.done("jupytext")
    return lesson


def _prepared(record: Record) -> tuple[str, ...]:
    """The forms a lesson names under `prepares`; anything else there is a problem."""
    named, forms = record.texts("prepares", ()), get_args(FormName)
    for at, form in enumerate(named):
        if form not in forms:
            record.problem("load.key_choice", "prepares", at, key="prepares", got=form, allowed=" ".join(forms))
    return named


def _named(blocks: list[Block], directive: str) -> tuple[str, ...]:
    """The ids in the arguments of a directive, each once."""
    found = (block for block in blocks if isinstance(block, Directive) and block.name == directive)
    return tuple(dict.fromkeys(name for block in found for name in block.argument.split()))


def _cited(blocks: list[Block]) -> tuple[str, ...]:
    texts = (
        block.body if isinstance(block, Directive) else block.text for block in blocks if not isinstance(block, Code)
    )
    referred = (name for text in texts for name in REFERENCE.findall(text))
    return tuple(dict.fromkeys((*_named(blocks, "define"), *referred)))


def _questions(path: Path, report: Report) -> tuple[Question, ...]:
    source = read_yaml(path, report) if path.exists() else None  # a chapter may start without; the lint asks for it
    if source is None:
        return ()
    record = Record(source, report)
    record.schema_version()
    questions = tuple(_question(child) for child in record.children("questions"))
    record.done()
    return questions


def _question(record: Record) -> Question:
    kind = record.choice("kind", get_args(QuestionKind))
    numeric = kind == "numeric"
    question = Question(
        id=record.text("id"),
        lesson=record.text("lesson"),
        kind=cast(QuestionKind, kind),
        ask=record.text("ask"),
        explain=record.text("explain"),
        choices=() if numeric else tuple(_choice(child) for child in record.children("choices")),
        answer=record.number("answer") if numeric else None,
        tol=record.number("tol") if numeric else 0.0,
        unit=record.text("unit", "") if numeric else "",
        chart=record.text("chart") if kind == "fault" else "",
    )
    record.done()
    return question


def _choice(record: Record) -> Choice:
    choice = Choice(
        record.text("text"), record.flag("right", False), record.text("mistake", ""), record.text("why", "")
    )
    record.done()
    return choice
