"""A copy of the course, for tests that write into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import lend_build

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The course's content alone; the big files of data are links."""
    for name in ("chapters", "exercises", "course"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules", "web")
        )
    for path in (ROOT / "datasets").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            place = tmp_path / path.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    lend_build(tmp_path)
    return tmp_path


@pytest.fixture
def snapshot(copy: Path) -> Callable[[], dict[Path, bytes]]:
    """What every file of the copy holds now."""
    return lambda: {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
