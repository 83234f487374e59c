"""Keeps pytest open on an exercise's checks: collected once, taken through any number of submissions."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import pytest
from _pytest.config import _prepareconfig

from course.model import Exercise
from grader.checking.materials import Materials
from grader.checking.plugin import Attempt, CheckPlugin

_QUIET = (
    "--import-mode=importlib",
    "--noconftest",
    "--assert=plain",
    "--capture=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:terminal",
    "-p",
    "no:warnings",
    "-p",
    "no:faulthandler",
    "-p",
    "no:unraisableexception",
    "-p",
    "no:threadexception",
    "-p",
    "no:junitxml",
    "-p",
    "no:doctest",
    "-p",
    "no:logging",
)


class ChecksBroken(Exception):
    """The exercise's checks could not be collected: a fault of ours. The text is pytest's."""


class CheckSession:
    """pytest with an exercise's checks collected, until it is closed. Raises ChecksBroken when they cannot be.

    The steps are those of `pytest.main`, which would collect anew for every submission: a page's second verdict, and each one
    asked for by itself, would wait for that.
    """

    def __init__(self, exercise: Exercise, materials: Materials) -> None:
        self._checks = exercise.folder / "checks.py"
        self._plugin = CheckPlugin(exercise, materials)
        with _alone():
            arguments = [str(self._checks), "-c", os.devnull, f"--rootdir={exercise.folder.parent}", *_QUIET]
            self._config = _prepareconfig(arguments, [self._plugin])
            try:
                self._collect()
            except BaseException:
                self.close()
                raise

    def _collect(self) -> None:
        self._config._do_configure()
        self._session: pytest.Session = pytest.Session.from_config(self._config)
        self._config.hook.pytest_sessionstart(session=self._session)
        try:
            self._config.hook.pytest_collection(session=self._session)
        except pytest.UsageError as problem:
            raise ChecksBroken(str(problem)) from problem
        if self._plugin.collect_error or not self._session.items:
            raise ChecksBroken(self._plugin.collect_error or f"{self._checks}: no checks")

    @property
    def checks(self) -> list[tuple[str, str, float]]:
        """(id, sentence, points) of every check, in order."""
        return self._plugin.collected

    def run(self, attempt: Attempt) -> None:
        """Take a submission through the checks. What is printed meanwhile goes nowhere."""
        with _silent():
            self._plugin.run(self._session.items, attempt)

    def close(self) -> None:
        """End pytest; no checks module is left over for another run."""
        self._config._ensure_unconfigure()
        own = [name for name, module in sys.modules.items() if getattr(module, "__file__", None) == str(self._checks)]
        for name in own:
            del sys.modules[name]

    def __enter__(self) -> CheckSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def list_checks(exercise: Exercise) -> list[tuple[str, str, float]]:
    """(id, sentence, points) of every check, in order. Raises ChecksBroken."""
    with CheckSession(exercise, Materials(exercise)) as session:
        return session.checks


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing is printed, nothing is there to read."""
    kept = sys.stdin, sys.stdout, sys.stderr
    null = Path(os.devnull)
    with null.open(encoding="utf-8") as nothing, null.open("w", encoding="utf-8") as nowhere:
        sys.stdin, sys.stdout, sys.stderr = nothing, nowhere, nowhere
        try:
            yield
        finally:
            sys.stdin, sys.stdout, sys.stderr = kept


@contextmanager
def _alone() -> Iterator[None]:
    """No settings from outside, and no bytecode beside the checks."""
    kept = {name: os.environ.pop(name) for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS") if name in os.environ}
    before = os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
        os.environ.update(kept | ({"PYTEST_DISABLE_PLUGIN_AUTOLOAD": before} if before is not None else {}))
