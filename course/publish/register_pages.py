"""The registers and the datasets as pages: one anchor an id, so that every reference has somewhere to lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from course.model import Case, Course, Dataset, Table
from course.publish.directives import metric_lines
from course.publish.markup import Markdown
from course.publish.outputs import table_html
from course.publish.pages import Page
from course.publish.references import Target, case_title, entry_title, law_title
from course.publish.templating import fill, say

REGISTERS = ("metrics", "claims", "laws", "glossary", "cases")
Show = Callable[[str, Any, Markdown], dict[str, Any]]


def dictionary_place(dataset: Dataset) -> str:
    """The URL of a dataset's dictionary under the site's root."""
    return f"data/{dataset.slug}/"


def archive_place(dataset: Dataset) -> str:
    """Where the dataset is downloaded from, under the site's root."""
    return f"assets/data/{dataset.slug}.zip"


def register_page(course: Course, register: str, targets: Mapping[str, Target]) -> tuple[Page, str]:
    """The page of one register and its text. Raises UnknownReference."""
    page = Page(f"{register}/", "text", say(f"page.{register}"), register)
    markdown = Markdown(targets, page.root)
    entries = getattr(course.registers, register)
    shows: dict[str, Show] = {
        "claims": _claim,
        "laws": _law,
        "metrics": _metric,
        "glossary": _term,
        "cases": partial(_case, course),
    }
    show = shows[register]
    shown = [
        fill(f"registers/{register}", id=name, entry=entry, **show(name, entry, markdown))
        for name, entry in entries.items()
    ]
    lead = Markup("<p>{}</p>").format(say(f"page.{register}_lead", n=len(shown)))
    return page, page.text("\n\n".join([lead, *shown]), hide=("toc",))


def _claim(name: str, entry: Mapping[str, Any], markdown: Markdown) -> dict[str, Any]:
    rivals = [markdown.link(other) for other in entry.get("contradicted_by") or ()]
    source = entry.get("stated_source")
    return {
        "rivals": rivals,
        "source": say("no_source") if source in (None, "none") else source,
        "test": entry.get("test") or {},
    }


def _law(name: str, entry: Mapping[str, Any], markdown: Markdown) -> dict[str, Any]:
    return {"title": law_title(entry), "verified": str(entry.get("verified")) == "yes"}


def _metric(name: str, entry: Mapping[str, Any], markdown: Markdown) -> dict[str, Any]:
    others = [markdown.link(other) for other in entry.get("not_to_confuse_with") or ()]
    return {
        "title": entry_title(name, entry),
        "others": others,
        "lines": [(label, markdown.inline(text)) for label, text in metric_lines(entry)],
    }


def _term(name: str, entry: Mapping[str, Any], markdown: Markdown) -> dict[str, Any]:
    return {"title": entry_title(name, entry), "text": markdown.inline(str(entry.get("definition", "")))}


def _case(course: Course, name: str, case: Case, markdown: Markdown) -> dict[str, Any]:
    return {
        "title": case_title(case),
        "claims": [markdown.link(claim) for claim in case.claims],
        "chapters": [chapter for chapter in course.chapters if chapter.slug in case.chapters],
        "root": markdown.root,
        **{key: markdown.inline(getattr(case, key)) for key in ("facts", "missing", "analysis")},
    }


def dictionary_page(dataset: Dataset) -> tuple[Page, str]:
    """The data dictionary of a dataset: every table and column, its unit, values and known dirt."""
    page = Page(dictionary_place(dataset), "dictionary", dataset.title, dataset.slug)
    made = [table for table in dataset.tables.values() if table.status == "simulated"]
    planned = [table for table in dataset.tables.values() if table.status == "planned"]
    lead = fill("dictionary", dataset=dataset, archive=page.root + archive_place(dataset), tables=made)
    parts = [str(lead)]
    for table in made:
        parts += [f"## {table.zh} `{table.name}` {{#{table.name}}}", str(_table(table))]
    if planned:
        names = "、".join(f"{table.zh} `{table.name}`" for table in planned)
        parts += [f"## {say('dictionary.planned')} {{#planned}}", names]
    return page, page.text("\n\n".join(parts))


def _table(table: Table) -> Markup:
    head = [say(f"column.{part}") for part in ("name", "zh", "type", "unit", "note")]
    rows = [
        [column.name, column.zh, say(f"type.{column.type}"), column.unit, _note(column)] for column in table.columns
    ]
    return fill("dictionary_table", table=table, columns=table_html(head, rows))


def _note(column: Any) -> str:
    """What else is to be known of a column, in one line."""
    notes = [
        say("column.values", values=" ".join(column.values)) if column.values else "",
        say("column.ref", ref=column.ref) if column.ref else "",
        say("column.null") if column.null else "",
        say("column.naive", zone=column.naive) if column.naive else "",
    ]
    return "；".join(filter(None, notes))
