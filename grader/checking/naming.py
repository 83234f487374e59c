"""Names the known mistake behind a failed submission by comparing outputs on fixed diagnostic calls.

A wrong file is named when the submission equals it on every diagnostic call on which it differs from the solution, and
those are at least two. A tie names none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from course.model import Exercise, Mistake
from grader.checking.expect import same
from grader.checking.materials import PUBLIC_SEEDS, Materials
from grader.judge.runner import InProcess, Outcome, Runner
from grader.judge.source import read_source

Call = tuple[str, tuple[Any, ...]]
Diagnose = Callable[[Callable[[str], Any], dict[str, Any]], Iterable[Call]]

ENOUGH = 2
TOLERANCE = 1e-9

_known: dict[str, Diagnosis] = {}


class Diagnosis:
    """What the solution and every wrong file give on an exercise's diagnostic calls."""

    def __init__(self, exercise: Exercise, diagnose: Diagnose) -> None:
        materials = Materials(exercise, PUBLIC_SEEDS)
        self.calls: tuple[Call, ...] = tuple(diagnose(materials.case, materials.variant(PUBLIC_SEEDS[0])))
        self.solution = self._trusted(exercise.folder / "solution.py")
        self.mistakes = {mistake: self._trusted(mistake.path) for mistake in exercise.mistakes}

    def _trusted(self, path: Any) -> tuple[Outcome, ...]:
        runner = InProcess()
        runner.load(read_source(path))
        return self.outcomes(runner)

    def outcomes(self, runner: Runner) -> tuple[Outcome, ...]:
        """What a loaded submission gives on every diagnostic call."""
        return tuple(runner.call(function, args, {}) for function, args in self.calls)

    def telling(self, outcomes: Sequence[Outcome]) -> tuple[int, ...]:
        """Positions of the calls on which a mistake's outcomes differ from the solution's."""
        return tuple(
            i for i, (mine, right) in enumerate(zip(outcomes, self.solution, strict=True)) if not alike(mine, right)
        )

    @cached_property
    def _signs(self) -> dict[Mistake, dict[int, Outcome]]:
        """By mistake, what it gives on the calls that tell it from the solution; without those too few calls tell."""
        signs = {mistake: {i: given[i] for i in self.telling(given)} for mistake, given in self.mistakes.items()}
        return {mistake: sign for mistake, sign in signs.items() if len(sign) >= ENOUGH}

    def name(self, runner: Runner) -> Mistake | None:
        """The one mistake that a loaded submission shows, or None. It is called only while some mistake is still possible."""
        possible = dict(self._signs)
        for i, (function, args) in enumerate(self.calls):
            if any(i in sign for sign in possible.values()):
                given = runner.call(function, args, {})
                possible = {m: sign for m, sign in possible.items() if i not in sign or alike(given, sign[i])}
        return next(iter(possible)) if len(possible) == 1 else None


def diagnosis(exercise: Exercise, diagnose: Diagnose) -> Diagnosis:
    """The diagnosis of an exercise, computed once per version of its folder."""
    key = f"{exercise.folder}:{exercise.version}"
    if key not in _known:
        _known[key] = Diagnosis(exercise, diagnose)
    return _known[key]


def alike(one: Outcome, other: Outcome) -> bool:
    """Whether two calls came to the same: equal values, or an exception of the same type."""
    if one.kind != other.kind:
        return False
    if one.kind == "returned":
        return same(one.value, other.value, TOLERANCE) and one.changed == other.changed
    return one.kind == "raised" and one.detail.get("type") == other.detail.get("type")
