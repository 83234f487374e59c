"""A dataset as pages: its dictionary, table by table, and its story, which is the README in its folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from course.model import Course, Dataset, Table
from course.publish.links import used_html
from course.publish.markup import Markdown
from course.publish.outputs import table_html
from course.publish.pages import Page
from course.publish.references import Target
from course.publish.templating import fill, say
from course.publish.usage import Usage

_TITLE = re.compile(r"\A\s*# .*\n?")


def dictionary_place(dataset: Dataset) -> str:
    """The URL of a dataset's dictionary under the site's root."""
    return f"data/{dataset.slug}/"


def story_place(dataset: Dataset) -> str:
    """The URL of a dataset's story under the site's root."""
    return f"data/{dataset.slug}/story/"


def archive_place(dataset: Dataset) -> str:
    """Where the dataset is downloaded from, under the site's root."""
    return f"assets/data/{dataset.slug}.zip"


def has_story(dataset: Dataset) -> bool:
    """Whether the dataset's folder tells its story."""
    return (dataset.folder / "README.md").is_file()


def story_title(dataset: Dataset) -> str:
    """The title of the story's page."""
    return say("page.story", brand=dataset.brand)


def dictionary_page(course: Course, dataset: Dataset, usage: Usage) -> tuple[Page, str]:
    """The data dictionary of a dataset: every table and column, its unit, values and known dirt, and who uses it."""
    page = Page(dictionary_place(dataset), "dictionary", dataset.title, dataset.slug)
    made = [table for table in dataset.tables.values() if table.status == "simulated"]
    planned = [table for table in dataset.tables.values() if table.status == "planned"]
    story = page.root + story_place(dataset) if has_story(dataset) else ""
    lead = fill("dictionary", dataset=dataset, archive=page.root + archive_place(dataset), tables=made, story=story)
    parts = [str(lead)]
    for table in made:
        used = used_html(course, usage[table.name], page.root)
        parts += [f"## {table.zh} `{table.name}` {{#{table.name}}}", str(_table(table, used))]
    if planned:
        names = "、".join(f"{table.zh} `{table.name}`" for table in planned)
        parts += [f"## {say('dictionary.planned')} {{#planned}}", names]
    return page, page.text("\n\n".join(parts))


def story_page(dataset: Dataset, targets: Mapping[str, Target]) -> tuple[Page, str]:
    """Who the brand is, what happened when, what is dirty. Raises UnknownReference."""
    page = Page(story_place(dataset), "text", story_title(dataset), dataset.slug)
    text = _TITLE.sub("", (dataset.folder / "README.md").read_text(encoding="utf-8"))
    lead = fill("story", dataset=dataset, dictionary=page.root + dictionary_place(dataset))
    return page, page.text(f"{lead}\n\n{Markdown(targets, page.root).page(text)}")


def _table(table: Table, used: Markup) -> Markup:
    head = [say(f"column.{part}") for part in ("name", "zh", "type", "unit", "note")]
    rows = [
        [column.name, column.zh, say(f"type.{column.type}"), column.unit, _note(column)] for column in table.columns
    ]
    return fill("dictionary_table", table=table, columns=table_html(head, rows), used=used)


def _note(column: Any) -> str:
    """What else is to be known of a column, in one line."""
    notes = [
        say("column.values", values=" ".join(column.values)) if column.values else "",
        say("column.ref", ref=column.ref) if column.ref else "",
        say("column.null") if column.null else "",
        say("column.naive", zone=column.naive) if column.naive else "",
    ]
    return "；".join(filter(None, notes))
