"""A chapter's page: its objectives and where each is taught, practised and assessed; lessons, exercises, quiz, cases, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from course.model import Case, Chapter, Course, Exercise, Item
from course.publish.links import (
    Link,
    chapter_place,
    diagnostic_place,
    exercise_link,
    lesson_link,
    quiz_place,
)
from course.publish.pages import Page
from course.publish.references import case_title
from course.publish.templating import fill
from course.publish.usage import Usage


def exercises_of(course: Course, chapter: Chapter) -> list[Exercise]:
    """The chapter's exercises by id."""
    return [exercise for exercise in course.exercises if exercise.chapter == chapter.slug]


def chapter_minutes(course: Course, chapter: Chapter) -> int:
    """Minutes of the chapter's lessons and of every form of its exercises."""
    practice = sum(sum(exercise.minutes.values()) for exercise in exercises_of(course, chapter))
    return sum(lesson.minutes for lesson in chapter.lessons) + practice


def chapter_page(course: Course, chapter: Chapter, usage: Usage, files: Sequence[tuple[str, str]]) -> tuple[Page, str]:
    """The chapter; `files` are names and places of what its lessons give to take along."""
    page = Page(chapter_place(chapter), "chapter", chapter.title, chapter.slug, chapter.slug, index=True)
    root = page.root
    cases = [case for case in course.registers.cases.values() if chapter.slug in case.chapters]
    body = fill(
        "chapter",
        chapter=chapter,
        minutes=chapter_minutes(course, chapter),
        objectives=[_objective(chapter, item, usage, root) for item in chapter.objectives],
        lessons=[(lesson, lesson_link(lesson, root)) for lesson in chapter.lessons],
        exercises=[(exercise, exercise_link(exercise, root)) for exercise in exercises_of(course, chapter)],
        diagnostic=root + diagnostic_place(chapter) if chapter.diagnostic else "",
        quiz=root + quiz_place(chapter),
        refs=" ".join(question.id for question in chapter.questions),
        cases=[_case(case, usage, root) for case in cases],
        files=[Link(root + place, name) for name, place in files],
        misconceptions=f"{root}misconceptions/",
    )
    return page, page.text(body, hide=("toc",))


def _objective(chapter: Chapter, item: Item, usage: Usage, root: str) -> Mapping[str, object]:
    """An objective with its lessons, its exercises, and how many questions its lessons have."""
    uses = usage[item.id]
    taught = {lesson.slug for lesson in uses.lessons}
    return {
        "text": item.text,
        "taught": [lesson_link(lesson, root) for lesson in uses.lessons],
        "practised": [exercise_link(exercise, root) for exercise in uses.exercises],
        "assessed": [
            Link(f"{root}{quiz_place(chapter)}#{q.id}", q.id) for q in chapter.questions if q.lesson in taught
        ],
    }


def _case(case: Case, usage: Usage, root: str) -> tuple[Link, list[Link]]:
    link = Link(f"{root}cases/#{case.id}", case_title(case))
    return link, [lesson_link(lesson, root) for lesson in usage[case.id].lessons]
