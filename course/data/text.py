"""From the text of a file to typed columns, leniently: what does not fit its type is set apart, never guessed at."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pandas as pd

from course.model import Column, Table

NULLABLE = {
    "str": "str",
    "enum": "str",
    "int": "Int64",
    "float": "float64",
    "bool": "boolean",
    "date": "datetime64[us]",
}
EXACT = {**NULLABLE, "int": "int64", "bool": "bool"}

_OFFSET = r"(?:Z|[+-]\d\d:?\d\d)$"
_TRUTH = {"true": True, "false": False}


class UnreadableError(Exception):
    """A file that is no table: not UTF-8, empty, damaged or not CSV."""


def dtype(column: Column, zone: str, nullable: bool) -> str:
    """The pandas dtype of a column: one that can hold missing values when `nullable`."""
    if column.type == "ts":
        return f"datetime64[us, {zone}]"
    return (NULLABLE if nullable else EXACT)[column.type]


def find_table(folder: Path, name: str) -> Path | None:
    """The file of a table in a folder."""
    paths = (folder / f"{name}.csv.gz", folder / f"{name}.csv")
    return next((path for path in paths if path.is_file()), None)


def read_text(path: Path) -> pd.DataFrame:
    """Every column as `str`, "" where nothing stands. Raises UnreadableError."""
    try:
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, EOFError, OSError, zlib.error) as fault:  # pandas' own faults are ValueErrors
        raise UnreadableError(str(fault)) from fault
    return frame.fillna("")


def to_typed(table: Table, text: pd.DataFrame, zone: str) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Typed columns, with missing values where the text is blank or misfits, and the misfits by column.

    Only columns of `table` that `text` has are there; dtypes are the nullable ones.
    """
    typed, misfits = {}, {}
    for column in table.columns:
        if column.name not in text:
            continue
        values = text[column.name]
        read = _parse(column, values, zone)
        wrong = values[read.isna() & (values != "")]
        typed[column.name] = read
        if not wrong.empty:
            misfits[column.name] = wrong
    return pd.DataFrame(typed, index=text.index), misfits


def _parse(column: Column, values: pd.Series, zone: str) -> pd.Series:
    """One column, NA where the text does not fit."""
    if column.type == "int":
        whole = values.where(values.str.fullmatch(r"[+-]?\d{1,18}"))
        return pd.to_numeric(whole, errors="coerce").astype("Int64")
    if column.type == "float":
        return pd.to_numeric(values, errors="coerce").astype("float64")
    if column.type == "bool":
        return values.str.lower().map(_TRUTH).astype("boolean")
    if column.type == "date":
        return pd.to_datetime(values, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    if column.type == "ts":
        return _instants(values, column.naive, zone)
    return values.where(values != "").astype("str")


def _instants(values: pd.Series, naive: str, zone: str) -> pd.Series:
    """Instants; text without an offset is local time of `naive`, or misfits when that is empty."""
    at = pd.to_datetime(values, format="ISO8601", errors="coerce", utc=True)
    bare = ~np.fromiter((text.endswith("Z") for text in values), bool, len(values))  # the usual, twenty times as fast
    bare[bare] = ~values[bare].str.contains(_OFFSET)
    if naive and bare.any():
        local = at.dt.tz_localize(None).dt.tz_localize(naive, ambiguous="NaT", nonexistent="NaT")
        at = at.mask(bare, local.dt.tz_convert("UTC"))
    elif bare.any():
        at = at.mask(bare)
    return at.dt.tz_convert(zone).dt.as_unit("us")
