"""A learner's folder: notebooks with the data beside them, starters, sheets. Made once, brought up to date, never overwritten.

`.siyu/workspace.json` holds the sha256 of every file as it was given. A file that differs from it is the learner's.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from course.files import write_atomically
from course.model import Course
from course.publish.downloads import dataset_archive

MANIFEST = Path(".siyu") / "workspace.json"
VERSION = 1


@dataclass(frozen=True)
class Brought:
    """What happened, by path: `new` files, `renewed` ones, and `beside`: the learner's own stand, the new is `….new`."""

    new: tuple[str, ...]
    renewed: tuple[str, ...]
    beside: tuple[str, ...]


class ManifestError(ValueError):
    """The manifest cannot be read; without it nobody knows which files are the learner's."""


def workspace_files(course: Course, docs: Path) -> dict[str, bytes]:
    """Every file by its path in the folder. Notebooks and sheets are those of the staged site `docs`."""
    assets = docs / "assets"
    found = {f"notebooks/{path.name}": path.read_bytes() for path in sorted(assets.glob("notebooks/*.ipynb"))}
    found |= {f"sheets/{path.name}": path.read_bytes() for path in sorted(assets.glob("sheets/*.xlsx"))}
    found |= {f"files/{path.name}": path.read_bytes() for path in sorted(assets.glob("files/*/*")) if path.is_file()}
    for exercise in course.exercises:
        found[f"{exercise.slug}.py"] = (exercise.folder / "starter.py").read_bytes()
    for dataset in course.datasets.values():
        with zipfile.ZipFile(io.BytesIO(dataset_archive(dataset))) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            found |= {f"notebooks/{name}": archive.read(name) for name in names}
    return found


def bring_up_to_date(folder: Path, files: Mapping[str, bytes]) -> Brought:
    """Write what is new into `folder`. A file the learner changed stays; where ours changed too, ours is written beside it.

    Raises ManifestError, OSError; what is written so far is then in the manifest.
    """
    given = _read(folder / MANIFEST)
    new, renewed, beside = [], [], []
    try:
        for name, content in files.items():
            path, digest = folder / name, _digest(content)
            before = given.get(name)
            there = _digest(path.read_bytes()) if path.exists() else None
            if there is None:
                new.append(name)
            elif there != digest and there == before:
                renewed.append(name)
            elif there != digest and before != digest:
                write_atomically(path.with_name(f"{path.name}.new"), content)
                beside.append(name)
            if there is None or there == before != digest:
                write_atomically(path, content)
            given[name] = digest
    finally:
        _write(folder / MANIFEST, given)
    return Brought(tuple(new), tuple(renewed), tuple(beside))


def _read(path: Path) -> dict[str, str]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["siyu_workspace"] != VERSION:
            raise ManifestError(str(path))
        return {str(name): str(digest) for name, digest in data["files"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ManifestError(str(path)) from fault


def _write(path: Path, given: Mapping[str, str]) -> None:
    content = {"siyu_workspace": VERSION, "files": dict(sorted(given.items()))}
    write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
