"""Reads a `dataset.toml`, the authority on a dataset's tables, into the model. Imports no data frame library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args
from zoneinfo import ZoneInfo

from course.load.problem import Report
from course.load.record import Record
from course.load.source import read_toml
from course.model import Column, ColumnType, Dataset, Table

FILE = "dataset.toml"


def read_dataset(folder: Path) -> Dataset:
    """The dataset of that folder. Raises CourseProblems with every fault found in its `dataset.toml`."""
    report = Report()
    dataset = parse_dataset(folder, report)
    report.raise_any()
    assert dataset is not None
    return dataset


def parse_dataset(folder: Path, report: Report) -> Dataset | None:
    """The dataset of that folder, with every problem noted; None when its `dataset.toml` cannot be read."""
    source = read_toml(folder / FILE, report)
    if source is None:
        return None
    record = Record(source, report)
    record.schema_version()
    tables = record.child("tables")
    dataset = Dataset(
        slug=record.text("slug"),
        folder=folder,
        title=record.text("title"),
        brand=record.text("brand"),
        synthetic=record.flag("synthetic"),
        licence=record.text("licence"),
        origin=record.text("origin"),
        timezone=_zone(record, "timezone"),
        window_start=_day(record, "window_start"),
        window_end=_day(record, "window_end"),
        main_seed=record.whole("main_seed"),
        tables={name: _table(name, child) for name, child in _children(tables)},
    )
    record.done()
    if dataset.slug and dataset.slug != folder.name:
        record.problem("data.slug", "slug", got=dataset.slug, want=folder.name)
    if dataset.window_start and dataset.window_end and dataset.window_start >= dataset.window_end:
        record.problem("data.window", "window_end", start=dataset.window_start, end=dataset.window_end)
    _check_refs(tables, dataset.tables)
    return dataset


def _children(record: Record | None) -> list[tuple[str, Record]]:
    """The mappings of a record by name; what is not one is a problem."""
    found = [(name, record.child(name)) for name in record.data] if record else []
    return [(name, child) for name, child in found if child]


def _zone(record: Record, key: str, default: str | None = None) -> str:
    name = record.text(key, default)
    try:
        if name:
            ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        record.problem("data.zone", key, got=name)
    return name


def _day(record: Record, key: str) -> str:
    """A day as ISO text, written as a TOML date or as text."""
    value = record.data.get(key)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        record.data = {**record.data, key: value.isoformat()}
    text = record.text(key)
    try:
        return dt.date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        record.problem("data.day", key, got=text)
        return ""


def _table(name: str, record: Record) -> Table:
    status = record.choice("status", ("simulated", "planned"), "simulated")
    table = Table(
        name=name,
        zh=record.text("zh"),
        description=record.text("description"),
        key=record.texts("key"),
        rows=record.whole("rows"),
        status="planned" if status == "planned" else "simulated",
        columns=tuple(_column(column, child) for column, child in _children(record.child("columns"))),
        dirt=record.texts("dirt", ()),
        sha256=record.text("sha256", ""),
        sample=record.text("sample", ""),
        sample_rows=record.whole("sample_rows", 0),
    )
    record.done()
    for key in set(table.key) - {column.name for column in table.columns}:
        record.problem("data.key_column", "key", key=key)
    return table


def _column(name: str, record: Record) -> Column:
    kind = record.choice("type", get_args(ColumnType))
    column = Column(
        name=name,
        type=cast(ColumnType, kind),
        zh=record.text("zh"),
        unit=record.text("unit", ""),
        null=record.flag("null", False),
        ref=record.text("ref", ""),
        values=record.texts("values", ()),
        min=_bound(record, "min"),
        max=_bound(record, "max"),
        naive=_zone(record, "naive", ""),
    )
    record.done()
    if bool(column.values) != (kind == "enum"):
        record.problem("data.enum_values", "values" if column.values else "type")
    return column


def _bound(record: Record, key: str) -> float | None:
    value = record.number(key, 0.0)
    return value if key in record.data else None


def _check_refs(record: Record | None, tables: Mapping[str, Table]) -> None:
    """Note every `ref` that does not point at a column of a table."""
    there = {f"{table.name}.{column.name}" for table in tables.values() for column in table.columns}
    for table in tables.values():
        for column in table.columns:
            if record and column.ref and column.ref not in there:
                record.problem("data.ref", table.name, "columns", column.name, "ref", got=column.ref)
