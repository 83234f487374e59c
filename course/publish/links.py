"""Authority on the way to a lesson, an exercise, a question, a chapter; and the line that says where an id is used."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from course.model import Chapter, Course, Exercise, Lesson, Question
from course.publish.references import exercise_place
from course.publish.templating import fill, say
from course.publish.usage import Uses, chapter_of


@dataclass(frozen=True)
class Link:
    """A link from a page: its address, its text, and what the progress log calls it (empty when it is not counted)."""

    href: str
    text: str
    ref: str = ""


def lesson_place(lesson: Lesson) -> str:
    """The lesson's URL under the site's root."""
    return f"{lesson.chapter}/{lesson.slug}/"


def chapter_place(chapter: Chapter) -> str:
    """The chapter's URL under the site's root."""
    return f"{chapter.slug}/"


def quiz_place(chapter: Chapter) -> str:
    """The URL of the chapter's quiz under the site's root."""
    return f"{chapter.slug}/quiz/"


def diagnostic_place(chapter: Chapter) -> str:
    """The URL of the chapter's diagnostic under the site's root."""
    return f"{chapter.slug}/diagnostic/"


def lesson_link(lesson: Lesson, root: str) -> Link:
    """The lesson by its title."""
    return Link(root + lesson_place(lesson), lesson.title, f"{lesson.chapter}/{lesson.slug}")


def exercise_link(exercise: Exercise, root: str) -> Link:
    """The exercise by its id and title."""
    return Link(root + exercise_place(exercise), f"{exercise.id} {exercise.title}", exercise.id)


def question_link(course: Course, question: Question, root: str) -> Link:
    """The question by its id, on the quiz page of its chapter."""
    place = f"{quiz_place(chapter_of(course, question))}#{question.id}"
    return Link(root + place, say("question_told", id=question.id), question.id)


def used_html(course: Course, uses: Uses, root: str) -> Markup:
    """One line of links to whatever uses something; empty when nothing does."""
    links = [
        *(lesson_link(lesson, root) for lesson in uses.lessons),
        *(exercise_link(exercise, root) for exercise in uses.exercises),
        *(question_link(course, question, root) for question in uses.questions),
    ]
    return fill("used", links=links) if links else Markup("")
