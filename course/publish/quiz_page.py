"""All questions of a chapter on one page, by lesson: to test oneself, and again before the next chapter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.load.problem import Report
from course.model import Chapter, Course, Lesson
from course.publish.directives import Asked, Context, DirectiveFault, render_directive
from course.publish.execute import lesson_dataset
from course.publish.links import lesson_link, quiz_place
from course.publish.markup import Markdown, UnknownReference
from course.publish.pages import Page, anchor
from course.publish.references import Target
from course.publish.templating import fill, say


def quiz_page(
    course: Course, chapter: Chapter, notebooks: Mapping[str, Any], targets: Mapping[str, Target], report: Report
) -> tuple[Page, str]:
    """The quiz of a chapter; `notebooks` are the resolved ones by lesson. Faults are noted on `report`."""
    page = Page(quiz_place(chapter), "quiz", say("quiz.title", chapter=chapter.title), "quiz", chapter.slug)
    markdown = Markdown(targets, page.root)
    parts = [str(fill("quiz_lead", chapter=chapter, root=page.root, refs=" ".join(q.id for q in chapter.questions)))]
    for lesson in chapter.lessons:
        asked = " ".join(question.id for question in chapter.questions if question.lesson == lesson.slug)
        if asked:
            parts.append(f"## {lesson.title} {{#{anchor(lesson.title)}}}")
            parts.append(str(fill("quiz_lesson", link=lesson_link(lesson, page.root))))
            parts.append(_questions(course, chapter, lesson, asked, markdown, notebooks, report))
    return page, page.text("\n\n".join(filter(None, parts)))


def _questions(
    course: Course,
    chapter: Chapter,
    lesson: Lesson,
    asked: str,
    markdown: Markdown,
    notebooks: Mapping[str, Any],
    report: Report,
) -> str:
    context = Context(course, chapter, lesson, lesson_dataset(course, lesson), markdown, notebooks)
    try:
        return render_directive(context, "quiz", Asked(asked, {}, ""))
    except DirectiveFault as fault:
        report.add(f"publish.{fault.key}", chapter.folder / "quiz.yml", None, **fault.values)
    except UnknownReference as fault:
        report.add("publish.no_reference", chapter.folder / "quiz.yml", None, id=fault)
    return ""
