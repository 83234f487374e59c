"""The coverage of the sources as a page: totals by chapter, then every item with its lessons, exercises, questions, cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from course.model import Chapter, Course
from course.publish.coverage import Coverage, coverage, total
from course.publish.links import Link, exercise_link, lesson_link, quiz_place
from course.publish.pages import Page
from course.publish.templating import fill, say

_COUNTS = ("items", "taught", "practised", "assessed", "cases", "planned", "open")


def coverage_page(course: Course) -> tuple[Page, str]:
    """The page. An item that several chapters name stands under the first of them."""
    page = Page("coverage/", "text", say("page.coverage"), "coverage", index=False)
    rows = coverage(course)
    groups = [(chapter.title, chapter.slug, _of(rows, chapter)) for chapter in course.chapters]
    groups.append((say("coverage.elsewhere"), "elsewhere", [row for row in rows if not row.chapters]))
    groups = [group for group in groups if group[2]]
    summary = fill(
        "coverage_total", counts=_COUNTS, groups=[(t, s, total(found)) for t, s, found in groups], all=total(rows)
    )
    parts: list[str] = [Markup("<p>{}</p>").format(say("page.coverage_lead", n=len(rows))), summary]
    for title, slug, found in groups:
        parts += [f"## {title} {{#{slug}}}", fill("coverage", rows=[_row(course, row, page.root) for row in found])]
    return page, page.text("\n\n".join(parts), hide=("toc",))


def _of(rows: Sequence[Coverage], chapter: Chapter) -> list[Coverage]:
    return [row for row in rows if row.chapters and row.chapters[0] == chapter]


def _row(course: Course, row: Coverage, root: str) -> Mapping[str, object]:
    quizzes = [
        Link(f"{root}{quiz_place(chapter)}", say("coverage.questions", n=n))
        for chapter in course.chapters
        if (n := sum(question in chapter.questions for question in row.questions))
    ]
    return {
        "id": row.item.id,
        "text": row.item.text,
        "marks": [say(f"mark.{mark}") for mark in row.item.marks],
        "status": row.status,
        "cells": [
            ("taught", [lesson_link(lesson, root) for lesson in row.lessons]),
            ("practised", [exercise_link(exercise, root) for exercise in row.exercises]),
            ("assessed", quizzes),
            ("cases", [Link(f"{root}cases/#{case.id}", case.id) for case in row.cases]),
        ],
        "planned": _planned(row) if row.status == "planned" else "",
    }


def _planned(row: Coverage) -> str:
    """What is to cover it: the planned exercises, or the chapter's lessons to come."""
    return say("coverage.plan", what="、".join(row.planned) or say("coverage.lessons"))
