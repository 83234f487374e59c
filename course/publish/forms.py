"""Authority on what publishing asks of a grader: the computed values of an exercise's 判 and 算 forms.

Publishing may not import the grader, so the composition root hands in a `FormKeys`.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pandas as pd

from course.files import write_atomically
from course.model import Exercise


@dataclass(frozen=True)
class PredictKey:
    """Choices of one 判 question in the order of `forms.yml`: (mistake slug or "solution", the value as text)."""

    id: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CalcKey:
    """Answers of the 算 form on its variant. `tables` are that variant's, as `tables.load` types them."""

    right: Mapping[str, float]
    mistakes: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class FormKey:
    """The computed values of one exercise's forms."""

    predict: tuple[PredictKey, ...] = ()
    calc: CalcKey | None = None


class FormKeys(Protocol):
    """Gives the values of an exercise's forms."""

    def __call__(self, exercise: Exercise) -> FormKey: ...


class FormFault(Exception):
    """A form cannot be computed: the exercise's fault, said in English for its author."""


class KeptFormKeys:
    """Form keys kept in a folder, by the exercise's files (not its prose), its dataset's code and what computes them.

    The folder is this build's own: nothing but what was written here is read back.
    """

    def __init__(self, compute: FormKeys, folder: Path, computed_by: str) -> None:
        self._compute, self._folder, self._by = compute, folder, computed_by

    def __call__(self, exercise: Exercise) -> FormKey:
        """The key of an exercise. Raises FormFault."""
        kept = self._folder / f"{exercise.slug}-{self._digest(exercise)}.forms"
        if kept.is_file():
            key: FormKey = pickle.loads(kept.read_bytes())
            return key
        key = self._compute(exercise)
        for old in self._folder.glob(f"{exercise.slug}-*.forms"):
            old.unlink(missing_ok=True)
        write_atomically(kept, pickle.dumps(key))
        return key

    def _digest(self, exercise: Exercise) -> str:
        sha = hashlib.sha256(f"{self._by}\0{pd.__version__}".encode())
        own = (path for path in exercise.folder.rglob("*") if path.suffix not in (".md", ".pyc") and path.is_file())
        for path in sorted(own):
            sha.update(f"\0{path.relative_to(exercise.folder)}\0".encode() + path.read_bytes())
        folder = exercise.dataset_folder
        patterns = ("dataset.toml", "*.py", "simulation/*.py") if folder else ()
        for path in sorted(path for pattern in patterns for path in folder.glob(pattern)) if folder else ():
            sha.update(path.name.encode() + b"\0" + path.read_bytes())
        return sha.hexdigest()[:24]
