"""A resolved notebook as the lesson's page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from course.load.problem import Report
from course.model import Chapter, Course, Lesson
from course.publish.charts import cell_chart
from course.publish.coverage import covered_place
from course.publish.dictionary_page import dictionary_place
from course.publish.directives import Asked, Context, DirectiveFault, SheetWanted, render_directive
from course.publish.execute import lesson_dataset
from course.publish.links import Link, lesson_place, quiz_place
from course.publish.markup import Markdown, UnknownReference, colour
from course.publish.outputs import BadChart, StrangeColour, render_outputs
from course.publish.pages import Page
from course.publish.references import Target
from course.publish.templating import fill

_TITLE = re.compile(r"\A\s*# .*\n?")


@dataclass(frozen=True)
class RenderedLesson:
    """A lesson's page and the files it links to: sheets to make, files to copy, work files to make (`Context`)."""

    page: Page
    text: str
    sheets: list[SheetWanted]
    files: list[tuple[Path, str]]
    workfiles: list[tuple[Path, str]]


def notebook_place(lesson: Lesson) -> str:
    """Where the lesson's notebook is downloaded from, under the site's root."""
    return f"assets/notebooks/{lesson.chapter}-{lesson.slug}.ipynb"


def render_lesson(
    course: Course, lesson: Lesson, notebooks: Mapping[str, Any], targets: dict[str, Target], report: Report
) -> RenderedLesson:
    """The page of a lesson from the resolved notebooks, by lesson. Faults are noted on `report`."""
    chapter = course.chapter(lesson.chapter)
    page = Page(lesson_place(lesson), "lesson", lesson.title, lesson.slug, lesson.chapter)
    markdown = Markdown(targets, page.root)
    context = Context(course, chapter, lesson, lesson_dataset(course, lesson), markdown, notebooks)
    blocks: list[str] = [_meta(page, chapter, lesson)]
    number = 0
    for cell in notebooks[lesson.slug].cells:
        number += cell.cell_type == "code"
        blocks.append(_cell(context, cell, number, report))
    blocks.append(_end(page, context))
    return RenderedLesson(
        page, page.text("\n\n".join(filter(None, blocks))), context.sheets, context.files, context.workfiles
    )


def _cell(context: Context, cell: Any, number: int, report: Report) -> str:
    """One cell of the notebook as a part of the page; empty, and a problem noted, when it cannot be."""
    told, path = cell.metadata.siyu, context.lesson.path
    try:
        if cell.cell_type == "code":
            return _code(context, cell, number)
        if "directive" in told:
            return render_directive(context, told.directive, Asked(told.argument.strip(), told.options, cell.source))
        return context.markdown.page(_TITLE.sub("", cell.source))
    except DirectiveFault as fault:
        report.add(f"publish.{fault.key}", path, told.line, **fault.values)
    except UnknownReference as fault:
        report.add("publish.no_reference", path, told.line, id=fault)
    return ""


def _code(context: Context, cell: Any, number: int) -> Markup:
    """A code cell with its output; a cell that asserts is there for the script only. Raises DirectiveFault."""
    told, tags = cell.metadata.siyu, cell.metadata.tags
    shown = Markup("") if "hide-output" in tags or "assert" in tags else _output(context, cell)
    return fill(
        "cell",
        label=told.label,
        number=number,
        tags=" ".join(tags),
        hidden="assert" in tags,
        open="show" in tags,
        code=Markup(colour(cell.source, "python")),
        output=shown,
    )


def _output(context: Context, cell: Any) -> Markup:
    if "chart" not in cell.metadata.tags:
        return render_outputs(cell.outputs)
    label, options = cell.metadata.siyu.label, cell.metadata.siyu.options
    if not options.get("alt"):
        raise DirectiveFault("chart_alt", label=label)
    try:
        chart = cell_chart(cell, label, context.dataset)
    except BadChart:
        raise DirectiveFault("chart_outside", label=label) from None
    except StrangeColour as strange:
        raise DirectiveFault("chart_colour", label=label, colour=strange) from None
    if chart is None:
        raise DirectiveFault("chart_missing", label=label)
    return chart


def _meta(page: Page, chapter: Chapter, lesson: Lesson) -> Markup:
    texts = {item.id: item.text for item in chapter.objectives}
    return fill(
        "lesson_meta",
        lesson=lesson,
        chapter=chapter,
        root=page.root,
        objectives=lesson.goals or [texts.get(name, name) for name in lesson.objectives],
    )


def _end(page: Page, context: Context) -> Markup:
    """The foot of the page: the notebook to take along, the tables used, the sources, and the next lesson."""
    course, lesson, dataset = context.course, context.lesson, context.dataset
    tables = [dataset.tables[name] for name in lesson.tables if name in dataset.tables] if dataset else []
    dictionary = page.root + dictionary_place(dataset) if dataset else ""
    after = course.lessons[course.lessons.index(lesson) + 1 :]
    return fill(
        "lesson_end",
        notebook=page.root + notebook_place(lesson),
        tables=[Link(f"{dictionary}#{table.name}", table.zh) for table in tables],
        sources=[Link(page.root + place, name) for name in lesson.sources if (place := covered_place(course, name))],
        quiz=page.root + quiz_place(context.chapter) if context.chapter.questions else "",
        following=after[0] if after else None,
        place=page.root + lesson_place(after[0]) if after else "",
    )
