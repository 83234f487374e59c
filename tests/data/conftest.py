"""The brand's dataset as committed, its simulator, its loader, and the main seed's tables."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from course.data.schema import read_dataset
from course.data.simulate import load_make, make_tables
from course.model import Dataset

FOLDER = Path(__file__).parents[2] / "datasets" / "qinghe"


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return read_dataset(FOLDER)


@pytest.fixture(scope="session")
def make(dataset: Dataset) -> ModuleType:
    return load_make(dataset)


@pytest.fixture(scope="session")
def loader() -> ModuleType:
    """`tables.py`, by path."""
    spec = importlib.util.spec_from_file_location("qinghe_tables", FOLDER / "tables.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def full(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """The main seed's tables at design size. Not to be changed."""
    return make_tables(dataset, dataset.main_seed)


@pytest.fixture(scope="session")
def small(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """A small variant. Not to be changed."""
    return make_tables(dataset, 11, 0.01)
