"""Records of a chapter: its lessons, questions and the ids it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course.model.exercise import FormName

QuestionKind = Literal["single", "multiple", "numeric", "ordering", "fault"]


@dataclass(frozen=True)
class Lesson:
    """A lesson's file and front matter; its body stays in the file.

    `goals` say in words what the reader can do afterwards: an objective of the chapter may take several lessons.
    `exercises` are the ids its `practice` block links to, `cites` all ids it defines or refers to. `prepares` are the
    forms to read it before: a plan has it only when it has one of them; without any it is for everyone.
    """

    slug: str
    chapter: str
    path: Path
    title: str
    minutes: int
    objectives: tuple[str, ...]
    sources: tuple[str, ...]
    tables: tuple[str, ...]
    order: int
    goals: tuple[str, ...] = ()
    prepares: tuple[FormName, ...] = ()
    exercises: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One choice of a question; `mistake` is the id of the misconception a wrong choice stands for."""

    text: str
    right: bool = False
    mistake: str = ""
    why: str = ""


@dataclass(frozen=True)
class Question:
    """A quiz question. Choices of an `ordering` question stand in the right order.

    A `fault` question asks what is wrong with a chart; `chart` is the label of that cell in the question's lesson.
    """

    id: str
    lesson: str
    kind: QuestionKind
    ask: str
    explain: str
    choices: tuple[Choice, ...] = ()
    answer: float | None = None
    tol: float = 0.0
    unit: str = ""
    chart: str = ""


@dataclass(frozen=True)
class Item:
    """An entry with an id and a text: an objective or a misconception of a chapter."""

    id: str
    text: str
    verb: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter folder. Exercises name their chapter; a chapter never lists them.

    `diagnostic` are the questions that tell beforehand which of its lessons a reader need not take.
    """

    slug: str
    folder: Path
    title: str
    en: str
    summary: str
    objectives: tuple[Item, ...]
    misconceptions: tuple[Item, ...]
    lessons: tuple[Lesson, ...]
    questions: tuple[Question, ...]
    sources: tuple[str, ...] = ()
    diagnostic: tuple[Question, ...] = ()

    @property
    def number(self) -> str:
        """The number its ids bear: 3 where objectives are called L3.1, 0 for what comes before the first chapter."""
        first = self.objectives[0].id if self.objectives else ""
        return first.partition(".")[0].lstrip("L")
