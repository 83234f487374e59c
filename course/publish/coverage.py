"""Authority on what the course covers of its sources: for each item of the outline, where it is taught, practised, assessed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from course.load.lint.plan import planned_sources
from course.model import Case, Chapter, Course, Exercise, Lesson, OutlineItem, Question

Status = Literal["covered", "planned", "open"]


@dataclass(frozen=True)
class Coverage:
    """One item of the outline: what covers it, and what is planned to. Nothing here is typed by hand."""

    item: OutlineItem
    lessons: tuple[Lesson, ...]
    exercises: tuple[Exercise, ...]
    questions: tuple[Question, ...]
    cases: tuple[Case, ...]
    planned: tuple[str, ...]
    chapters: tuple[Chapter, ...]

    @property
    def status(self) -> Status:
        """Covered when a lesson teaches it or an exercise practises it; planned when a chapter or the plan names it."""
        if self.lessons or self.exercises:
            return "covered"
        return "planned" if self.planned or self.chapters else "open"


@dataclass(frozen=True)
class Total:
    """How many of some items are taught, practised, assessed, in a case, planned only, not placed yet."""

    items: int
    taught: int
    practised: int
    assessed: int
    cases: int
    planned: int
    open: int


def coverage(course: Course) -> tuple[Coverage, ...]:
    """Every item of the outline that is no heading, in the outline's order."""
    outline, written = course.registers.outline, {exercise.id for exercise in course.exercises}
    plan = {name: names for name, names in planned_sources(course.root).items() if name not in written}
    return tuple(_cover(course, item, plan) for item in outline.values() if not _below(outline, item.id))


def covered_place(course: Course, source: str) -> str:
    """Where the page of the coverage shows an item, or the first below a heading; empty when the outline has it not."""
    outline = course.registers.outline
    leaves = [name for name in _below(outline, source) if not _below(outline, name)] or [source]
    return f"coverage/#{leaves[0]}" if source in outline else ""


def _below(outline: Collection[str], name: str) -> list[str]:
    return [other for other in outline if other.startswith(f"{name}.")]


def _cover(course: Course, item: OutlineItem, plan: dict[str, tuple[str, ...]]) -> Coverage:
    lessons = tuple(lesson for lesson in course.lessons if _names(lesson.sources, item))
    taught = {lesson.slug for lesson in lessons}
    return Coverage(
        item,
        lessons,
        tuple(exercise for exercise in course.exercises if _names(exercise.sources, item)),
        tuple(q for chapter in course.chapters for q in chapter.questions if q.lesson in taught),
        tuple(case for case in course.registers.cases.values() if _names(case.sources, item)),
        tuple(name for name, names in plan.items() if _names(names, item)),
        tuple(chapter for chapter in course.chapters if _names(chapter.sources, item)),
    )


def _names(sources: Iterable[str], item: OutlineItem) -> bool:
    """Whether the sources name the item or a heading above it."""
    return any(item.id == source or item.id.startswith(f"{source}.") for source in sources)


def total(rows: Collection[Coverage]) -> Total:
    """The counts of some rows."""
    return Total(
        len(rows),
        sum(bool(row.lessons) for row in rows),
        sum(bool(row.exercises) for row in rows),
        sum(bool(row.questions) for row in rows),
        sum(bool(row.cases) for row in rows),
        sum(row.status == "planned" for row in rows),
        sum(row.status == "open" for row in rows),
    )
