"""Rules of the study plan's settings: what they name is there, chapters and sections wait for each other in no circle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from course.load.lint.plan import planned_ids
from course.load.problem import Report
from course.load.source import line_in
from course.model import Course


def check_presets(course: Course, report: Report) -> None:
    """Note names in `[presets]` of `course.toml` that nobody knows, and circles."""
    note = _Note(course, report)
    presets = course.presets
    chapters = {chapter.slug for chapter in course.chapters}
    sections = {section.number for section in presets.sections}
    for slug, before in presets.requires.items():
        note.unknown(("requires", slug), "requires", (slug, *before), chapters)
    for at, section in enumerate(presets.sections):
        note.unknown(("sections", at, "chapters"), "chapters", section.chapters, chapters)
        note.unknown(("sections", at, "after"), "after", section.after, sections)
    planned = {exercise.id for exercise in course.exercises} | planned_ids(course.root)
    for track in presets.tracks:
        place = ("tracks", track.slug)
        note.unknown((*place, "role"), "role", (track.role,), {role.slug for role in course.roles})
        note.unknown((*place, "exercises"), "exercises", track.exercises, planned)
        note.unknown((*place, "capstone"), "sections", track.sections, sections)
        note.unknown((*place, "lessons"), "lessons", track.lessons, {lesson.slug for lesson in course.lessons})
    for pace in presets.paces:
        tracks = {track.slug for track in presets.tracks}
        note.unknown(("paces", pace.slug, "track"), "track", filter(None, [pace.track]), tracks)
    note.circle(("requires",), presets.requires)
    note.circle(("sections", 0), {section.number: section.after for section in presets.sections})


class _Note:
    """Notes problems at their lines in `course.toml`."""

    def __init__(self, course: Course, report: Report) -> None:
        self._path, self._report = course.root / "course" / "course.toml", report

    def unknown(self, place: tuple[str | int, ...], key: str, names: Iterable[Any], known: Iterable[Any]) -> None:
        for name in set(names) - set(known):
            self._add("lint.unknown", place, key=key, id=name)

    def circle(self, place: tuple[str | int, ...], waits: Mapping[Any, Iterable[Any]]) -> None:
        try:
            TopologicalSorter(waits).prepare()
        except CycleError as fault:
            self._add("lint.cycle", place, circle=" → ".join(map(str, reversed(fault.args[1]))))

    def _add(self, fault: str, place: tuple[str | int, ...], **values: object) -> None:
        self._report.add(fault, self._path, line_in(self._path, "presets", *place), **values)
