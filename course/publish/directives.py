"""The directives of a lesson, each with its renderer. The list is closed: `RENDERERS` is all of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from course.load.lesson import cut_at_rule
from course.model import Chapter, Course, Dataset, Exercise, Lesson, Mistake, Question
from course.publish.charts import question_chart
from course.publish.markup import Markdown
from course.publish.quizzes import question_html
from course.publish.references import case_title, entry_title, exercise_place
from course.publish.templating import fill, say

_CHOICE = re.compile(r"^[-*] \[([ xX])\] (.+)$")


class DirectiveFault(Exception):
    """A directive that cannot be rendered; `key` is the sentence's under `[publish]`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True)
class SheetWanted:
    """A sheet to be made from a dataset: its place under the site's root, the columns of each table, and the scale.

    `scale` 0 takes the tables as they are; any other is a small sample made with the dataset's main seed.
    """

    place: str
    dataset: Dataset
    tables: Mapping[str, tuple[str, ...]]
    scale: float = 0.0


@dataclass
class Context:
    """What a lesson's directives may draw on, and the files they ask for.

    `notebooks` are the resolved ones by lesson. `files` are copied and `workfiles` made from their source, each as (from,
    place under the site's root).
    """

    course: Course
    chapter: Chapter
    lesson: Lesson
    dataset: Dataset | None
    markdown: Markdown
    notebooks: Mapping[str, Any] = field(default_factory=dict)
    sheets: list[SheetWanted] = field(default_factory=list)
    files: list[tuple[Path, str]] = field(default_factory=list)
    workfiles: list[tuple[Path, str]] = field(default_factory=list)

    def exercise(self, name: str) -> Exercise:
        """The exercise of that id. Raises DirectiveFault."""
        try:
            return self.course.exercise(name)
        except KeyError:
            raise DirectiveFault("no_exercise", id=name) from None

    def named(self, name: str) -> dict[str, str]:
        """Id, title and link of the mistake, or id and text of the chapter's misconception. Raises DirectiveFault."""
        if ":" in name:
            mistake = self.mistake(name)
            return {"id": mistake.id, "title": mistake.title, "href": self.markdown.href(mistake.id)}
        for item in self.chapter.misconceptions:
            if item.id == name:
                return {"id": item.id, "title": item.text, "href": self.markdown.href(item.id)}
        raise DirectiveFault("no_mistake", id=name)

    def mistake(self, name: str) -> Mistake:
        """The mistake of that id, `E3.4:same_day`. Raises DirectiveFault."""
        exercise, _, slug = name.partition(":")
        try:
            return self.exercise(exercise).mistake(slug)
        except KeyError:
            raise DirectiveFault("no_mistake", id=name) from None


@dataclass(frozen=True)
class Asked:
    """A directive as the lesson has it, its values filled in."""

    argument: str
    options: Mapping[str, str]
    body: str


Renderer = Callable[[Context, Asked], Markup]


def render_directive(context: Context, name: str, asked: Asked) -> Markup:
    """The HTML of one directive. Raises DirectiveFault, UnknownReference."""
    if name not in RENDERERS:
        raise DirectiveFault("no_directive", name=name, known=" ".join(RENDERERS))
    return RENDERERS[name](context, asked)


def _block(template: str, context: Context, asked: Asked, **values: Any) -> Markup:
    return fill(f"blocks/{template}", body=context.markdown.block(asked.body), **values)


def _plain(name: str) -> Renderer:
    """A block with a label, a title from its argument and its body."""

    def render(context: Context, asked: Asked) -> Markup:
        return fill(
            "blocks/plain",
            name=name,
            title=context.markdown.inline(asked.argument),
            body=context.markdown.block(asked.body),
        )

    return render


def _guess(context: Context, asked: Asked) -> Markup:
    if not asked.argument:
        raise DirectiveFault("guess_id")
    question, reason = cut_at_rule(asked.body)
    lines = question.strip().splitlines()
    choices = [found for line in lines if (found := _CHOICE.match(line.strip()))]
    ask = "\n".join(line for line in lines if not _CHOICE.match(line.strip()))
    if not reason.strip() or sum(choice[1] in "xX" for choice in choices) != 1 or len(choices) < 2:
        raise DirectiveFault("guess_shape", id=asked.argument)
    inline, block = context.markdown.inline, context.markdown.block
    return fill(
        "blocks/guess",
        id=asked.argument,
        ask=block(ask),
        reason=block(reason),
        choices=[(choice[1] in "xX", inline(choice[2])) for choice in choices],
    )


def _mistake(context: Context, asked: Asked) -> Markup:
    mistake = context.mistake(asked.argument)
    exercise = context.exercise(mistake.exercise)
    return _block(
        "mistake",
        context,
        asked,
        mistake=mistake,
        told=context.markdown.block(mistake.message),
        exercise=exercise,
        place=context.markdown.root + exercise_place(exercise),
    )


def _claim(context: Context, asked: Asked) -> Markup:
    entry = context.course.registers.claims.get(asked.argument)
    if entry is None:
        raise DirectiveFault("no_claim", id=asked.argument)
    return _block("claim", context, asked, id=asked.argument, entry=entry, link=context.markdown.link(asked.argument))


def _case(context: Context, asked: Asked) -> Markup:
    case = context.course.registers.cases.get(asked.argument)
    if case is None:
        raise DirectiveFault("no_case_card", id=asked.argument)
    data, conclusion = cut_at_rule(asked.body)
    if not data.strip() or not conclusion.strip():
        raise DirectiveFault("case_shape", id=case.id)
    markdown = context.markdown
    return fill(
        "blocks/case",
        case=case,
        title=case_title(case),
        href=markdown.href(case.id),
        claims=[markdown.link(name) for name in case.claims],
        parts=[(key, markdown.inline(getattr(case, key))) for key in ("facts", "missing")],
        data=markdown.block(data),
        analysis=markdown.inline(case.analysis),
        conclusion=markdown.block(conclusion),
    )


def _define(context: Context, asked: Asked) -> Markup:
    entry = context.course.registers.metrics.get(asked.argument)
    if entry is None:
        raise DirectiveFault("no_metric", id=asked.argument)
    lines = [(label, context.markdown.inline(text)) for label, text in metric_lines(entry)]
    return _block(
        "define",
        context,
        asked,
        id=asked.argument,
        title=entry_title(asked.argument, entry),
        en=entry.get("en", ""),
        lines=lines,
        place=f"{context.markdown.root}metrics/#{asked.argument}",
    )


def metric_lines(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The parts of a metric's definition that it has, each with its label, in the order they are read."""
    parts = ("definition", "numerator", "denominator", "window", "excluded", "unfinished", "unit", "pitfall")
    return [(say(f"metric.{part}"), str(entry[part])) for part in parts if entry.get(part)]


def _practice(context: Context, asked: Asked) -> Markup:
    found = [context.exercise(name) for name in asked.argument.split()]
    links = [(exercise, context.markdown.root + exercise_place(exercise)) for exercise in found]
    return _block("practice", context, asked, exercises=links)


def _quiz(context: Context, asked: Asked) -> Markup:
    known = {question.id: question for question in (*context.chapter.questions, *context.chapter.diagnostic)}
    return Markup("\n").join(_question(context, known, name) for name in asked.argument.split())


def _question(context: Context, known: Mapping[str, Question], name: str) -> Markup:
    if name not in known:
        raise DirectiveFault("no_question", id=name)
    question = known[name]
    chart = question_chart(context.course, question, context.notebooks) if question.chart else None
    if question.chart and chart is None:
        raise DirectiveFault("no_chart", id=question.id, label=question.chart)
    return question_html(question, context.markdown, context.named, chart)


def _workfile(context: Context, asked: Asked) -> Markup:
    found = {path.suffix: path for path in sorted((context.chapter.folder / "files").glob(f"{asked.argument}.*"))}
    if not found:
        raise DirectiveFault("no_workfile", name=asked.argument)
    place = f"assets/files/{context.chapter.slug}"
    source = found.pop(".yml", None)
    if source:
        found.pop(".py", None)
        context.workfiles.append((source, f"{place}/{source.stem}.xlsx"))
    context.files += [(path, f"{place}/{path.name}") for path in found.values()]
    names = [*([f"{source.stem}.xlsx"] if source else []), *(path.name for path in found.values())]
    links = [(name, f"{context.markdown.root}{place}/{name}") for name in names]
    return _block("workfile", context, asked, links=links)


def _sheet(context: Context, asked: Asked) -> Markup:
    if context.dataset is None:
        raise DirectiveFault("sheet_dataset")
    tables = dict(_columns(context.dataset, part) for part in asked.argument.split())
    name = f"{context.lesson.slug}-{len(context.sheets) + 1}.xlsx"
    try:
        scale = float(asked.options.get("scale", 0))
    except ValueError:
        raise DirectiveFault("sheet_scale", got=asked.options["scale"]) from None
    wanted = SheetWanted(f"assets/sheets/{name}", context.dataset, tables, scale)
    context.sheets.append(wanted)
    return _block("sheet", context, asked, name=name, href=context.markdown.root + wanted.place)


def _columns(dataset: Dataset, part: str) -> tuple[str, tuple[str, ...]]:
    """`orders:order_id,paid_at` as the table's name and columns; all columns when none are named. Raises DirectiveFault."""
    table, _, named = part.partition(":")
    if table not in dataset.tables:
        raise DirectiveFault("no_table", table=table)
    known = [column.name for column in dataset.tables[table].columns]
    columns = tuple(name for name in named.split(",") if name) or tuple(known)
    if unknown := set(columns) - set(known):
        raise DirectiveFault("no_column", table=table, columns=" ".join(sorted(unknown)))
    return table, columns


RENDERERS: dict[str, Renderer] = {
    "scene": _plain("scene"),
    "hand": _plain("hand"),
    "guess": _guess,
    "mistake": _mistake,
    "claim": _claim,
    "monday": _plain("monday"),
    "define": _define,
    "practice": _practice,
    "recall": _plain("recall"),
    "quiz": _quiz,
    "workfile": _workfile,
    "sheet": _sheet,
    "case": _case,
}
