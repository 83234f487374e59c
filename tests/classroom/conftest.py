"""A class of made-up learners on the small exercise of tests/grader."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.grader.conftest import FILES

LEVEL = "1"


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small exercise's folder, in no course."""
    folder = tmp_path_factory.mktemp("outside") / "sum-up"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip(), encoding="utf-8")
    return folder


def write_class(place: Path, toy_folder: Path, size: int) -> None:
    """`size` learners who hand in, in turn, the solution, the starter, both wrong files and a file that does not load."""
    place.mkdir(parents=True, exist_ok=True)
    names = ("solution.py", "starter.py", "wrong/no_discount.py", "wrong/discount_off.py")
    texts = [(toy_folder / name).read_text(encoding="utf-8") for name in names] + ["def total(:\n"]
    for number in range(size):
        (place / f"learner-{number:03}.py").write_text(f"# {number}\n{texts[number % 5]}", encoding="utf-8")


def command(*arguments: object) -> list[str]:
    """The grader's command line in this checkout."""
    return [sys.executable, "-m", "grader.cli", *map(str, arguments)]


def run_batch(place: Path, exercise: Path, out: Path, *more: object) -> subprocess.CompletedProcess[str]:
    """One run at level 1, which every test machine offers."""
    arguments = ("batch", place, "--exercise", exercise, "--out", out, "--level", LEVEL, *more)
    return subprocess.run(command(*arguments), capture_output=True, text=True, env=environment(), timeout=600)


def environment() -> dict[str, str]:
    """This process's environment, with this checkout first on the path."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def results(out: Path) -> list[dict[str, Any]]:
    """The lines of a run's results."""
    return [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]


def timeless(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same without wall times, which differ from run to run."""
    bare = json.loads(json.dumps(lines))
    for line in bare:
        line["result"]["seconds"] = 0
        for check in line["result"]["checks"]:
            check["seconds"] = 0
    return bare
