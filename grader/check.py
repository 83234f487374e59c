"""One submission from file to Result: reads it, runs it at an isolation level, takes it through the checks."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from course.model import Exercise
from course.result import CheckResult, Form, Result
from course.words import Words
from grader import __version__
from grader.checking.submission import load_failure
from grader.judge.runner import InProcess, Limits, Runner
from grader.judge.source import Source

if TYPE_CHECKING:
    from grader.checking.plugin import Attempt
    from grader.checking.run import CheckSession

say = Words("grader")

Heard = Callable[[CheckResult, int], None]
"""Told of a check that has ended, and how many there are."""


@dataclass(frozen=True)
class Entry:
    """A submission in a stream of them. `key` names it in the run; `seeds` are its own variants, none means the run's."""

    key: str
    source: Source
    seeds: tuple[int, ...] = ()


def make_runner(exercise: Exercise, level: int, limits: Limits) -> Runner:
    """A runner of that isolation level; above level 0 its process starts at once: make it before heavy imports."""
    if level == 0:
        return InProcess()
    from grader.judge.remote import Remote

    preload = ("pandas",) if needs_tables(exercise) else ()
    if level == 1:
        from grader.judge.subprocess import Processes

        return Remote(Processes(limits, preload), limits)
    from grader.judge.sandbox import Sandbox

    return Remote(Sandbox(limits, preload), limits)


def needs_tables(exercise: Exercise) -> bool:
    """Whether the exercise's functions take or give tables, so that a worker should import pandas beforehand."""
    return bool(exercise.tables) or any(
        word in f.signature for f in exercise.functions for word in ("DataFrame", "Series", "Timestamp")
    )


class Checker:
    """Checks submissions on one exercise, keeping checks collected (from the first on) and a worker ready."""

    def __init__(
        self, exercise: Exercise, level: int = 1, limits: Limits = Limits(), seeds: tuple[int, ...] = ()
    ) -> None:
        self.exercise, self.level, self.limits = exercise, level, limits
        self._runner = make_runner(exercise, level, limits)
        from grader.checking.materials import PUBLIC_SEEDS, Materials

        self._seeds = seeds or PUBLIC_SEEDS
        self._materials = Materials(exercise, self._seeds)
        self._session: CheckSession | None = None

    def check(
        self, source: Source | Entry, form: Form = "write", ahead: bool = False, heard: Heard | None = None
    ) -> Result:
        """The result of one submission.

        `ahead` starts the next submission's process while this one is checked: faster for many at level 1, slower for one.
        `heard` is told of each check as it ends, and how many there are.
        """
        from grader.checking.run import ChecksBroken, CheckSession

        entry = source if isinstance(source, Entry) else Entry("", source)
        if self._session is None:
            try:
                self._session = CheckSession(self.exercise, self._materials)
            except ChecksBroken as problem:
                return self._result(entry, form, self._broken(str(problem)[-600:]), time.perf_counter())
        began = time.perf_counter()
        attempt = self._load(entry)
        attempt.heard = heard
        if ahead:
            self.prepare()
        if not attempt.checks:  # else a fault of ours already stands for them
            self._session.run(attempt)
        return self._result(entry, form, attempt, began)

    def check_stream(
        self,
        sources: Iterable[Source | Entry],
        done: Callable[[Result], None],
        form: Form = "write",
        ahead: bool = False,
    ) -> None:
        """Call `done` with each submission's result, in order; `sources` may wait between items, nothing of them is kept."""
        for source in sources:
            done(self.check(source, form, ahead))

    def _load(self, entry: Entry) -> Attempt:
        """The submission in a process of its own, ready for its checks."""
        from grader.checking.plugin import Attempt
        from grader.judge.runner import HostFailed

        self._materials.seeds = entry.seeds or self._seeds
        try:
            return Attempt(self._runner, load_failure(entry.source, self._runner.load(entry.source)), self.limits)
        except HostFailed as problem:
            return self._broken(str(problem))

    def _broken(self, text: str) -> Attempt:
        from grader.checking.plugin import Attempt

        return Attempt(self._runner, None, self.limits, [broken_check(text)])

    def _result(self, entry: Entry, form: Form, attempt: Attempt, began: float) -> Result:
        return Result(
            **_circumstances(self.exercise, entry, form, self._runner.level, self.limits, self._seeds),
            checks=tuple(attempt.checks),
            misconception=attempt.misconception,
            load=attempt.failure,
            seconds=round(time.perf_counter() - began, 4),
        )

    def prepare(self) -> None:
        """Start the next submission's process ahead of time."""
        prepare = getattr(self._runner, "prepare", None)
        if prepare:
            prepare()

    def close(self) -> None:
        """Stop the runner's processes, and let go of the checks."""
        self._runner.close()
        if self._session is not None:
            self._session.close()
            self._session = None

    def __enter__(self) -> Checker:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()


def _circumstances(
    exercise: Exercise, entry: Entry, form: Form, level: int, limits: Limits, seeds: tuple[int, ...]
) -> dict[str, Any]:
    """What a Result says of its making."""
    return {
        "exercise": {"id": exercise.id, "slug": exercise.slug, "version": exercise.version},
        "form": form,
        "submission": {"name": entry.source.name, "sha256": entry.source.sha256},
        "seeds": entry.seeds or seeds,
        "isolation_level": level,
        "versions": versions(exercise),
        "limits": {"seconds": limits.seconds, "memory_mb": limits.memory_mb},
    }


def broken_check(text: str) -> CheckResult:
    """What stands for checks that a fault of ours kept from running."""
    return CheckResult("checks", say("check.collect"), "error", 0.0, 0.0, say("check.ours", text=text))


def broken_result(
    exercise: Exercise, entry: Entry, form: Form, level: int, limits: Limits, seeds: tuple[int, ...], text: str
) -> Result:
    """The result of a submission whose judge could not judge it: `error`, never a zero."""
    return Result(**_circumstances(exercise, entry, form, level, limits, seeds), checks=(broken_check(text),))


def versions(exercise: Exercise) -> dict[str, str | None]:
    """Versions that a result depends on; null for what the exercise does not use."""
    tables = needs_tables(exercise)
    used = {name: _version(name) if tables else None for name in ("pandas", "numpy")}
    return {"grader": __version__, "python": platform.python_version(), **used}


@cache
def _version(package: str) -> str:
    """Read from the package's own files: a class asks for it once a submission."""
    return metadata.version(package)
