"""Which ids a text may refer to, and the rule that references are known."""

from __future__ import annotations

from collections.abc import Iterator

from course.load.lesson import REFERENCE
from course.model import Course


def reference_ids(course: Course) -> frozenset[str]:
    """Every id that `[[…]]` may name: claims, laws, metrics, glossary terms, cases, exercises, mistakes,
    misconceptions."""
    registers = course.registers
    return frozenset(
        (
            *registers.claims,
            *registers.laws,
            *registers.metrics,
            *registers.glossary,
            *registers.cases,
            *(exercise.id for exercise in course.exercises),
            *mistake_ids(course),
            *misconception_ids(course),
        )
    )


def mistake_ids(course: Course) -> frozenset[str]:
    """Ids of all known mistakes, like `E3.4:same_day`."""
    return frozenset(mistake.id for exercise in course.exercises for mistake in exercise.mistakes)


def misconception_ids(course: Course) -> frozenset[str]:
    """Ids of all chapters' misconceptions, like `M3.5`."""
    return frozenset(item.id for chapter in course.chapters for item in chapter.misconceptions)


def references(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Line and id of each `[[…]]` in a text whose code has been blanked."""
    for found in REFERENCE.finditer(text):
        yield first_line + text.count("\n", 0, found.start()), found[1].strip()
