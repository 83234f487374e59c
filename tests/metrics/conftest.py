"""Small frames typed as the dataset's loader types them, on pandas and on DuckDB; exercises' solutions by path."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pandas as pd
import pytest

from course.data.schema import read_dataset
from course.data.simulate import load_make, make_tables
from course.model import Dataset

ROOT = Path(__file__).parents[2]
ZONE = "Asia/Shanghai"
Table = Callable[..., Any]
DTYPES = {"str": "str", "enum": "str", "int": "int64", "float": "float64", "bool": "bool"}
MISSING = {"int": "Int64", "bool": "boolean"}


def at(text: str) -> pd.Timestamp:
    """A moment on Shanghai's clock."""
    return pd.Timestamp(text, tz=ZONE)


@pytest.fixture(scope="session")
def qinghe() -> Dataset:
    return read_dataset(ROOT / "datasets" / "qinghe")


@pytest.fixture(scope="session")
def sample(qinghe: Dataset) -> dict[str, pd.DataFrame]:
    """The committed tables. Not to be changed."""
    loader = by_path(ROOT / "datasets" / "qinghe" / "tables.py")
    made = [name for name, table in qinghe.tables.items() if table.status == "simulated"]
    return {name: loader.load(name) for name in made}


@pytest.fixture(scope="session")
def variant(qinghe: Dataset) -> Callable[[int], dict[str, pd.DataFrame]]:
    """The six tables of trade, simulated small from a seed."""
    load_make(qinghe)
    names = ["channels", "channel_costs", "members", "orders", "order_items", "refunds"]
    return lambda seed: make_tables(qinghe, seed, 0.02, names)


@pytest.fixture(scope="session")
def interactions(qinghe: Dataset) -> Callable[[int], pd.DataFrame]:
    """The members' interactions, simulated small from a seed."""
    load_make(qinghe)
    return lambda seed: make_tables(qinghe, seed, 0.02, ["interactions"])["interactions"]


@pytest.fixture(scope="session")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database whose clock is far from Shanghai, so that no window can lean on the session's zone."""
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'America/New_York'")
        yield opened


@pytest.fixture(params=["pandas", "duckdb"])
def kind(request: pytest.FixtureRequest, connection: duckdb.DuckDBPyConnection) -> Callable[[pd.DataFrame], Any]:
    """A pandas frame as the kind of table under test."""
    return (lambda frame: frame) if request.param == "pandas" else connection.from_df


@pytest.fixture
def table(qinghe: Dataset, kind: Callable[[pd.DataFrame], Any]) -> Table:
    """`table("orders", "order_id member_id paid_at", rows)`: a hand-made table, times as Shanghai's clock shows them."""

    def make(name: str, columns: str, rows: Sequence[Sequence[Any]]) -> Any:
        return kind(typed(qinghe, name, columns.split(), rows))

    return make


def typed(dataset: Dataset, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """The rows as a frame with the types of the dataset's table."""
    specs = {column.name: column for column in dataset.tables[name].columns}
    types = {column: specs[column].type for column in columns}
    dtypes = {
        column: (MISSING if specs[column].null else {}).get(kind, DTYPES.get(kind)) for column, kind in types.items()
    }
    frame = pd.DataFrame([list(row) for row in rows], columns=list(columns), dtype="object")
    for column in columns:
        if types[column] == "ts":
            frame[column] = pd.to_datetime(frame[column], format="ISO8601").dt.tz_localize(ZONE).dt.as_unit("us")
        elif types[column] == "date":
            frame[column] = pd.to_datetime(frame[column], format="ISO8601").astype("datetime64[us]")
        else:
            frame[column] = frame[column].astype(dtypes[column])
    return frame


def by_path(path: Path) -> ModuleType:
    """A file outside the packages as a module."""
    spec = importlib.util.spec_from_file_location(f"_metrics_{path.parent.name.replace('-', '_')}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
