"""Authority on where an id is used: the lessons, exercises and questions that name it, so that every link has its way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from course.load.lesson import Block, Code, Prose, parse_blocks, scan_lesson
from course.load.lint.ids import references
from course.load.lint.numbers import without_code
from course.load.problem import Report
from course.model import Chapter, Course, Exercise, Lesson, Question

_NAMING = ("mistake", "claim", "define", "practice", "case")


@dataclass(frozen=True)
class Uses:
    """Who uses an id, each in course order and once."""

    lessons: tuple[Lesson, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    questions: tuple[Question, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lessons or self.exercises or self.questions)


@dataclass
class _Found:
    lessons: dict[str, Lesson] = field(default_factory=dict)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)


class Usage(Mapping[str, Uses]):
    """The uses of every id of a course: registers' ids, exercises, mistakes, misconceptions, objectives, tables.

    `usage[name]` of an id that nobody uses is empty. `lesson_ids` and `exercise_ids` are the other way round.
    """

    def __init__(self, course: Course) -> None:
        self._found: dict[str, _Found] = {}
        self.lesson_ids: dict[str, tuple[str, ...]] = {}
        self.exercise_ids: dict[str, tuple[str, ...]] = {}
        for lesson in course.lessons:
            self.lesson_ids[lesson.slug] = tuple(dict.fromkeys(lesson_names(lesson)))
            for name in self.lesson_ids[lesson.slug]:
                self._of(name).lessons[lesson.slug] = lesson
        for exercise in course.exercises:
            self.exercise_ids[exercise.id] = tuple(dict.fromkeys(exercise_names(course, exercise)))
            for name in self.exercise_ids[exercise.id]:
                self._of(name).exercises[exercise.id] = exercise
        for question in (question for chapter in course.chapters for question in chapter.questions):
            for name in question_names(question):
                self._of(name).questions[question.id] = question

    def _of(self, name: str) -> _Found:
        return self._found.setdefault(name, _Found())

    def __getitem__(self, name: str) -> Uses:
        found = self._found.get(name, _Found())
        return Uses(tuple(found.lessons.values()), tuple(found.exercises.values()), tuple(found.questions.values()))

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def lesson_names(lesson: Lesson) -> Iterator[str]:
    """Every id a lesson names: objectives, tables, what its blocks show, what its text refers to."""
    yield from lesson.objectives
    yield from lesson.tables
    _, blocks = scan_lesson(lesson.path, Report())
    yield from _named(blocks, lesson)


def _named(blocks: Iterable[Block], lesson: Lesson) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Prose):
            yield from (name for _, name in references(without_code(block.text)))
        elif not isinstance(block, Code):
            if block.name in _NAMING:
                yield from block.argument.split()
            yield from _named(parse_blocks(block.body, 1, lesson.path, Report()), lesson)


def exercise_names(course: Course, exercise: Exercise) -> Iterator[str]:
    """Every id an exercise names: objectives, tables, metrics it computes, misconceptions, claims of its sources."""
    yield from exercise.objectives
    yield from exercise.tables
    yield from (mistake.misconception for mistake in exercise.mistakes if mistake.misconception)
    yield from (function.name for function in exercise.functions if function.name in course.registers.metrics)
    readme = exercise.folder / "README.md"
    if readme.is_file():
        yield from (name for _, name in references(without_code(readme.read_text(encoding="utf-8"))))
    for name, claim in course.registers.claims.items():
        if claim.get("outline") in exercise.sources:
            yield name


def question_names(question: Question) -> Iterator[str]:
    """Every id a question names in its text and by its choices."""
    yield from (choice.mistake for choice in question.choices if choice.mistake)
    for text in (question.ask, question.explain, *(choice.why for choice in question.choices)):
        yield from (name for _, name in references(text))


def chapter_of(course: Course, question: Question) -> Chapter:
    """The chapter whose quiz has the question."""
    return next(chapter for chapter in course.chapters if question in chapter.questions)
