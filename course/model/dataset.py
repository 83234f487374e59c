"""Records of a dataset: its tables and their columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course.model.lookup import first

ColumnType = Literal["str", "int", "float", "bool", "date", "ts", "enum"]


@dataclass(frozen=True)
class Column:
    """One column of a table. `naive` is the zone of text without an offset; `unit` is Chinese text such as 分."""

    name: str
    type: ColumnType
    zh: str
    unit: str = ""
    null: bool = False
    ref: str = ""
    values: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    naive: str = ""


@dataclass(frozen=True)
class Table:
    """One table of a dataset. `rows` is the design size; `status` says whether the simulator makes it yet.

    `sample` says which of its rows are committed, `sample_rows` how many; empty and 0 when all are.
    """

    name: str
    zh: str
    description: str
    key: tuple[str, ...]
    rows: int
    columns: tuple[Column, ...]
    status: Literal["simulated", "planned"] = "simulated"
    dirt: tuple[str, ...] = ()
    sha256: str = ""
    sample: str = ""
    sample_rows: int = 0

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when there is none."""
        return first((column for column in self.columns if column.name == name), name)


@dataclass(frozen=True)
class Dataset:
    """A folder of tables described by its `dataset.toml`. Window days are ISO dates, half-open, in `timezone`."""

    slug: str
    folder: Path
    title: str
    brand: str
    synthetic: bool
    licence: str
    origin: str
    timezone: str
    window_start: str
    window_end: str
    main_seed: int
    tables: dict[str, Table]
