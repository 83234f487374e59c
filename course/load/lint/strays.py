"""Rules on which files may lie where. An unexpected file is a fault: it is forgotten work or a misspelt name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from course.load.chapter import LESSON_FILE, lesson_files
from course.load.exercise import FILES
from course.load.problem import Report
from course.load.registers import REGISTERS
from course.load.whole import folders
from course.model import Course, Dataset

_IGNORED = {"__pycache__", ".ipynb_checkpoints"}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MISTAKE = re.compile(r"wrong/[a-z][a-z0-9_]*\.py")
_CASE = re.compile(r"cases/[a-z0-9_]+/[a-z0-9_]+\.csv")
_DATA = re.compile(r"data/(dataset\.toml|tables\.py|make\.py|simulation/[a-z_]+\.py|README\.md|[a-z0-9_]+\.csv(\.gz)?)")
_CHAPTER = {"chapter.toml", "quiz.yml", "diagnostic.yml", "slides.md", "README.md"}
_DATASET = re.compile(
    r"dataset\.toml|tables\.py|make\.py|simulation/[a-z_]+\.py|claims/([a-z_]+\.py|claims\.toml|findings\.json)|README\.md"
)


def check_files(root: Path, course: Course | None, report: Report) -> None:
    """Note strays in chapters/, exercises/ and datasets/, folder names that are no slugs, and files not there yet."""
    for name, allowed in (
        ("chapters", {"README.md"}),
        ("exercises", {"README.md", "PLAN.toml"}),
        ("datasets", {"README.md"}),
    ):
        for path in sorted((root / name).glob("*")):
            if not path.is_dir() and path.name not in allowed:
                report.add("lint.stray", path, name=path.name)
        for folder in folders(root / name):
            if not _SLUG.fullmatch(folder.name):
                report.add("lint.slug", folder, name=folder.name)
    for folder in folders(root / "exercises"):
        _strays(
            folder, lambda name: name in FILES or any(kind.fullmatch(name) for kind in (_MISTAKE, _CASE, _DATA)), report
        )
    for folder in folders(root / "chapters"):
        _strays(
            folder, lambda name: name in _CHAPTER or bool(LESSON_FILE.match(name)) or name.startswith("files/"), report
        )
        _missing(folder / "quiz.yml", bool(lesson_files(folder)), report)
    for name in REGISTERS:
        _missing(root / "course" / f"{name}.yml", True, report)
    for folder in folders(root / "datasets"):
        _dataset(folder, course.datasets.get(folder.name) if course else None, report)


def _dataset(folder: Path, dataset: Dataset | None, report: Report) -> None:
    tables = {f"{name}.csv.gz" for name in dataset.tables} if dataset else None
    _strays(folder, lambda name: bool(_DATASET.fullmatch(name)) or name in (tables or ()) or tables is None, report)
    for table in dataset.tables.values() if dataset else ():
        _missing(folder / f"{table.name}.csv.gz", table.status == "simulated", report)


def _missing(path: Path, needed: bool, report: Report) -> None:
    if needed and not path.is_file():
        report.add("load.missing", path, name=path.name)


def _strays(folder: Path, allowed: Callable[[str], bool], report: Report) -> None:
    for path in _files(folder):
        if not allowed(path.relative_to(folder).as_posix()):
            report.add("lint.stray", path, name=path.name)


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _IGNORED:
            continue
        if path.is_dir():
            yield from _files(path)
        else:
            yield path
