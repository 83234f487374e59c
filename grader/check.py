"""One submission from file to Result: reads it, runs it at an isolation level, takes it through the checks."""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from typing import TYPE_CHECKING

from course.model import Exercise
from course.result import CheckResult, Form, Result
from course.words import Words
from grader import __version__
from grader.checking.submission import load_failure
from grader.judge.runner import InProcess, Limits, Runner
from grader.judge.source import Source

if TYPE_CHECKING:
    from grader.checking.plugin import Attempt

say = Words("grader")


def make_runner(exercise: Exercise, level: int, limits: Limits) -> Runner:
    """A runner of that isolation level; at level 1 its process starts at once, so make it before heavy imports."""
    if level == 0:
        return InProcess()
    from grader.judge.subprocess import Subprocess

    return Subprocess(limits, preload=("pandas",) if needs_tables(exercise) else ())


def needs_tables(exercise: Exercise) -> bool:
    """Whether the exercise's functions take or give tables, so that a worker should import pandas beforehand."""
    return bool(exercise.tables) or any(
        word in f.signature for f in exercise.functions for word in ("DataFrame", "Series", "Timestamp")
    )


class Checker:
    """Checks submissions on one exercise, keeping checks collected and a worker ready."""

    def __init__(
        self, exercise: Exercise, level: int = 1, limits: Limits = Limits(), seeds: tuple[int, ...] = ()
    ) -> None:
        self.exercise, self.level, self.limits = exercise, level, limits
        self._runner = make_runner(exercise, level, limits)
        from grader.checking.materials import PUBLIC_SEEDS, Materials

        self._materials = Materials(exercise, seeds or PUBLIC_SEEDS)

    def check(self, source: Source, form: Form = "write") -> Result:
        """The result of one submission."""
        results: list[Result] = []
        self.check_stream([source], results.append, form)
        return results[0]

    def check_stream(
        self, sources: Iterable[Source], done: Callable[[Result], None], form: Form = "write", ahead: bool = False
    ) -> None:
        """Call `done` with each submission's result, in order.

        The checks are collected once; `sources` may wait between items. `ahead` starts the next submission's process
        while this one is checked: faster for many, slower for one.
        """
        from grader.checking.plugin import Attempt
        from grader.checking.run import ChecksBroken, run_checks

        waiting: list[tuple[Source, float]] = []

        def attempts() -> Iterator[Attempt]:
            for source in sources:
                waiting.append((source, time.perf_counter()))
                failure = load_failure(source, self._runner.load(source))
                if ahead:
                    self.prepare()
                yield Attempt(self._runner, failure, self.limits)

        def finished(attempt: Attempt) -> None:
            source, began = waiting.pop()
            done(self._result(source, form, attempt, began))

        try:
            run_checks(self.exercise, attempts(), finished, self._materials)
        except ChecksBroken as problem:
            for source in sources:
                broken = CheckResult(
                    "checks", say("check.collect"), "error", 0.0, 0.0, say("check.ours", text=str(problem)[-600:])
                )
                done(
                    self._result(source, form, Attempt(self._runner, None, self.limits, [broken]), time.perf_counter())
                )

    def _result(self, source: Source, form: Form, attempt: Attempt, began: float) -> Result:
        exercise = self.exercise
        return Result(
            exercise={"id": exercise.id, "slug": exercise.slug, "version": exercise.version},
            form=form,
            submission={"name": source.name, "sha256": source.sha256},
            checks=tuple(attempt.checks),
            misconception=attempt.misconception,
            load=attempt.failure,
            seeds=self._materials.seeds,
            isolation_level=self._runner.level,
            versions=versions(),
            limits={"seconds": self.limits.seconds, "memory_mb": self.limits.memory_mb},
            seconds=round(time.perf_counter() - began, 4),
        )

    def prepare(self) -> None:
        """Start the next submission's process ahead of time."""
        prepare = getattr(self._runner, "prepare", None)
        if prepare:
            prepare()

    def close(self) -> None:
        """Stop the runner's processes."""
        self._runner.close()

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


def versions() -> dict[str, str | None]:
    """Versions that a result depends on; null for what this process has not loaded."""
    loaded = {name: metadata.version(name) if name in sys.modules else None for name in ("pandas", "numpy")}
    return {"grader": __version__, "python": platform.python_version(), **loaded}
