"""Rule: what a template left to write, marked 〔待写：…〕 (`course.authoring`), has been written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from course.load.problem import Report

_SIGN = "〔待写"
_MARK = re.compile(rf"{_SIGN}(?:：(.*?))?〕")
_TEXT = (".toml", ".md", ".py", ".yml", ".csv")
_FOLDERS = ("chapters", "exercises", "datasets")


def check_unwritten(root: Path, report: Report) -> None:
    """Note every mark in the content, each at its line."""
    for path in _files(root):
        text = path.read_text(encoding="utf-8", errors="ignore")
        if _SIGN not in text:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for found in _MARK.finditer(line):
                report.add("lint.unwritten", path, number, what=found[1] or path.name)


def is_unwritten(path: Path) -> bool:
    """Whether a file, or any file of a folder, still has a mark."""
    files = path.rglob("*") if path.is_dir() else (path,)
    return any(_SIGN in file.read_text("utf-8", "ignore") for file in files if file.suffix in _TEXT and file.is_file())


def _files(root: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from (path for path in sorted((root / folder).rglob("*")) if path.suffix in _TEXT and path.is_file())
