"""Authority on what `[[id]]` points to: the page and anchor of a claim, law, metric, term, case, exercise, mistake or
misconception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.law_names import law_title
from course.model import Case, Course, Exercise
from course.publish.templating import say


@dataclass(frozen=True)
class Target:
    """Where a reference leads. `place` is relative to the site's root; `told` is the hover text."""

    id: str
    place: str
    label: str
    told: str


def targets(course: Course) -> dict[str, Target]:
    """Every id that may be referred to."""
    found: dict[str, Target] = {}
    makers = {"claims": _claim, "laws": _law, "metrics": _metric, "glossary": _term}
    for register, make in makers.items():
        for name, entry in getattr(course.registers, register).items():
            found[name] = make(name, entry)
    for case in course.registers.cases.values():
        found[case.id] = Target(case.id, f"cases/#{case.id}", case_title(case), case.facts)
    for item in (item for chapter in course.chapters for item in chapter.misconceptions):
        found[item.id] = Target(item.id, f"misconceptions/#{item.id}", item.text, item.text)
    for exercise in course.exercises:
        found[exercise.id] = _exercise(exercise)
        for mistake in exercise.mistakes:
            found[mistake.id] = Target(mistake.id, f"misconceptions/#{mistake.id}", mistake.title, mistake.message)
    return found


def exercise_place(exercise: Exercise) -> str:
    """The exercise's page, relative to the site's root."""
    return f"exercises/{exercise.slug}/"


def _exercise(exercise: Exercise) -> Target:
    label = f"{exercise.id} {exercise.title}"
    return Target(exercise.id, exercise_place(exercise), label, say("exercise_told", id=exercise.id))


def _claim(name: str, entry: Mapping[str, Any]) -> Target:
    return Target(name, f"claims/#{name}", name, str(entry.get("claim", "")))


def _law(name: str, entry: Mapping[str, Any]) -> Target:
    return Target(name, f"laws/#{name}", law_title(entry), str(entry.get("requires", "")))


def _metric(name: str, entry: Mapping[str, Any]) -> Target:
    return Target(name, f"metrics/#{name}", entry_title(name, entry), str(entry.get("definition", "")))


def _term(name: str, entry: Mapping[str, Any]) -> Target:
    return Target(name, f"glossary/#{name}", entry_title(name, entry), str(entry.get("definition", "")))


def case_title(case: Case) -> str:
    """The case's id and title."""
    return say("case_title", id=case.id, title=case.title)


def entry_title(name: str, entry: Mapping[str, Any]) -> str:
    """The Chinese name of a metric or term; its id when it has none."""
    return str(entry.get("zh") or name)
