"""The record of the whole course."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from course.model.chapter import Chapter, Lesson
from course.model.dataset import Dataset
from course.model.exercise import Exercise
from course.model.lookup import first
from course.model.plan import Presets, Role
from course.model.registers import Registers


@dataclass(frozen=True)
class Course:
    """The whole course as read from `root`. Chapters stand in course order, exercises by id."""

    root: Path
    title: str
    chapters: tuple[Chapter, ...]
    exercises: tuple[Exercise, ...]
    datasets: dict[str, Dataset]
    roles: tuple[Role, ...]
    registers: Registers
    presets: Presets = field(default_factory=Presets)

    def chapter(self, slug: str) -> Chapter:
        """The chapter of that slug; KeyError when there is none."""
        return first((c for c in self.chapters if c.slug == slug), slug)

    def exercise(self, name: str) -> Exercise:
        """The exercise of that id or slug; KeyError when there is none."""
        return first((e for e in self.exercises if name in (e.id, e.slug)), name)

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons in course order."""
        return tuple(lesson for chapter in self.chapters for lesson in chapter.lessons)
