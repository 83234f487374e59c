"""All questions of a chapter on one page, by lesson: its quiz, and the diagnostic that says which lessons one may skip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.load.problem import Report
from course.model import Chapter, Course, Lesson, Question
from course.publish.directives import Asked, Context, DirectiveFault, render_directive
from course.publish.execute import lesson_dataset
from course.publish.links import diagnostic_place, lesson_link, quiz_place
from course.publish.markup import Markdown, UnknownReference
from course.publish.pages import Page, anchor, json_text
from course.publish.references import Target
from course.publish.templating import fill, say


def quiz_page(
    course: Course, chapter: Chapter, notebooks: Mapping[str, Any], targets: Mapping[str, Target], report: Report
) -> tuple[Page, str]:
    """The quiz of a chapter; `notebooks` are the resolved ones by lesson. Faults are noted on `report`."""
    page = Page(quiz_place(chapter), "quiz", say("quiz.title", chapter=chapter.title), "quiz", chapter.slug)
    markdown = Markdown(targets, page.root)
    parts = [str(fill("quiz_lead", chapter=chapter, root=page.root, refs=_refs(chapter.questions)))]
    for lesson, questions in _by_lesson(chapter, chapter.questions):
        parts.append(f"## {lesson.title} {{#{anchor(lesson.title)}}}")
        parts.append(str(fill("quiz_lesson", link=lesson_link(lesson, page.root))))
        parts.append(_questions(course, chapter, lesson, questions, markdown, notebooks, report))
    return page, page.text("\n\n".join(filter(None, parts)))


def diagnostic_page(
    course: Course, chapter: Chapter, notebooks: Mapping[str, Any], targets: Mapping[str, Target], report: Report
) -> tuple[Page, str]:
    """The diagnostic of a chapter: its questions in one go, then where to begin. Faults are noted on `report`."""
    title = say("diagnostic.title", chapter=chapter.title)
    page = Page(diagnostic_place(chapter), "quiz", title, "diagnostic", chapter.slug)
    markdown = Markdown(targets, page.root)
    asked = _by_lesson(chapter, chapter.diagnostic)
    entries = [
        {**_entry(lesson, page.root), "questions": [question.id for question in questions]}
        for lesson, questions in asked
    ]
    parts = [str(fill("diagnostic_lead", chapter=chapter, root=page.root))]
    parts += [
        _questions(course, chapter, lesson, questions, markdown, notebooks, report) for lesson, questions in asked
    ]
    following = _after(course, chapter)
    data = json_text({"entries": entries, "after": _entry(following, page.root) if following else None})
    parts.append(str(fill("diagnostic_end", data=data)))
    return page, page.text("\n\n".join(filter(None, parts)), hide=("toc",))


def _entry(lesson: Lesson, root: str) -> dict[str, Any]:
    link = lesson_link(lesson, root)
    return {"title": link.text, "href": link.href, "minutes": lesson.minutes}


def _after(course: Course, chapter: Chapter) -> Lesson | None:
    """The first lesson of the chapters that follow."""
    later = course.chapters[course.chapters.index(chapter) + 1 :]
    return next((lesson for chapter in later for lesson in chapter.lessons), None)


def _by_lesson(chapter: Chapter, questions: Sequence[Question]) -> list[tuple[Lesson, list[Question]]]:
    """The lessons that questions are about, each with its own, in the chapter's order."""
    asked = ((lesson, [q for q in questions if q.lesson == lesson.slug]) for lesson in chapter.lessons)
    return [(lesson, own) for lesson, own in asked if own]


def _refs(questions: Sequence[Question]) -> str:
    return " ".join(question.id for question in questions)


def _questions(
    course: Course,
    chapter: Chapter,
    lesson: Lesson,
    questions: Sequence[Question],
    markdown: Markdown,
    notebooks: Mapping[str, Any],
    report: Report,
) -> str:
    context = Context(course, chapter, lesson, lesson_dataset(course, lesson), markdown, notebooks)
    path = chapter.folder / ("diagnostic.yml" if questions[0] in chapter.diagnostic else "quiz.yml")
    try:
        return render_directive(context, "quiz", Asked(_refs(questions), {}, ""))
    except DirectiveFault as fault:
        report.add(f"publish.{fault.key}", path, None, **fault.values)
    except UnknownReference as fault:
        report.add("publish.no_reference", path, None, id=fault)
    return ""
