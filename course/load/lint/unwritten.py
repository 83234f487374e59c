"""Rule: what a template left to write, marked 〔待写：…〕 (`course.authoring`), has been written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from course.load.problem import Report

_MARK = re.compile(r"〔待写(?:：(.*?))?〕")
_TEXT = (".toml", ".md", ".py", ".yml", ".csv")
_FOLDERS = ("chapters", "exercises", "datasets")


def check_unwritten(root: Path, report: Report) -> None:
    """Note every mark in the content, each at its line."""
    for path in _files(root):
        text = path.read_text(encoding="utf-8", errors="ignore")
        if "〔待写" not in text:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for found in _MARK.finditer(line):
                report.add("lint.unwritten", path, number, what=found[1] or path.name)


def _files(root: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        yield from (path for path in sorted((root / folder).rglob("*")) if path.suffix in _TEXT and path.is_file())
