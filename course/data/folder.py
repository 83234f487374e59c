"""Reads the tables that a folder holds, typed by the dataset's own `tables.py`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from course.content import load_module
from course.model import Dataset

if TYPE_CHECKING:
    import pandas as pd


def read_folder(dataset: Dataset, folder: Path) -> dict[str, pd.DataFrame]:
    """The dataset's tables of which `folder` has a file, by name. Raises ValueError, in Chinese, for a bad file."""
    reader = load_module(dataset.folder / "tables.py")
    held = [name for name in dataset.tables if any((folder / f"{name}{end}").is_file() for end in (".csv.gz", ".csv"))]
    return {name: reader.load(name, folder) for name in held}
