"""Judges a folder of submissions at level 2, an honest one after each, and prints one JSON line for each.

`python judge_bank.py EXERCISE_FOLDER BANK_FOLDER`. A program of its own, so that it can be run as any user. The last line says
which processes were left behind when all was over.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from course.load import load_exercise
from course.result import Result
from grader.judge.runner import Limits
from grader.judge.source import read_source
from grader.many import Entry, check_many

LIMITS = Limits(seconds=1.0, load_seconds=2.0, memory_mb=1024)
ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER


def main() -> None:
    """Keys are the paths in the bank; the honest one after each has the key `PATH+1`."""
    ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1, 0, 0, 0)
    exercise, bank = load_exercise(Path(sys.argv[1])), Path(sys.argv[2])
    honest = read_source(exercise.folder / "solution.py")

    def entries() -> Iterator[Entry]:
        for path in sorted(bank.rglob("*.py")):
            name = path.relative_to(bank).as_posix()
            yield Entry(name, read_source(path))
            yield Entry(f"{name}+1", honest)

    def show(key: str, result: Result) -> None:
        print(json.dumps({"key": key, "user": os.geteuid(), **result.to_dict()}), flush=True)

    check_many(exercise, entries(), show, level=2, limits=LIMITS)
    print(json.dumps({"key": "left behind", "children": children()}))


def children() -> list[int]:
    """Processes that are ours still, or now, their own parents gone."""
    try:
        return [os.waitpid(-1, os.WNOHANG)[0]]
    except ChildProcessError:
        return []


if __name__ == "__main__":
    main()
