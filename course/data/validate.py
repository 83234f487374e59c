"""Authority on whether a folder of tables keeps what its dataset promises: every finding at once, counted, with examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from course.data.text import UnreadableError, dtype, find_table, read_text, to_typed
from course.load.problem import Problem, Report
from course.model import Column, Dataset, Table
from course.words import Words

EXAMPLES = 3
YEARS_BEFORE, YEARS_AFTER = 15, 10  # of the dataset's window: outside them a moment is a fault of writing
# Of two columns in one table, the second is never before the first. Names mean the same in every table.
CHRONOLOGY = (
    ("ordered_at", "paid_at"),
    ("joined_at", "left_at"),
    ("requested_at", "settled_at"),
    ("issued_at", "expires_at"),
    ("start_at", "end_at"),
    ("opened_at", "closed_at"),
    ("received_at", "closed_at"),
    ("at", "closed_at"),
    ("sent_at", "received_at"),
    ("sent_at", "opened_at"),
    ("sent_at", "clicked_at"),
    ("event_at", "ingested_at"),
    ("signed_up_at", "checked_in_at"),
    ("invited_at", "clicked_at"),
    ("invited_at", "registered_at"),
)
_CHECKS = {
    "not_nullable": "missing_value",
    "multiple_fields_uniqueness": "duplicate_key",
    "isin": "not_a_value",
    "greater_than_or_equal_to": "below_min",
    "less_than_or_equal_to": "above_max",
}

_say = Words("course")


def frame_schema(table: Table, zone: str, nullable: bool = False) -> pa.DataFrameSchema:
    """What a typed frame of `table` must be: its columns in order, dtypes, missing values, bounds, values, unique key.

    `nullable` takes the dtypes that can hold missing values, for frames read leniently; what may be missing stays the same.
    """
    columns = {
        column.name: pa.Column(
            dtype(column, zone, nullable or column.null), checks=_checks(column), nullable=column.null
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(
        columns, unique=list(table.key), strict=True, ordered=True, report_duplicates="exclude_first"
    )


def _checks(column: Column) -> list[pa.Check]:
    checks = [pa.Check.isin(column.values)] if column.values else []
    checks += [pa.Check.ge(column.min)] if column.min is not None else []
    return checks + ([pa.Check.le(column.max)] if column.max is not None else [])


def check_folder(dataset: Dataset, folder: Path, tables: Iterable[str] | None = None) -> list[Problem]:
    """All faults of the CSV tables in `folder`, by file and line; empty when there is none.

    `tables` are those that must be there: all simulated ones when None. Lines count the header as line 1.
    """
    wanted = [
        table
        for name, table in dataset.tables.items()
        if (name in tables if tables is not None else table.status == "simulated")
    ]
    report = Report(folder)
    read = {table.name: found for table in wanted if (found := _read(dataset, table, folder, report))}
    for found in read.values():
        _check_values(found, report)
        _check_times(dataset, found, report)
        _check_refs(found, read, report)
    return list(report.problems)


@dataclass(frozen=True)
class _Read:
    """A table as found in a file: its text and what could be made of it."""

    table: Table
    path: Path
    text: pd.DataFrame
    typed: pd.DataFrame
    misfits: Mapping[str, pd.Series]
    zone: str

    def tell(
        self, report: Report, fault: str, column: str, rows: Iterable[int], other: str = "", **more: object
    ) -> None:
        """Note one fault of a column: how many rows have it, and the first of them as they stand in the file."""
        rows = sorted(set(rows))
        if rows:
            shown = [
                _say("data.example", line=row + 2, value=self._shown(row, column, other)) for row in rows[:EXAMPLES]
            ]
            report.add(
                f"data.{fault}",
                self.path,
                rows[0] + 2,
                column=column,
                count=len(rows),
                other=other,
                examples="、".join(shown),
                **more,
            )

    def _shown(self, row: int, column: str, other: str) -> str:
        names = [name for name in (*column.split("、"), other) if name]
        return " / ".join(str(self.text.at[row, name]) for name in names)


def _read(dataset: Dataset, table: Table, folder: Path, report: Report) -> _Read | None:
    """A table from the folder, with faults of the file and of its columns noted; None when it is not that table."""
    path = find_table(folder, table.name)
    if path is None:
        report.add("data.missing_table", folder / f"{table.name}.csv", table=table.name, zh=table.zh)
        return None
    try:
        text = read_text(path)
    except UnreadableError as fault:
        report.add("data.unreadable", path, fault=fault)
        return None
    names = [column.name for column in table.columns]
    missing = [name for name in names if name not in text]
    other = _resembles(dataset, text) if len(missing) > len(names) / 2 else None
    if other and other != table.name:
        report.add("data.swapped_table", path, 1, table=table.name, other=other)
        return None
    for name in missing:
        report.add("data.missing_column", path, 1, column=name, zh=table.column(name).zh)
    typed, misfits = to_typed(table, text, dataset.timezone)
    return _Read(table, path, text, typed, misfits, dataset.timezone)


def _resembles(dataset: Dataset, text: pd.DataFrame) -> str | None:
    """The table all of whose columns the file has, if any."""
    fits = [table for table in dataset.tables.values() if all(column.name in text for column in table.columns)]
    return max(fits, key=lambda table: len(table.columns)).name if fits else None


def _check_values(found: _Read, report: Report) -> None:
    """Types, missing values, bounds, listed values, the key."""
    for name, wrong in found.misfits.items():
        column = found.table.column(name)
        fault = "no_offset" if column.type == "ts" and not column.naive and _only_offset(wrong) else "wrong_type"
        found.tell(report, fault, name, wrong.index, kind=_say(f"data.kind.{column.type}"))
    schema = frame_schema(found.table, found.zone, nullable=True)
    schema = schema.remove_columns([name for name in schema.columns if name not in found.typed])
    if not set(found.table.key) <= set(found.typed):
        schema.unique = None
    try:
        schema.validate(found.typed, lazy=True)
    except pa.errors.SchemaErrors as faults:
        cases = faults.failure_cases
        for (check, column), rows in cases.assign(check=cases["check"].str.partition("(")[0]).groupby(
            ["check", "column"]
        ):
            _tell_check(found, report, str(check), str(column), rows["index"])


def _only_offset(wrong: pd.Series) -> bool:
    """Whether nothing but the offset is missing from the first of these texts."""
    return bool(pd.notna(pd.to_datetime(wrong.iloc[0], format="ISO8601", errors="coerce")))


def _tell_check(found: _Read, report: Report, check: str, name: str, rows: pd.Series) -> None:
    fault, column = _CHECKS[check], found.table.column(name)
    if fault == "missing_value":
        rows = rows[~rows.isin(found.misfits.get(name, rows.iloc[:0]).index)]
    if fault != "duplicate_key":
        found.tell(report, fault, name, rows, values="、".join(column.values), min=column.min, max=column.max)
    elif name == found.table.key[0]:  # pandera lists the same rows under each column of the key
        found.tell(report, fault, "、".join(found.table.key), rows)


def _check_times(dataset: Dataset, found: _Read, report: Report) -> None:
    """Moments far outside the window, and pairs in the wrong order."""
    zone = dataset.timezone
    first = pd.Timestamp(dataset.window_start, tz=zone) - pd.DateOffset(years=YEARS_BEFORE)
    last = pd.Timestamp(dataset.window_end, tz=zone) + pd.DateOffset(years=YEARS_AFTER)
    for column in found.table.columns:
        if column.type in ("date", "ts") and column.name in found.typed:
            at = found.typed[column.name]
            at = at.dt.tz_localize(zone) if column.type == "date" else at
            found.tell(
                report, "far_date", column.name, at.index[(at < first) | (at >= last)], first=first.year, last=last.year
            )
    for earlier, later in CHRONOLOGY:
        if {earlier, later} <= set(found.typed):
            wrong = found.typed[later] < found.typed[earlier]
            found.tell(report, "wrong_order", later, wrong.index[wrong], other=earlier)


def _check_refs(found: _Read, read: Mapping[str, _Read], report: Report) -> None:
    """Values that point at a row that is not there. A table that is not there has been noted already."""
    for column in found.table.columns:
        target, _, key = column.ref.partition(".")
        if target in read and key in read[target].typed and column.name in found.typed:
            values = found.typed[column.name]
            dangling = values.notna() & ~values.isin(read[target].typed[key])
            found.tell(report, "dangling_ref", column.name, dangling.index[dangling], target=target)
