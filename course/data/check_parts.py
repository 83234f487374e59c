"""Holds a folder of Parquet tables (`<table>/*.parquet` or `<table>.parquet`) against its dataset, however large, in DuckDB.

The faults are those of `course.data.validate`, counted over the whole, with examples.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.data.parts import parquet_type
from course.data.validate import CHRONOLOGY, EXAMPLES, YEARS_AFTER, YEARS_BEFORE
from course.load.problem import Problem, Report
from course.model import Column, Dataset, Table
from course.words import Words

if TYPE_CHECKING:
    import duckdb

_say = Words("course")


def find_parquet(folder: Path, name: str) -> str | None:
    """The pattern of a table's Parquet files in the folder; None when there are none."""
    for pattern in (f"{name}/*.parquet", f"{name}.parquet"):
        if any(folder.glob(pattern)):
            return str(folder / pattern)
    return None


@dataclass(frozen=True)
class _Fault:
    """One fault to look for: rows of `rows` (SQL after FROM) where `wrong` holds, told with `shown` (SQL) as examples."""

    name: str
    column: str
    rows: str
    wrong: str
    shown: str
    told: dict[str, Any] = field(default_factory=dict)


def check_parquet(dataset: Dataset, folder: Path) -> list[Problem]:
    """All faults of the tables of a Parquet folder: columns, types, keys, missing values, bounds, order of times, references.

    Memory is bounded by DuckDB, which goes on in a temporary folder when it has not enough.
    """
    import duckdb

    report = Report(folder)
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute("SET temp_directory = ?", [spill])
        connection.execute("SET preserve_insertion_order = false")
        read = {table.name: table for table in _simulated(dataset) if _open(connection, table, folder, report)}
        for table in read.values():
            for fault in _faults(dataset, table, read):
                _tell(connection, fault, folder / table.name, report)
    return list(report.problems)


def _tell(connection: duckdb.DuckDBPyConnection, fault: _Fault, path: Path, report: Report) -> None:
    """Look for one fault; note how many rows have it, and the first of them."""
    count = connection.sql(f"SELECT count(*) FROM {fault.rows} WHERE {fault.wrong}").fetchall()[0][0]
    if not count:
        return
    query = f"SELECT {fault.shown} AS shown FROM {fault.rows} WHERE {fault.wrong} ORDER BY shown LIMIT {EXAMPLES}"
    examples = "、".join(_say("data.example_value", value=value) for (value,) in connection.sql(query).fetchall())
    report.add(f"data.{fault.name}", path, column=fault.column, count=count, examples=examples, **fault.told)


def _faults(dataset: Dataset, table: Table, read: Mapping[str, Table]) -> Iterator[_Fault]:
    """Every fault that a table of that description can have."""
    yield _key(table)
    for column in table.columns:
        yield from _values(dataset, table, column)
        target, _, key = column.ref.partition(".")
        if target in read:
            of = f'"{table.name}" t ANTI JOIN "{target}" o ON t."{column.name}" = o."{key}"'
            there = f't."{column.name}" IS NOT NULL'
            yield _Fault("dangling_ref", column.name, of, there, _text(column.name), {"target": target})
    names = {column.name for column in table.columns}
    for earlier, later in CHRONOLOGY:
        if {earlier, later} <= names:
            wrong = f'"{later}" < "{earlier}"'
            yield _Fault("wrong_order", later, f'"{table.name}"', wrong, _text(later), {"other": earlier})


def _key(table: Table) -> _Fault:
    key = ", ".join(f'"{name}"' for name in table.key)
    rows = f'(SELECT {key}, count(*) AS times FROM "{table.name}" GROUP BY {key})'
    shown = " || ' / ' || ".join(_text(name) for name in table.key)
    return _Fault("duplicate_key", "、".join(table.key), rows, "times > 1", shown)


def _values(dataset: Dataset, table: Table, column: Column) -> Iterator[_Fault]:
    """What a single value can be wrong in: missing, not listed, out of bounds, far from the window."""
    name, rows, shown = f'"{column.name}"', f'"{table.name}"', _text(column.name)
    if not column.null:
        yield _Fault("missing_value", column.name, rows, f"{name} IS NULL", _text(table.key[0]))
    if column.values:
        listed = ", ".join("'" + value.replace("'", "''") + "'" for value in column.values)
        told = {"values": "、".join(column.values)}
        yield _Fault("not_a_value", column.name, rows, f"{name} NOT IN ({listed})", shown, told)
    if column.min is not None:
        yield _Fault("below_min", column.name, rows, f"{name} < {column.min}", shown, {"min": column.min})
    if column.max is not None:
        yield _Fault("above_max", column.name, rows, f"{name} > {column.max}", shown, {"max": column.max})
    if column.type in ("date", "ts"):
        first, last = int(dataset.window_start[:4]) - YEARS_BEFORE, int(dataset.window_end[:4]) + YEARS_AFTER
        wrong = f"year({name}) NOT BETWEEN {first} AND {last}"
        yield _Fault("far_date", column.name, rows, wrong, shown, {"first": first, "last": last})


def _text(column: str) -> str:
    return f"coalesce(\"{column}\"::VARCHAR, '')"


def _simulated(dataset: Dataset) -> list[Table]:
    return [table for table in dataset.tables.values() if table.status == "simulated"]


def _open(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, report: Report) -> bool:
    """Make the table's files a view of its name; False, with the fault noted, when it is not that table."""
    import duckdb

    pattern, path = find_parquet(folder, table.name), folder / table.name
    if pattern is None:
        report.add("data.missing_table", path, table=table.name, zh=table.zh)
        return False
    try:
        found = connection.read_parquet(pattern)
    except duckdb.Error as fault:
        report.add("data.unreadable", path, fault=str(fault).splitlines()[0])
        return False
    types = dict(zip(found.columns, map(str, found.types), strict=True))
    found.create_view(table.name)
    whole = True
    for column in table.columns:
        if column.name not in types:
            report.add("data.missing_column", path, column=column.name, zh=column.zh)
        elif not _fits(column, types[column.name]):
            report.add(
                "data.wrong_parquet_type", path, column=column.name, got=types[column.name], want=parquet_type(column)
            )
        else:
            continue
        whole = False
    return whole


def _fits(column: Column, found: str) -> bool:
    """Whether a Parquet column's type, in DuckDB's words, holds that column's values."""
    wanted = {"ts": "TIMESTAMP WITH TIME ZONE"}.get(column.type, parquet_type(column))
    return found == wanted
