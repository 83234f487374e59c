"""Writes what each learner gets back: one self-contained HTML page, everything escaped, nothing loaded, nothing executable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from course.model import Course, Exercise
from course.result import CheckResult, DiffRow, Misconception, Result, TableDiff
from course.words import Words
from grader.classroom.journal import Entry

say = Words("grader")

_environment = Environment(
    loader=PackageLoader("grader.classroom"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_environment.globals["say"] = say


@dataclass(frozen=True)
class _Check:
    sentence: str
    status: str
    points: float
    max_points: float
    message: str
    diff: tuple[DiffRow, ...]
    table: TableDiff | None

    @property
    def shows(self) -> bool:
        """Whether any expected value may be shown."""
        return any(row.want is not None for row in self.diff)


@dataclass(frozen=True)
class _Page:
    title: str
    standing: str
    file: str
    level: int
    notes: tuple[str, ...]
    load: str
    named: Misconception | None
    checks: tuple[_Check, ...]
    hint: str
    reread: tuple[str, ...]


def write_feedback(
    entries: Iterable[Entry], exercises: Mapping[str, Exercise], lessons: Mapping[str, Sequence[str]], folder: Path
) -> int:
    """A page a learner from entries in the order of learners; returns how many. `lessons` are titles by exercise id."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for learner, own in groupby(entries, key=lambda entry: entry.learner):
        text = feedback_page(learner, list(own), exercises, lessons)
        path = folder / feedback_name(learner)
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8", errors="replace")
        part.replace(path)
        count += 1
    return count


def feedback_page(
    learner: str, entries: Sequence[Entry], exercises: Mapping[str, Exercise], lessons: Mapping[str, Sequence[str]]
) -> str:
    """One learner's page."""
    earned = [entry.result.points for entry in entries]
    pages = [_page(entry, exercises[entry.exercise], tuple(lessons.get(entry.exercise, ()))) for entry in entries]
    return _environment.get_template("feedback.html").render(
        learner=learner,
        pages=pages,
        total=f"{sum(points for points in earned if points is not None):g}",
        most=f"{sum(entry.result.max_points for entry in entries):g}",
        open=earned.count(None),
    )


def feedback_name(learner: str) -> str:
    """A file name for anybody: what is plain in the name, and a digest that keeps two alike apart."""
    plain = re.sub(r"[^\w-]+", "_", learner).strip("_")[:60]
    return f"{plain}-{hashlib.sha256(learner.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}.html"


def lessons_of(course: Course, exercises: Iterable[Exercise]) -> dict[str, list[str]]:
    """Titles of the lessons to read again, by exercise id: those of its chapter that share an objective."""
    return {
        exercise.id: [
            lesson.title
            for lesson in course.lessons
            if lesson.chapter == exercise.chapter and set(lesson.objectives) & set(exercise.objectives)
        ]
        for exercise in exercises
    }


def _page(entry: Entry, exercise: Exercise, lessons: tuple[str, ...]) -> _Page:
    result = entry.result
    return _Page(
        title=f"{exercise.id} {exercise.title}",
        standing=_standing(result),
        file=result.submission["name"],
        level=result.isolation_level,
        notes=entry.notes,
        load=result.load.message if result.load and not entry.missing else "",
        named=result.misconception,
        checks=tuple(_check(check, said) for check, said in _said_once(result.checks)),
        hint=_hint(result, exercise),
        reread=() if result.status == "passed" else lessons,
    )


def _said_once(checks: Iterable[CheckResult]) -> Iterable[tuple[CheckResult, bool]]:
    """Each check, and whether its message stood at an earlier one already: a missing function is said once."""
    seen: set[str] = set()
    for check in checks:
        yield check, check.message in seen and not (check.diff or check.table)
        seen.add(check.message)


def _check(check: CheckResult, said: bool) -> _Check:
    message = "" if said else check.message
    return _Check(check.sentence, check.status, check.points, check.max_points, message, check.diff, check.table)


def _standing(result: Result) -> str:
    if result.points is None:
        return say("feedback.ours")
    return say("cli.points", points=result.points, max_points=result.max_points)


def _hint(result: Result, exercise: Exercise) -> str:
    """The hint of the first check that failed, else the first hint; none once all passed."""
    if result.status == "passed" or not exercise.hints:
        return ""
    offered = next((check.hint for check in result.checks if check.status == "failed" and check.hint), 1)
    return exercise.hints[min(offered, len(exercise.hints)) - 1]
