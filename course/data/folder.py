"""Reads the tables that a folder holds, typed by the dataset's own `tables.py`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from course.model import Dataset

if TYPE_CHECKING:
    import pandas as pd


def read_folder(dataset: Dataset, folder: Path) -> dict[str, pd.DataFrame]:
    """The dataset's tables of which `folder` has a file, by name. Raises ValueError, in Chinese, for a bad file."""
    spec = importlib.util.spec_from_file_location(f"_tables_{dataset.slug}", dataset.folder / "tables.py")
    assert spec is not None and spec.loader is not None
    loader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loader)
    held = [name for name in dataset.tables if any((folder / f"{name}{end}").is_file() for end in (".csv.gz", ".csv"))]
    return {name: loader.load(name, folder) for name in held}
