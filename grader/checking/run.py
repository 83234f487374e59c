"""Runs pytest on an exercise's checks: collected once, taken through any number of submissions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from course.model import Exercise
from grader.checking.materials import Materials
from grader.checking.plugin import Attempt, CheckPlugin

_QUIET = (
    "--import-mode=importlib",
    "--noconftest",
    "--assert=plain",
    "--capture=sys",
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
)


class ChecksBroken(Exception):
    """The exercise's checks could not be collected: a fault of ours. The text is pytest's."""


def run_checks(
    exercise: Exercise, attempts: Iterator[Attempt], done: Callable[[Attempt], None], materials: Materials
) -> None:
    """Take every attempt through the exercise's checks, in order, calling `done` after each.

    Raises ChecksBroken when the checks cannot be collected.
    """
    plugin = CheckPlugin(exercise, attempts, done, materials)
    _pytest(exercise, plugin)


def list_checks(exercise: Exercise) -> list[tuple[str, str, float]]:
    """(id, sentence, points) of every check, in order."""
    plugin = CheckPlugin(exercise, iter(()), lambda attempt: None, Materials(exercise))
    _pytest(exercise, plugin)
    return plugin.collected


def _pytest(exercise: Exercise, plugin: CheckPlugin) -> None:
    checks = exercise.folder / "checks.py"
    with _alone(exercise):
        code = pytest.main(
            [str(checks), "-c", os.devnull, f"--rootdir={exercise.folder.parent}", *_QUIET], plugins=[plugin]
        )
    if plugin.internal_error is not None:
        raise plugin.internal_error
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if plugin.collect_error or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise ChecksBroken(plugin.collect_error or f"pytest: {code!r}")


@contextmanager
def _alone(exercise: Exercise) -> Iterator[None]:
    """No settings from outside, no bytecode beside the checks, and no checks module left over from another run."""
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
        for name in [
            name
            for name, module in sys.modules.items()
            if getattr(module, "__file__", None) == str(exercise.folder / "checks.py")
        ]:
            del sys.modules[name]
