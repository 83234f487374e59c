"""Authority on where a learner stands: which units are done, which objectives mastered, how far ahead or behind the plan.

Everything is read off the progress log; a plan that was dated before only says what was meant for which day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from course.model import Course
from course.plan.dating import PlanDay
from course.plan.units import Unit, lesson_id
from course.progress import Log, Standing

Mastery = Literal["unseen", "taught", "practised", "mastered"]
Pace = Literal["ahead", "on_time", "behind"]

QUIZ_SHARE = 0.8


@dataclass(frozen=True)
class Where:
    """A learner against a plan on one day. Minutes are of whole units: `late` were due before it and are not done,
    `early` are done and were due after it."""

    done: frozenset[str]
    late: tuple[str, ...]
    early: tuple[str, ...]
    late_minutes: int
    early_minutes: int

    @property
    def pace(self) -> Pace:
        """Behind as soon as anything is late; ahead when nothing is and something is early."""
        if self.late:
            return "behind"
        return "ahead" if self.early else "on_time"


def done_units(course: Course, units: Sequence[Unit], log: Log) -> frozenset[str]:
    """Ids of the units done: a lesson read, a form passed, four fifths of a quiz right, anything ticked off by hand, and
    what a diagnostic has shown to be known."""
    state = log.state()
    known = diagnosed(course, log)
    return frozenset(unit.id for unit in units if unit.ref in known or _done(course, unit, state, known))


def quiz_questions(course: Course) -> dict[str, list[tuple[str, str]]]:
    """By chapter, the quiz's questions, each with its lesson. A unit asks those on the lessons it requires."""
    return {
        chapter.slug: [(question.id, lesson_id(chapter.slug, question.lesson)) for question in chapter.questions]
        for chapter in course.chapters
    }


@dataclass(frozen=True)
class Diagnosed:
    """What the questions of a diagnostic on one lesson decide: that lesson and the exercises it leads to, by `refs`."""

    refs: tuple[str, ...]
    questions: tuple[str, ...]


def diagnostics(course: Course) -> list[Diagnosed]:
    """Every lesson that some chapter's diagnostic asks about, in order."""
    asked = [
        (lesson, tuple(question.id for question in chapter.diagnostic if question.lesson == lesson.slug))
        for chapter in course.chapters
        for lesson in chapter.lessons
    ]
    return [
        Diagnosed((lesson_id(lesson.chapter, lesson.slug), *lesson.exercises), questions)
        for lesson, questions in asked
        if questions
    ]


def first_answers(log: Log) -> dict[str, bool]:
    """How each question was answered the first time since its last reset, before any explanation was seen."""
    first: dict[str, bool] = {}
    for event in log.events:
        if event.kind == "reset":
            first.pop(event.ref, None)
        elif event.kind == "quiz":
            first.setdefault(event.ref, event.payload.get("right") is True)
    return first


def diagnosed(course: Course, log: Log) -> frozenset[str]:
    """Refs that need no study: all the questions on them were answered right at once."""
    first = first_answers(log)
    return frozenset(
        ref for part in diagnostics(course) if all(first.get(name) for name in part.questions) for ref in part.refs
    )


def where(units: Sequence[Unit], days: Sequence[PlanDay], done: frozenset[str], today: dt.date) -> Where:
    """Hold what is done against what was planned. Missed days weigh nothing: only units not done do."""
    last_day = {sitting.unit: day.day for day in days for sitting in day.sittings}
    minutes = {unit.id: unit.minutes for unit in units}
    late = tuple(unit.id for unit in units if unit.id not in done and last_day.get(unit.id, today) < today)
    early = tuple(unit.id for unit in units if unit.id in done and last_day.get(unit.id, dt.date.min) > today)
    return Where(done, late, early, sum(minutes[name] for name in late), sum(minutes[name] for name in early))


def mastery(course: Course, units: Sequence[Unit], log: Log) -> dict[str, Mastery]:
    """Every objective of the plan's units: `mastered` when its exercises are passed, its chapter's quiz is done and no
    mistake of theirs came back after being corrected."""
    done, state = done_units(course, units, log), log.state()
    found: dict[str, Mastery] = {}
    for objective in dict.fromkeys(name for unit in units for name in unit.objectives):
        own = [unit for unit in units if objective in unit.objectives]
        found[objective] = _mastery(own, units, done, _relapsed(own, log) if state else False)
    return found


def _done(course: Course, unit: Unit, state: dict[str, Standing], known: frozenset[str]) -> bool:
    standing = state.get(unit.ref, Standing())
    if state.get(unit.id, Standing()).ticked:
        return True
    if unit.kind == "lesson":
        return standing.read
    if unit.kind == "exercise":
        return unit.form in standing.forms
    if unit.kind == "quiz":
        asked = [name for name, lesson in quiz_questions(course)[unit.chapter] if lesson in {*unit.requires} - known]
        return sum(state.get(name, Standing()).passed for name in asked) >= QUIZ_SHARE * len(asked)
    return False


def _mastery(own: Sequence[Unit], units: Sequence[Unit], done: frozenset[str], relapsed: bool) -> Mastery:
    exercises = [unit for unit in own if unit.kind == "exercise"]
    quizzes = [unit for unit in units if unit.kind == "quiz" and unit.chapter in {part.chapter for part in own}]
    if exercises and all(unit.id in done for unit in exercises):
        proven = all(unit.id in done for unit in quizzes) and not relapsed
        return "mastered" if proven else "practised"
    return "taught" if any(unit.id in done for unit in own if unit.kind == "lesson") else "unseen"


def _relapsed(own: Sequence[Unit], log: Log) -> bool:
    """Whether one mistake was made in an exercise again after it had been passed."""
    refs, passed, relapsed = {unit.ref for unit in own if unit.kind == "exercise"}, set(), set()
    for event in log.events:
        if event.kind != "check" or event.ref not in refs:
            continue
        if event.payload.get("status") == "passed":
            passed.add(event.ref)
            relapsed.discard(event.ref)
        elif event.payload.get("mistake") and event.ref in passed:
            relapsed.add(event.ref)
    return bool(relapsed)
