"""The page of a dataset on how claims of the trade are tested on it.

The dataset's `claims/claims.toml` says how each is tested and read, `claims/findings.json` what brands of several seeds show.
"""

from __future__ import annotations

import json
import statistics
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from course.model import Dataset
from course.publish.dictionary_page import dictionary_place
from course.publish.markup import Markdown
from course.publish.outputs import table_html
from course.publish.pages import Page
from course.publish.references import Target
from course.publish.templating import fill, say

REGISTER, FINDINGS = "claims/claims.toml", "claims/findings.json"
Figure = tuple[float, float, int]
"""Value, standard error, n."""


def has_claim_tests(dataset: Dataset) -> bool:
    """Whether the dataset has a register of claims that are tested on it."""
    return (dataset.folder / REGISTER).is_file()


def claim_tests_place(dataset: Dataset) -> str:
    """The URL of the page under the site's root."""
    return f"{dictionary_place(dataset)}claims/"


def claim_tests_page(dataset: Dataset, targets: Mapping[str, Target]) -> tuple[Page, str]:
    """The page and its text. Raises UnknownReference for a claim that no register has, KeyError for a figure not found."""
    register = tomllib.loads((dataset.folder / REGISTER).read_text(encoding="utf-8"))
    seeds = json.loads((dataset.folder / FINDINGS).read_text(encoding="utf-8"))["seeds"]
    page = Page(claim_tests_place(dataset), "text", say("page.claim_tests"), f"{dataset.slug}-claims")
    markdown = Markdown(targets, page.root)
    lead = fill("claim_tests_lead", dataset=dataset, n=len(seeds), seeds="、".join(seeds))
    parts = [lead, *(_claim(claim, register["figures"], seeds, dataset, markdown) for claim in register["claims"])]
    return page, page.text("\n\n".join(map(str, parts)), hide=("toc",))


def _claim(
    claim: Mapping[str, Any],
    figures: Mapping[str, Mapping[str, Any]],
    seeds: Mapping[str, Mapping[str, Figure]],
    dataset: Dataset,
    markdown: Markdown,
) -> Markup:
    """One claim: what is asked, of which tables, and the figures over the brands."""
    head = [say(f"claim_tests.{part}") for part in ("figure", "mean", "span", "main", "n")]
    rows = [_row(figures[name], [found[name] for found in seeds.values()]) for name in claim["figures"]]
    dictionary = markdown.root + dictionary_place(dataset)
    tables = [(dataset.tables[name].zh, f"{dictionary}#{name}") for name in claim["tables"]]
    links = [markdown.link(name) for name in claim["ids"]]
    return fill("claim_test", claim=claim, links=links, tables=tables, figures=table_html(head, rows))


def _row(figure: Mapping[str, Any], found: Sequence[Figure]) -> list[str]:
    """The mean over the brands, the least and the greatest, the first brand's interval and n."""
    unit, values, (value, error, n) = figure["unit"], [one[0] for one in found], found[0]
    told = "{:.2f}" if unit == "倍" else "{:.1f}"
    span, interval = (f"{told}–{told}".format(*ends) for ends in ((min(values), max(values)), _interval(value, error)))
    title = say("claim_tests.with_unit", zh=figure["zh"], unit=unit)
    return [title, told.format(statistics.fmean(values)), span, interval, f"{n:,}"]


def _interval(value: float, error: float) -> tuple[float, float]:
    return value - 1.96 * error, value + 1.96 * error
