"""Which release of Pyodide the course names: `[runtime]` of `course.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Release:
    """Where a release is downloaded from and the digest it must have; empty when the course does not say."""

    address: str = ""
    sha256: str = ""


def read_release(root: Path) -> Release:
    """The release that the course at `root` names."""
    table = tomllib.loads((root / "course" / "course.toml").read_text(encoding="utf-8")).get("runtime", {})
    return Release(str(table.get("release", "")), str(table.get("sha256", "")))
