"""Authority on what publishing asks of a grader: the computed values of an exercise's 判 and 算 forms.

Publishing may not import the grader, so the composition root hands in a `FormKeys`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

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
