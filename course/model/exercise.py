"""Records of an exercise: its functions, forms and known mistakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

FormName = Literal["predict", "calc", "fix", "write", "deep"]


@dataclass(frozen=True)
class Mistake:
    """A known wrong solution: `wrong/<slug>.py`. `fails` are the checks that come out failed on it."""

    slug: str
    exercise: str
    path: Path
    title: str
    message: str
    fails: tuple[str, ...]
    misconception: str = ""

    @property
    def id(self) -> str:
        """The id everybody refers to, like `E3.4:same_day`."""
        return f"{self.exercise}:{self.slug}"


@dataclass(frozen=True)
class Function:
    """A function the learner writes: `signature` is the text of PLAN.toml, `parameters` its names in order."""

    name: str
    signature: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class PredictQuestion:
    """判: choices stand for the solution or a mistake; their values are computed, never written."""

    id: str
    ask: str
    case: str
    show: tuple[str, ...]
    call: str
    args: dict[str, Any]
    read: str
    format: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class CalcAnswer:
    """One number of a 算 form: read off the call's result, times `times`, right within `tol`.

    With `count`, what is read is a dict, list or Series, and the number is how many of its values are `count`.
    """

    id: str
    label: str
    read: str
    tol: float
    times: float = 1.0
    unit: str = ""
    count: str = ""


@dataclass(frozen=True)
class CalcForm:
    """算: work a downloaded variant out in a sheet. `columns` limits the sheet's columns per table."""

    ask: str
    call: str
    args: dict[str, Any]
    answers: tuple[CalcAnswer, ...]
    steps: tuple[str, ...]
    scale: float = 0.0
    case: str = ""
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class FixForm:
    """改: start from the mistake's file and replace the line `was` by `line`."""

    mistake: str
    was: str
    line: str


@dataclass(frozen=True)
class Forms:
    """The forms an exercise has; None or empty when it has not that one."""

    predict: tuple[PredictQuestion, ...] = ()
    calc: CalcForm | None = None
    fix: FixForm | None = None
    write: bool = True
    deep: str = ""

    @property
    def names(self) -> tuple[FormName, ...]:
        """Names of the forms present, in teaching order."""
        present: dict[FormName, object] = {
            "predict": self.predict,
            "calc": self.calc,
            "fix": self.fix,
            "write": self.write,
            "deep": self.deep,
        }
        return tuple(name for name, there in present.items() if there)


@dataclass(frozen=True)
class Exercise:
    """One exercise folder. `minutes` per form; `version` is the first 16 hex digits of the folder's sha256.

    `types` are the named types of PLAN.toml (or of the folder's own exercise.toml) that signatures use;
    `dataset_folder` is None when the exercise needs no dataset.
    """

    id: str
    slug: str
    folder: Path
    title: str
    chapter: str
    level: int
    minutes: dict[str, int]
    objectives: tuple[str, ...]
    functions: tuple[Function, ...]
    dataset: str
    tables: tuple[str, ...]
    requires: tuple[str, ...]
    hints: tuple[str, ...]
    out_of_scope: tuple[str, ...]
    sources: tuple[str, ...]
    variant_scale: float
    mistakes: tuple[Mistake, ...]
    forms: Forms
    version: str
    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    dataset_folder: Path | None = None

    def mistake(self, slug: str) -> Mistake:
        """The mistake of that slug; KeyError when there is none."""
        for mistake in self.mistakes:
            if mistake.slug == slug:
                return mistake
        raise KeyError(slug)
