"""The charts of resolved notebooks wherever they are shown: in their lesson, in a question about them, on the home page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from course.model import Course, Dataset, Lesson, Question
from course.publish.execute import lesson_dataset
from course.publish.outputs import render_chart
from course.publish.templating import say


def cell_chart(cell: Any, name: str, dataset: Dataset | None) -> Markup | None:
    """The chart of a cell as a figure, None when it drew none; `name` keeps its inner ids apart. Raises as `dress_svg`."""
    options = cell.metadata.siyu.options
    return render_chart(cell.outputs, name, options["alt"], _caption(options.get("caption", ""), dataset))


def conclusion(course: Course, lesson: Lesson, notebook: Any) -> Markup | None:
    """The last chart of a lesson on claims of the trade, the one that concludes it, as a figure for the home page.

    None when it has no chart, or names no claim: the home page promises that what the trade says is held against data.
    """
    shown = [cell for cell in _charts(notebook) if "hide-output" not in cell.metadata.tags]
    if not shown or not set(lesson.cites) & set(course.registers.claims):
        return None
    return cell_chart(shown[-1], f"home-{shown[-1].metadata.siyu.label}", lesson_dataset(course, lesson))


def question_chart(course: Course, question: Question, notebooks: Mapping[str, Any]) -> Markup | None:
    """The chart that a question asks about, from its lesson's notebook in `notebooks`; None when there is none."""
    lesson = next((lesson for lesson in course.lessons if lesson.slug == question.lesson), None)
    if lesson is None or lesson.slug not in notebooks:
        return None
    for cell in _charts(notebooks[lesson.slug]):
        if cell.metadata.siyu.label == question.chart:
            return cell_chart(cell, question.id.replace(".", "-"), lesson_dataset(course, lesson))
    return None


def _charts(notebook: Any) -> list[Any]:
    """The cells tagged as charts, with an alt text, in order."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and "chart" in cell.metadata.tags]
    return [cell for cell in cells if cell.metadata.siyu.options.get("alt")]


def _caption(caption: str, dataset: Dataset | None) -> str:
    """The caption with the note on where the data come from, unless it says so itself."""
    note = say("synthetic", brand=dataset.brand) if dataset and dataset.synthetic else ""
    if not note or say("synthetic_word") in caption:
        return caption
    return f"{caption} · {note}" if caption else note
