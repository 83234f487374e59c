"""The brand's dataset as committed, its simulator, its loader, and the main seed's tables."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from course.data.schema import read_dataset
from course.data.simulate import load_make, make_tables
from course.model import Dataset

TRADE = ("channels", "channel_costs", "members", "orders", "order_items", "refunds")
FOLDER = Path(__file__).parents[2] / "datasets" / "qinghe"


def load_module(name: str, path: Path) -> ModuleType:
    """A module by its path."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return read_dataset(FOLDER)


@pytest.fixture(scope="session")
def make(dataset: Dataset) -> ModuleType:
    return load_make(dataset)


@pytest.fixture(scope="session")
def loader() -> ModuleType:
    """`tables.py`, by path."""
    return load_module("qinghe_tables", FOLDER / "tables.py")


@pytest.fixture(scope="session")
def findings() -> ModuleType:
    """`claims/findings.py`, by path: the figures and effects of a brand, each with its standard error."""
    return load_module("_claims_findings", FOLDER / "claims" / "findings.py")


@pytest.fixture(scope="session")
def full(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """The main seed's tables of trade at design size. Not to be changed."""
    return make_tables(dataset, dataset.main_seed, tables=TRADE)


@pytest.fixture(scope="session")
def brand(dataset: Dataset, make: ModuleType) -> Any:
    """The main seed's brand at design size: its stages, made when first asked for."""
    return make.world.World(dataset.main_seed, 1.0)


@pytest.fixture(scope="session")
def table(make: ModuleType, brand: Any) -> Callable[[str], pd.DataFrame]:
    """Any table of that brand, whole. Not to be changed."""
    return cache(lambda name: make.TABLES[name](brand))


@pytest.fixture(scope="session")
def part(make: ModuleType) -> Callable[[str], Any]:
    """A module of the simulation, for the effects it is the authority on."""
    return lambda name: importlib.import_module(f".{name}", make.simulation.__name__)


@pytest.fixture(scope="session")
def small(dataset: Dataset) -> dict[str, pd.DataFrame]:
    """A small variant. Not to be changed."""
    return make_tables(dataset, 11, 0.01)
