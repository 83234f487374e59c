"""One page of every metric that a folder of tables gives: figures, charts, and what each does and does not answer.

The page is one file: style and drawings are in it, and it asks nobody for anything.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from course.data.folder import read_folder
from course.files import write_atomically
from course.metrics.activity import Growth
from course.metrics.estimates import Estimate
from course.metrics.overview import View, missing, view
from course.model import Dataset
from course.publish.figures import Scale, draw, scale_of
from course.publish.outputs import table_html
from course.publish.references import entry_title
from course.publish.templating import fill, say

Entries = Mapping[str, Mapping[str, Any]]
_CLAIMS = re.compile(r"（C\d+(?:[、，,]\s*C\d+)*）")


_FOLDED = 12  # a longer table starts folded


@dataclass(frozen=True)
class Card:
    """One metric on the page."""

    id: str
    title: str
    en: str
    headline: str
    told: str
    table: Markup
    many: int
    figure: Markup
    answers: list[tuple[str, str]]
    leaves: list[tuple[str, str]]


def write_report(dataset: Dataset, folder: Path, asof: dt.date, metrics: Entries, out: Path) -> tuple[int, int]:
    """Write the page for the tables in `folder`; gives how many metrics it tells and how many it could not.

    `metrics`: the register's entries by id. Raises ValueError, in Chinese: no known table in the folder, or a bad one.
    """
    tables = read_folder(dataset, folder)
    if not tables:
        raise ValueError(say("report.no_table", folder=folder, tables="、".join(dataset.tables)))
    out.parent.mkdir(parents=True, exist_ok=True)  # before the work: a bad place is told at once
    views = {name: view(name, tables, asof) for name in metrics}
    found = {name: shown for name, shown in views.items() if shown is not None}
    cards = [_card(shown, metrics) for shown in found.values()]
    lacking = [
        (entry_title(name, metrics[name]), _lack(name, tables, dataset)) for name in metrics if name not in found
    ]
    page = fill(
        "report",
        title=say("report.title", title=dataset.title), synthetic=dataset.synthetic, asof=asof.isoformat(),
        cards=cards, lacking=table_html((say("report.metric"), say("report.lack")), lacking),
        tables=_tables(dataset, tables), style=Markup(_style()), n=len(cards), m=len(lacking), held=len(tables),
    )  # fmt: skip
    write_atomically(out, str(page).encode())
    return len(cards), len(lacking)


def _style() -> str:
    """The site's style and the report's own."""
    package = resources.files("course.publish")
    sheets = ("web/siyu.css", "templates/report.css")
    return "\n".join(package.joinpath(sheet).read_text(encoding="utf-8") for sheet in sheets)


def _lack(name: str, tables: Mapping[str, Any], dataset: Dataset) -> str:
    """Why a metric is not on the page."""
    absent = missing(name, tables)
    if absent is None:
        return say("report.by_hand")
    named = (f"{dataset.tables[table].zh} {table}" if table in dataset.tables else table for table in absent)
    return say("report.no_tables", tables="、".join(named))


def _tables(dataset: Dataset, tables: Mapping[str, Any]) -> Markup:
    rows = [
        (f"{dataset.tables[name].zh} {name}", f"{len(frame):,}", "；".join(dataset.tables[name].dirt) or "—")
        for name, frame in tables.items()
    ]
    return table_html([say(f"report.{part}") for part in ("table", "rows", "dirt")], rows)


def _card(shown: View, metrics: Entries) -> Card:
    entry = metrics[shown.id]
    scale = scale_of(str(entry["unit"]), [reading.estimate for reading in shown.readings])
    one = shown.readings[0] if len(shown.readings) == 1 else None
    title = str(entry["zh"])
    figure = draw(shown, title, scale)
    return Card(
        id=shown.id, title=title, en=str(entry.get("en", "")),
        headline=_value(one.estimate, scale) if one else "", told=_told(one.estimate, scale) if one else "",
        table=Markup("") if one else _readings(shown, scale),
        many=len(shown.readings) if len(shown.readings) > _FOLDED else 0, figure=figure or Markup(""),
        answers=_answers(entry, shown), leaves=_leaves(entry, metrics),
    )  # fmt: skip


def _answers(entry: Mapping[str, Any], shown: View) -> list[tuple[str, str]]:
    windows = list(dict.fromkeys(reading.estimate.window for reading in shown.readings if reading.estimate.window))
    told = windows[0] if len(windows) == 1 else f"{windows[0]} … {windows[-1]}" if windows else str(entry["window"])
    parts = [(say(f"metric.{part}"), str(entry[part])) for part in ("definition", "denominator")]
    return [*((label, text) for label, text in parts if text != say("report.none")), (say("metric.window"), told)]


def _leaves(entry: Mapping[str, Any], metrics: Entries) -> list[tuple[str, str]]:
    """What the figure does not say: other metrics, who is left out, what is not over, how it is misread."""
    others = "、".join(str(metrics[name]["zh"]) for name in entry.get("not_to_confuse_with") or () if name in metrics)
    parts = [(say("report.not_the_same"), others)]
    parts += [(say(f"metric.{part}"), str(entry.get(part, ""))) for part in ("excluded", "unfinished", "pitfall")]
    return [(label, _CLAIMS.sub("", text)) for label, text in parts if text and text != say("report.none")]


def _readings(shown: View, scale: Scale) -> Markup:
    """The readings as a table; columns that say nothing are left out."""
    columns = {
        "label": [reading.label for reading in shown.readings],
        "value": [_bare(reading.estimate.value, scale) for reading in shown.readings],
        "interval": [_range(reading.estimate, scale) for reading in shown.readings],
        "n": [f"{reading.estimate.n:,}" for reading in shown.readings],
        "n_total": [f"{reading.estimate.n_total:,}" for reading in shown.readings],
    }
    if columns["n"] == columns["n_total"]:
        del columns["n_total"]
    if not any(columns["interval"]):
        del columns["interval"]
    unit = f"（{scale.unit}）" if scale.unit else ""
    head = [say(f"report.{name}") + (unit if name == "value" else "") for name in columns]
    return table_html(head, list(zip(*columns.values(), strict=True)))


def _value(estimate: Estimate, scale: Scale) -> str:
    return scale.text(estimate.value) if estimate.value is not None else say("report.unknown")


def _bare(value: float | None, scale: Scale) -> str:
    return scale.bare(value) if value is not None else "—"


def _range(estimate: Estimate, scale: Scale) -> str:
    """Both ends of the interval; empty when there is none."""
    if estimate.low is None and estimate.high is None:
        return ""
    return f"{_bare(estimate.low, scale)} – {_bare(estimate.high, scale)}"


def _told(estimate: Estimate, scale: Scale) -> str:
    """The interval and the people of a single figure, and what its metric is always told with."""
    interval = _range(estimate, scale)
    parts = [say("report.told_interval", interval=interval, unit=scale.unit)] if interval else []
    key = "report.told_n" if estimate.n == estimate.n_total else "report.told_n_total"
    parts.append(say(key, n=f"{estimate.n:,}", n_total=f"{estimate.n_total:,}"))
    if isinstance(estimate, Growth):
        parts.append(say("report.told_growth", joined=f"{estimate.joined:,}", left=f"{estimate.left:,}"))
    return "；".join(parts)
