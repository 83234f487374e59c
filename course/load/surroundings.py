"""What an exercise takes from outside its folder: the dataset's folder and the named types of signatures."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

Types = dict[str, dict[str, Any]]


def dataset_folder(folder: Path, dataset: str, root: Path | None) -> Path | None:
    """The exercise's own `data/` when it holds a `tables.py`, else the course's dataset of that name, else None."""
    if (folder / "data" / "tables.py").is_file():
        return folder / "data"
    shared = root / "datasets" / dataset if root and dataset else None
    return shared if shared and shared.is_dir() else None


def named_types(root: Path | None, own: Types) -> Types:
    """Types of the course's `exercises/PLAN.toml`, and the exercise's own, which go first."""
    return {**(_plan_types(root / "exercises" / "PLAN.toml") if root else {}), **own}


@cache
def _plan_types(path: Path) -> Types:
    try:
        types: Types = tomllib.loads(path.read_text(encoding="utf-8")).get("types", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}  # `course check` says what is wrong with it
    return types
