"""Checks inside a page: the archives of what level 0 needs, and the function that the page calls.

The archive of the checking code holds `course.content`, `course.model`, `course.result`, `course.words`, `grader.checking`,
`grader.judge` without its process transports; that of an exercise its folder. The dataset's code and tables are archives of
`course.publish.hosted`. It needs the interpreter's core and pytest; pandas only when the exercise does.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import Any

from course.model import Exercise, Forms, Function, Mistake
from course.result import CheckResult, Form
from grader.check import Checker
from grader.judge.source import from_text

EXERCISE = "exercise.json"
DATASET = "dataset"
_MODULES = {
    "course": ("__init__.py", "content.py", "result.py", "words.py"),
    "course.model": (
        "__init__.py",
        "chapter.py",
        "course.py",
        "dataset.py",
        "exercise.py",
        "lookup.py",
        "plan.py",
        "registers.py",
    ),
    "grader": ("__init__.py", "messages.toml", "check.py", "page.py"),
    "grader.checking": (
        "__init__.py",
        "expect.py",
        "materials.py",
        "naming.py",
        "plugin.py",
        "run.py",
        "shape.py",
        "submission.py",
        "table_diff.py",
    ),
    "grader.judge": ("__init__.py", "frames.py", "learner.py", "runner.py", "source.py", "tables.py", "wire.py"),
}


def checking_archive() -> bytes:
    """A zip with the code that checks any exercise; same bytes for the same code."""
    return _zip(
        {
            f"{package.replace('.', '/')}/{name}": resources.files(package).joinpath(name).read_bytes()
            for package, names in _MODULES.items()
            for name in names
        }
    )


def exercise_archive(exercise: Exercise) -> bytes:
    """A zip with one exercise, to be unpacked where the checking code is; same bytes for the same content."""
    place = f"exercises/{exercise.slug}"
    files = {
        f"{place}/{path.relative_to(exercise.folder).as_posix()}": path.read_bytes()
        for path in sorted(exercise.folder.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".csv") and "__pycache__" not in path.parts
    }
    files[f"{place}/{EXERCISE}"] = json.dumps(_plain(exercise), ensure_ascii=False, sort_keys=True).encode()
    return _zip(files)


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(str(PurePosixPath(name))), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _plain(exercise: Exercise) -> dict[str, Any]:
    """The exercise as JSON, without paths and forms: the page's script has those."""
    data = asdict(exercise)
    for name in ("folder", "forms", "dataset_folder"):
        del data[name]
    for mistake in data["mistakes"]:
        mistake["path"] = mistake["path"].name
    return data


def read_exercise(folder: Path, dataset: Path | None) -> Exercise:
    """The exercise of an unpacked archive's folder."""
    data = json.loads((folder / EXERCISE).read_text(encoding="utf-8"))
    mistakes = [
        Mistake(**{**item, "path": folder / "wrong" / item["path"], "fails": tuple(item["fails"])})
        for item in data["mistakes"]
    ]
    functions = [Function(item["name"], item["signature"], tuple(item["parameters"])) for item in data["functions"]]
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    plain |= {"folder": folder, "forms": Forms(), "dataset_folder": dataset}
    plain |= {"mistakes": tuple(mistakes), "functions": tuple(functions)}
    return Exercise(**plain)


@cache
def _checker(root: str, slug: str) -> Checker:
    """The checker of an exercise unpacked at `root`, kept with its tables: the second verdict waits for none of them."""
    base = Path(root)
    dataset = base / DATASET
    return Checker(read_exercise(base / "exercises" / slug, dataset if dataset.is_dir() else None), level=0)


def prepare(root: str, slug: str) -> None:
    """Take the starter through the checks: tables are made and mistakes known for later verdicts."""
    check(root, slug, (Path(root) / "exercises" / slug / "starter.py").read_text(encoding="utf-8"))


def check(
    root: str, slug: str, code: str, form: Form = "write", heard: Callable[[str, int], object] | None = None
) -> str:
    """The Result, as JSON, of code typed in the page; `root` is where the archives were unpacked. Level 0: practice.

    `heard` gets each check of the Result as it ends, as JSON, and how many there are.
    """

    def tell(one: CheckResult, of: int) -> None:
        if heard:
            heard(json.dumps(one.to_dict(), ensure_ascii=False), of)

    return _checker(root, slug).check(from_text(code), form, heard=tell).to_json()
