"""Rules between records: ids are unique and known, chapters match folders, prerequisites have no cycle."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from course.load.lint.ids import misconception_ids, reference_ids, references
from course.load.lint.plan import planned_ids
from course.load.problem import Report
from course.load.registers import REGISTERS
from course.load.source import front_line, line_in
from course.load.whole import folders
from course.model import Chapter, Course, Exercise


def check_references(course: Course, report: Report) -> None:
    """Note ids that are used twice or that nobody knows, and cycles of `requires`."""
    _chapter_order(course, report)
    _unique(course, report)
    objectives = {item.id for chapter in course.chapters for item in chapter.objectives}
    for exercise in course.exercises:
        _exercise(exercise, course, objectives, report)
    for lesson in course.lessons:
        _known(lesson.path, "objectives", lesson.objectives, objectives, report)
        tables = {name for dataset in course.datasets.values() for name in dataset.tables}
        _known(lesson.path, "tables", lesson.tables, tables, report)
    _cases(course, report)
    _contradictions(course, report)
    _cycle(course, report)


def _cases(course: Course, report: Report) -> None:
    path = course.root / "course" / "cases.yml"
    for at, case in enumerate(course.registers.cases.values()):
        for key, known in (
            ("claims", course.registers.claims),
            ("chapters", {chapter.slug for chapter in course.chapters}),
        ):
            for name in set(getattr(case, key)) - set(known):
                report.add("lint.unknown", path, line_in(path, "cases", at, key), key=key, id=name)
        for key in ("facts", "missing", "analysis"):
            for _, name in references(getattr(case, key)):
                if name not in reference_ids(course):
                    report.add("lint.reference", path, line_in(path, "cases", at, key), id=name)


def _contradictions(course: Course, report: Report) -> None:
    path = course.root / "course" / "contradictions.yml"
    for at, group in enumerate(course.registers.contradictions.values()):
        for name in sorted(set(group.claims) - set(course.registers.claims)):
            report.add("lint.unknown", path, line_in(path, "contradictions", at, "claims"), key="claims", id=name)


def _chapter_order(course: Course, report: Report) -> None:
    path = course.root / "course" / "course.toml"
    there = {folder.name for folder in folders(course.root / "chapters")}
    named = _named_chapters(course)
    for slug in named:
        if slug not in there:
            report.add("lint.chapter_no_folder", path, line_in(path, "chapters"), slug=slug)
        if named.count(slug) > 1:
            report.add("lint.twice", path, line_in(path, "chapters"), id=slug, first="chapters")
    for slug in sorted(there - set(named)):
        report.add("lint.chapter_not_named", course.root / "chapters" / slug, slug=slug)


def _named_chapters(course: Course) -> tuple[str, ...]:
    """The order as written: a chapter that could not be read is no member of `course.chapters`."""
    import tomllib

    text = (course.root / "course" / "course.toml").read_text(encoding="utf-8")
    return tuple(slug for slug in tomllib.loads(text).get("chapters", ()) if isinstance(slug, str))


def _unique(course: Course, report: Report) -> None:
    _twice(((e.id, e.folder / "exercise.toml", "id") for e in course.exercises), report)
    _twice(((lesson.slug, lesson.path, "") for lesson in course.lessons), report)
    for key in ("objectives", "misconceptions"):
        _twice(
            (
                (item.id, chapter.folder / "chapter.toml", key)
                for chapter in course.chapters
                for item in getattr(chapter, key)
            ),
            report,
        )
    _twice(
        (
            (question.id, chapter.folder / "quiz.yml", "questions")
            for chapter in course.chapters
            for question in chapter.questions
        ),
        report,
    )
    _twice(
        (
            (name, course.root / "course" / f"{register}.yml", "")
            for register in (*REGISTERS, "cases")
            for name in getattr(course.registers, register)
        ),
        report,
    )  # `[[id]]` must mean one thing
    for chapter in course.chapters:
        _lesson_numbers(chapter, report)


def _twice(found: Iterable[tuple[str, Path, str]], report: Report) -> None:
    """Note each id that stands a second time, at its second place."""
    seen: dict[str, Path] = {}
    for name, path, key in found:
        if name in seen:
            first = seen[name].relative_to(report.root) if report.root else seen[name]
            report.add("lint.twice", path, line_in(path, key) if key else None, id=name, first=first)
        elif name:
            seen[name] = path


def _lesson_numbers(chapter: Chapter, report: Report) -> None:
    for number, lesson in enumerate(chapter.lessons, 1):
        if lesson.order != number:
            report.add("lint.lesson_number", lesson.path, got=f"{lesson.order:02d}", want=f"{number:02d}")


def _exercise(exercise: Exercise, course: Course, objectives: set[str], report: Report) -> None:
    path = exercise.folder / "exercise.toml"
    planned = {e.id for e in course.exercises} | planned_ids(course.root)
    _known(path, "chapter", (exercise.chapter,), {chapter.slug for chapter in course.chapters}, report)
    _known(path, "objectives", exercise.objectives, objectives, report)
    _known(path, "requires", exercise.requires, planned, report)
    if exercise.dataset:
        _known(path, "dataset", (exercise.dataset,), course.datasets, report)
    if exercise.dataset in course.datasets or exercise.dataset_folder is None:
        tables = course.datasets[exercise.dataset].tables if exercise.dataset in course.datasets else ()
        _known(path, "tables", exercise.tables, tables, report)
    known = misconception_ids(course)
    for mistake in exercise.mistakes:
        if mistake.misconception and mistake.misconception not in known:
            report.add("lint.unknown", mistake.path, 1, key="misconception", id=mistake.misconception)


def _known(path: Path, key: str, names: Iterable[str], known: Iterable[str], report: Report) -> None:
    for name in names:
        if name and name not in known:
            line = line_in(path, key) if path.suffix == ".toml" else front_line(path, key)
            report.add("lint.unknown", path, line, key=key, id=name)


def _cycle(course: Course, report: Report) -> None:
    try:
        TopologicalSorter({e.id: e.requires for e in course.exercises}).prepare()
    except CycleError as fault:
        circle: list[str] = fault.args[1]
        path = course.exercise(circle[0]).folder / "exercise.toml"
        report.add("lint.cycle", path, line_in(path, "requires"), circle=" → ".join(reversed(circle)))
