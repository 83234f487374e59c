"""The page of where a reader stands: each chapter with its objectives, which the script marks from the progress log."""

from __future__ import annotations

from collections.abc import Mapping

from course.model import Chapter, Course
from course.publish.chapter_page import exercises_of
from course.publish.links import Link, chapter_place, exercise_link, lesson_link
from course.publish.pages import Page
from course.publish.plan_page import PLACE as PLAN
from course.publish.templating import fill, say
from course.publish.usage import Usage

PLACE = "progress/"


def progress_page(course: Course, usage: Usage) -> tuple[Page, str]:
    """The page; without the script it lists what each objective is taught and practised by."""
    page = Page(PLACE, "text", say("page.progress"), "progress")
    chapters = [_chapter(course, chapter, usage, page.root) for chapter in course.chapters if chapter.objectives]
    body = fill("progress_page", chapters=chapters, plan=page.root + PLAN)
    return page, page.text(body, hide=("toc",))


def _chapter(course: Course, chapter: Chapter, usage: Usage, root: str) -> Mapping[str, object]:
    """A chapter: what counts in it by kind, and its objectives with the ways to them."""
    return {
        "slug": chapter.slug,
        "link": Link(root + chapter_place(chapter), chapter.title),
        "lessons": " ".join(f"{chapter.slug}/{lesson.slug}" for lesson in chapter.lessons),
        "exercises": " ".join(exercise.id for exercise in exercises_of(course, chapter)),
        "questions": " ".join(question.id for question in chapter.questions),
        "objectives": [
            {
                "id": item.id,
                "text": item.text,
                "ways": [
                    *(lesson_link(lesson, root) for lesson in usage[item.id].lessons),
                    *(exercise_link(exercise, root) for exercise in usage[item.id].exercises),
                ],
            }
            for item in chapter.objectives
        ],
    }
