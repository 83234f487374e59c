"""Is the built site that of these files? Asked before anything heavy is imported, so that an unchanged build takes no time."""

from __future__ import annotations

import hashlib
import json
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from course.files import write_atomically
from course.model import Course
from course.runtime.folder import Runtime

_FOLDERS = ("chapters", "exercises", "datasets")
_TOOLS = (
    "altair",
    "ipykernel",
    "jieba",
    "mkdocs",
    "mkdocs-material",
    "nbclient",
    "numpy",
    "openpyxl",
    "pandas",
    "pygments",
)
_STAMP = "site.inputs"


def fresh_site(course: Course, out: Path, runtime: Runtime | None = None) -> Path | None:
    """The site under `out` when it was built from exactly these files by exactly this code; None otherwise."""
    stamp, site = out / _STAMP, out / "site"
    known = stamp.read_text(encoding="utf-8") if stamp.is_file() and site.is_dir() else ""
    return site if known and known == inputs_digest(course.root, runtime) else None


def mark_fresh(digest: str, out: Path) -> None:
    """Note that the site under `out` is the one of `digest`, taken before it was built."""
    write_atomically(out / _STAMP, digest)


def forget_fresh(out: Path) -> None:
    """The site under `out` is being changed."""
    (out / _STAMP).unlink(missing_ok=True)


def inputs_digest(root: Path, runtime: Runtime | None = None) -> str:
    """A digest of all content, of the runtime that pages get, of the code that publishes it, and of the tools' versions."""
    sha = hashlib.sha256(json.dumps([_version(name) for name in _TOOLS]).encode())
    sha.update(runtime.digest.encode() if runtime else b"")
    content = [path for folder in _FOLDERS for path in (root / folder).rglob("*")]
    content += [*(root / "course").glob("*.*"), root / "mkdocs.yml"]
    for package in ("course", "grader"):
        content += _sources(Path(str(resources.files(package))))
    for path in sorted(set(content)):
        if path.is_file() and "__pycache__" not in path.parts:
            sha.update(f"\0{path}\0".encode())
            sha.update(hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()


def _sources(package: Path) -> list[Path]:
    return [path for path in package.rglob("*") if "node_modules" not in path.parts]


def _version(name: str) -> Any:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
