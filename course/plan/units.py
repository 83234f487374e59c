"""Authority on what a plan is made of: the course's content as units with minutes and prerequisites, in one order.

A unit is a lesson, one form of an exercise, a chapter's quiz or a section of the capstone. What has no content yet has no
unit. The order depends on the course and the track alone, so the page gets it made at build and only dates it.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from course.model import Chapter, Course, Exercise, FormName, Track

UnitKind = Literal["lesson", "exercise", "quiz", "capstone"]

_FORM_ORDER: tuple[FormName, ...] = ("predict", "calc", "fix", "write", "deep")
_SPLIT: frozenset[UnitKind] = frozenset({"quiz", "capstone"})


@dataclass(frozen=True)
class Unit:
    """One thing to do. `requires` are ids of units before it; `chapter` is empty for the capstone.

    `ref` is what progress events name (docs/page.md). Only a quiz and a capstone section may be spread over days.
    """

    id: str
    kind: UnitKind
    ref: str
    title: str
    minutes: int
    chapter: str = ""
    form: FormName | None = None
    level: int = 0
    objectives: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()

    @property
    def splits(self) -> bool:
        """Whether it may be done in several sittings."""
        return self.kind in _SPLIT


class CycleError(ValueError):
    """Units that wait for each other. `ids` are those in the circle, each requiring the next."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(" → ".join((*ids, ids[0])))
        self.ids = ids


def plan_units(course: Course, track: Track, forms: tuple[FormName, ...] = ()) -> tuple[Unit, ...]:
    """The track's units in the order to do them; `forms` replaces the track's. Raises CycleError.

    Prerequisites first; then chapter by chapter, each exercise right after its last lesson, the quiz last. What another
    unit waits for moves up to it.
    """
    track = replace(track, forms=forms or track_forms(course, track))
    chapters = {chapter.slug: chapter for chapter in course.chapters if chapter.lessons}
    units: list[Unit] = []
    for slug, chapter in chapters.items():
        before = _before_chapter(course, track, slug)
        units += _lessons(chapter, track, before)
        units += _exercises(course, chapter, track)
        units += _quiz(course, chapter, track)
    units += _capstone(course, track, chapters)
    return _ordered(_known_only(units), _places(course, units))


def track_forms(course: Course, track: Track) -> tuple[FormName, ...]:
    """The forms a track asks for: its own, else its role's."""
    return track.forms or next((role.forms for role in course.roles if role.slug == track.role), ())


def lesson_id(chapter: str, slug: str) -> str:
    """The id of a lesson's unit, which is also its ref in the progress log."""
    return f"{chapter}/{slug}"


def quiz_id(chapter: str) -> str:
    """The id of a chapter's quiz."""
    return f"{chapter}#quiz"


def section_id(number: int) -> str:
    """The id of a section of the capstone."""
    return f"capstone/{number}"


def _taught(chapter: Chapter, track: Track) -> list[str]:
    """Slugs of the chapter's lessons that the track takes: its own, and those that prepare for its forms or for none."""
    return [
        lesson.slug
        for lesson in chapter.lessons
        if (not track.lessons or lesson.slug in track.lessons)
        and (not lesson.prepares or set(lesson.prepares) & set(track.forms))
    ]


def _preparing(course: Course, track: Track, form: FormName) -> tuple[str, ...]:
    """Ids of the track's lessons that prepare for a form, wherever they stand."""
    prepares = {lesson.slug for lesson in course.lessons if form in lesson.prepares}
    return tuple(lesson_id(c.slug, slug) for c in course.chapters for slug in _taught(c, track) if slug in prepares)


def _before_chapter(course: Course, track: Track, slug: str) -> tuple[str, ...]:
    """The lessons of the chapters that this one stands on."""
    required = (c for c in course.chapters if c.slug in course.presets.requires.get(slug, ()))
    return tuple(lesson_id(c.slug, name) for c in required for name in _taught(c, track))


def _lessons(chapter: Chapter, track: Track, before: tuple[str, ...]) -> list[Unit]:
    units: list[Unit] = []
    for lesson in chapter.lessons:
        if lesson.slug not in _taught(chapter, track):
            continue
        name = lesson_id(chapter.slug, lesson.slug)
        requires = (units[-1].id,) if units else before
        units.append(
            Unit(name, "lesson", name, lesson.title, lesson.minutes, chapter.slug, None, 0, lesson.objectives, requires)
        )
    return units


def _exercises(course: Course, chapter: Chapter, track: Track) -> list[Unit]:
    own = [e for e in course.exercises if e.chapter == chapter.slug and e.id in track.exercises]
    return [unit for exercise in own for unit in _forms(course, chapter, exercise, track)]


def _forms(course: Course, chapter: Chapter, exercise: Exercise, track: Track) -> list[Unit]:
    """One unit a form, each after the one before it and what prepares for it, all after the lessons that practise it."""
    lessons = [lesson_id(chapter.slug, slug) for slug in practising(chapter, exercise.id, _taught(chapter, track))]
    needed = [e for e in course.exercises if e.id in exercise.requires]
    before = [*lessons, *(last for e in needed if (last := _last_form(e, track.forms)))]
    units: list[Unit] = []
    for form in _own_forms(exercise, track.forms):
        waits = (units[-1].id,) if units else tuple(before)
        units.append(
            Unit(
                id=f"{exercise.id}/{form}",
                kind="exercise",
                ref=exercise.id,
                title=exercise.title,
                minutes=exercise.minutes.get(form, 0),
                chapter=chapter.slug,
                form=form,
                level=exercise.level,
                objectives=exercise.objectives,
                requires=tuple(dict.fromkeys((*waits, *_preparing(course, track, form)))),
            )
        )
    return units


def practising(chapter: Chapter, exercise: str, taught: list[str]) -> list[str]:
    """Slugs of the lessons an exercise follows: those that link to it, else the chapter's last one."""
    linking = [lesson.slug for lesson in chapter.lessons if lesson.slug in taught and exercise in lesson.exercises]
    return linking or taught[-1:]


def _own_forms(exercise: Exercise, forms: tuple[FormName, ...]) -> list[FormName]:
    return [form for form in _FORM_ORDER if form in forms and form in exercise.forms.names]


def _last_form(exercise: Exercise, forms: tuple[FormName, ...]) -> str | None:
    own = _own_forms(exercise, forms)
    return f"{exercise.id}/{own[-1]}" if own else None


def _quiz(course: Course, chapter: Chapter, track: Track) -> list[Unit]:
    """The chapter's questions on the lessons the track takes, after all of them."""
    taught = _taught(chapter, track)
    asked = [question for question in chapter.questions if question.lesson in taught]
    if not asked:
        return []
    name = quiz_id(chapter.slug)
    minutes = len(asked) * course.presets.question_minutes
    requires = tuple(lesson_id(chapter.slug, slug) for slug in taught)
    return [Unit(name, "quiz", name, chapter.title, minutes, chapter.slug, requires=requires)]


def _capstone(course: Course, track: Track, chapters: dict[str, Chapter]) -> list[Unit]:
    """The sections whose chapters all have lessons, then what the role adds to all of them."""
    ready = [
        section
        for section in course.presets.sections
        if section.number in track.sections and all(slug in chapters for slug in section.chapters)
    ]
    units = []
    for section in ready:
        lessons = [lesson_id(slug, name) for slug in section.chapters for name in _taught(chapters[slug], track)]
        quizzes = [quiz_id(slug) for slug in section.chapters if chapters[slug].questions]
        requires = (*lessons, *quizzes, *(section_id(number) for number in section.after))
        name = section_id(section.number)
        units.append(Unit(name, "capstone", name, section.title, section.minutes, requires=requires))
    if track.extra and len(ready) == len(track.sections):
        every = tuple(unit.id for unit in units)
        units.append(
            Unit("capstone/extra", "capstone", "capstone/extra", track.extra, track.extra_minutes, requires=every)
        )
    return units


def _known_only(units: list[Unit]) -> list[Unit]:
    """The units, requiring only what is in the plan: an exercise that is not written yet, or not asked for, holds nobody up."""
    known = {unit.id for unit in units}
    return [replace(unit, requires=tuple(name for name in unit.requires if name in known)) for unit in units]


_Place = tuple[int, int, int, str, int]


def _places(course: Course, units: Iterable[Unit]) -> dict[str, _Place]:
    """Where each unit would stand if nothing but its own chapter mattered: chapter, lesson, kind, exercise, form."""
    order = {chapter.slug: at for at, chapter in enumerate(course.chapters)}
    at_lesson = {lesson_id(lesson.chapter, lesson.slug): lesson.order for lesson in course.lessons}
    sections = {section_id(section.number): section for section in course.presets.sections}
    places: dict[str, _Place] = {}
    for unit in units:
        if unit.kind == "lesson":
            places[unit.id] = (order[unit.chapter], at_lesson[unit.id], 0, "", 0)
        elif unit.kind == "exercise":
            own = [name for name in unit.requires if name.partition("/")[0] in (unit.chapter, unit.ref)]
            number = max((places[name][1] for name in own if name in places), default=0)
            form = _FORM_ORDER.index(unit.form) if unit.form else 0
            places[unit.id] = (order[unit.chapter], number, 1, _numeric(unit.ref), form)
        elif unit.kind == "quiz":
            places[unit.id] = (order[unit.chapter], len(at_lesson) + 1, 2, "", 0)
        else:
            section = sections.get(unit.id)
            last_chapter = max((order[slug] for slug in section.chapters), default=0) if section else len(order)
            places[unit.id] = (last_chapter, len(at_lesson) + 2, 3, "", section.number if section else 99)
    return places


def _numeric(exercise: str) -> str:
    """E3.10 after E3.9."""
    return ".".join(part.rjust(3, "0") for part in exercise.lstrip("E").split("."))


def _ordered(units: list[Unit], places: dict[str, _Place]) -> tuple[Unit, ...]:
    """Topological order by place; a unit moves up to the first that waits for it."""
    by_id = {unit.id: unit for unit in units}
    waiting: dict[str, list[str]] = defaultdict(list)
    for unit in units:
        for name in unit.requires:
            waiting[name].append(unit.id)
    wanted = _pulled_up(units, places, waiting)
    open_requires = {unit.id: len(unit.requires) for unit in units}
    ready = [(wanted[name], places[name], name) for name, left in open_requires.items() if not left]
    heapq.heapify(ready)
    ordered: list[Unit] = []
    while ready:
        name = heapq.heappop(ready)[2]
        ordered.append(by_id[name])
        for later in waiting[name]:
            open_requires[later] -= 1
            if not open_requires[later]:
                heapq.heappush(ready, (wanted[later], places[later], later))
    if len(ordered) < len(units):
        raise CycleError(_cycle(by_id, {unit.id for unit in ordered}))
    return tuple(ordered)


def _pulled_up(units: list[Unit], places: dict[str, _Place], waiting: dict[str, list[str]]) -> dict[str, _Place]:
    """The earliest place of a unit and of all that wait for it."""
    wanted = dict(places)
    changed = True
    while changed:
        changed = False
        for unit in reversed(units):
            first = min([wanted[unit.id], *(wanted[name] for name in waiting[unit.id])])
            if first < wanted[unit.id]:
                wanted[unit.id], changed = first, True
    return wanted


def _cycle(by_id: dict[str, Unit], done: set[str]) -> tuple[str, ...]:
    """One circle among the units that never became ready."""
    stuck = sorted(name for name in by_id if name not in done)
    path = [stuck[0]]
    while True:
        step = next(name for name in by_id[path[-1]].requires if name not in done)
        if step in path:
            return tuple(path[path.index(step) :])
        path.append(step)
