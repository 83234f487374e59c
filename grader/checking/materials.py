"""What an exercise's checks work on: small cases, the dataset, seeded variants.

Tables are handed out as shallow copies: pandas copies on write, so a check that changes one changes its own alone.

Imports neither pandas nor NumPy itself: exercises without a dataset run where there is neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from course.content import load_module
from course.model import Exercise
from grader.judge.tables import is_table

PUBLIC_SEEDS: tuple[int, ...] = (101,)  # one: every verdict calls the submission on each of them

VARIANTS_KEPT = 8  # a class with a variant for each learner must not fill the memory

Tables = dict[str, Any]


class Materials:
    """Tables for one exercise, of which each call gives copies. `seeds` may change between submissions."""

    def __init__(self, exercise: Exercise, seeds: Sequence[int] = PUBLIC_SEEDS) -> None:
        self.exercise, self.seeds = exercise, tuple(seeds)
        self._variants: dict[tuple[int, float], Tables] = {}
        self._loaded: dict[tuple[str, str], Any] = {}
        self._cuts: dict[Callable[..., Any], Any] = {}

    @cached_property
    def _tables(self) -> ModuleType:
        return load_module(self._folder / "tables.py")

    @cached_property
    def _make(self) -> ModuleType:
        return load_module(self._folder / "make.py")

    @property
    def _folder(self) -> Path:
        folder = self.exercise.dataset_folder
        if folder is None:
            raise LookupError(f"exercise {self.exercise.id} names no dataset")
        return folder

    def case(self, name: str) -> Tables:
        """The hand-made tables of `cases/<name>/`, typed as the dataset's; empty when the exercise has no dataset."""
        folder = self.exercise.folder / "cases" / name
        if not folder.is_dir():
            raise LookupError(f"no case {name!r} in {self.exercise.slug}")
        loaded = {path.stem: self._load(path.stem, folder, partial=True) for path in sorted(folder.glob("*.csv"))}
        return {name: table.copy(deep=False) for name, table in loaded.items()}

    def dataset(self, table: str) -> Any:
        """One table of the committed sample, or of `$SIYU_DATA`."""
        return self._load(table, Path(os.environ.get("SIYU_DATA") or self._folder)).copy(deep=False)

    def cut(self, make: Callable[[Callable[[str], Any]], Any]) -> Any:
        """What `make(dataset)` gives, made once for all submissions: a table, or tables in dicts, lists and tuples."""
        if make not in self._cuts:
            self._cuts[make] = make(self.dataset)
        return _copied(self._cuts[make])

    def _load(self, table: str, folder: Path, partial: bool = False) -> Any:
        key = (table, str(folder))
        if key not in self._loaded:
            self._loaded[key] = self._tables.load(table, folder, partial=partial)
        return self._loaded[key]

    def variants(self) -> list[Tables]:
        """The exercise's tables made anew from each seed of the run; `[{}]` when it has no dataset."""
        return [self.variant(seed) for seed in self.seeds]

    def variant(self, seed: int, scale: float = 0.0) -> Tables:
        """The exercise's tables from one seed, at the exercise's scale unless another is given."""
        if self.exercise.dataset_folder is None or not self.exercise.tables:
            return {}
        key = (seed, scale or self.exercise.variant_scale)
        if key not in self._variants:
            while len(self._variants) >= VARIANTS_KEPT:
                del self._variants[next(iter(self._variants))]
            self._variants[key] = self._make.make(seed, key[1], list(self.exercise.tables))
        return {name: self._variants[key][name].copy(deep=False) for name in self.exercise.tables}


def _copied(value: Any) -> Any:
    """Shallow copies of the tables in a value."""
    if isinstance(value, dict):
        return {name: _copied(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_copied(each) for each in value)
    return value.copy(deep=False) if is_table(value) else value
