"""Rule: `sources` name items of the outline. A course without an outline has nothing to hold them against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from course.load.lint.plan import planned_sources
from course.load.problem import Report
from course.load.source import front_line, line_in
from course.model import Course


def check_sources(course: Course, report: Report) -> None:
    """Note every source that the outline has not."""
    outline = course.registers.outline
    for path, place, names in _all(course) if outline else ():
        for name in names:
            if name and name not in outline:
                line = line_in(path, *place) if path.suffix != ".md" else front_line(path, "sources")
                report.add("lint.unknown", path, line, key=place[-1], id=name)


def _all(course: Course) -> Iterator[tuple[Path, tuple[str | int, ...], Iterable[str]]]:
    """File, place in it and ids of everything that names items of the outline."""
    root, registers = course.root, course.registers
    yield from ((lesson.path, ("sources",), lesson.sources) for lesson in course.lessons)
    yield from ((chapter.folder / "chapter.toml", ("sources",), chapter.sources) for chapter in course.chapters)
    yield from ((exercise.folder / "exercise.toml", ("sources",), exercise.sources) for exercise in course.exercises)
    for at, names in enumerate(planned_sources(root).values()):
        yield root / "exercises" / "PLAN.toml", ("exercises", at, "sources"), names
    for at, case in enumerate(registers.cases.values()):
        yield root / "course" / "cases.yml", ("cases", at, "sources"), case.sources
    for at, claim in enumerate(registers.claims.values()):
        yield root / "course" / "claims.yml", ("claims", at, "outline"), (str(claim.get("outline") or ""),)
