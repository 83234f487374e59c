"""Where things are for the command's user: the exercise meant by a name, the learner's own file, the progress log."""

from __future__ import annotations

import difflib
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from course.load import CourseProblems, find_root, load_exercise
from course.model import Exercise
from course.words import Words

say = Words("grader")

SUFFIXES = (".py", ".ipynb", ".json")


class Stop(Exception):
    """The command ends here with a sentence. `code` is the exit code (2: usage)."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.message, self.code = message, code


@dataclass(frozen=True)
class Place:
    """The course's root (None outside a course) and the folder the learner works in."""

    root: Path | None
    here: Path

    @property
    def progress(self) -> Path:
        """The event log: `$SIYU_PROGRESS`, or `.siyu/progress.jsonl` in the working folder."""
        named = os.environ.get("SIYU_PROGRESS")
        return Path(named) if named else self.here / ".siyu" / "progress.jsonl"


def find_place(root: Path | None = None) -> Place:
    """The place to work in; `root` when given must be a course."""
    try:
        return Place(find_root(root), Path.cwd())
    except CourseProblems as problem:
        if root is not None:
            raise Stop(str(problem)) from problem
        return Place(None, Path.cwd())


def exercise_ids(root: Path | None) -> dict[str, Path]:
    """Exercise folders of the course by id, in the order of ids."""
    found: dict[str, Path] = {}
    for path in sorted((root / "exercises").glob("*/exercise.toml")) if root else ():
        try:
            found[str(tomllib.loads(path.read_text(encoding="utf-8")).get("id", path.parent.name))] = path.parent
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            continue  # `course check` says what is wrong with it
    return dict(sorted(found.items()))


def find_exercise(place: Place, name: str) -> Exercise:
    """The exercise of that id, slug or folder. Raises Stop when there is none or its folder is faulty."""
    folder = _folder(place, name)
    if folder is None:
        raise Stop(_unknown(place, name))
    try:
        return load_exercise(folder, place.root)
    except CourseProblems as problem:
        raise Stop(str(problem), code=3) from problem


def _folder(place: Place, name: str) -> Path | None:
    known = exercise_ids(place.root)
    for key, folder in known.items():
        if name in (folder.name, key) or name.upper() == key:
            return folder
    path = Path(name)
    return path.absolute() if (path / "exercise.toml").is_file() else None


def _unknown(place: Place, name: str) -> str:
    known = exercise_ids(place.root)
    if place.root is None:
        return f"{say('cli.no_exercise', name=name)}\n{say('cli.no_root_mend')}"
    near = difflib.get_close_matches(name, [*known, *(folder.name for folder in known.values())], n=1, cutoff=0.5)
    first = say("cli.no_exercise_near", name=name, near=near[0]) if near else say("cli.no_exercise", name=name)
    return f"{first}\n{say('cli.no_exercise_mend')}"


def guess_exercise(place: Place, file: Path) -> Exercise:
    """The exercise whose slug the file is named after, or whose folder it lies in. Raises Stop when neither says."""
    known = exercise_ids(place.root)
    for folder in known.values():
        if file.stem == folder.name:
            return find_exercise(place, folder.name)
    for folder in file.absolute().parents:
        if (folder / "exercise.toml").is_file():
            return find_exercise(place, str(folder))
    raise Stop(say("cli.which", file=file, example=next(iter(known), "E3.4")))


def own_file(place: Place, exercise: Exercise) -> Path:
    """The learner's file for an exercise in the working folder: `<slug>.py` unless a notebook is there alone."""
    notebook = place.here / f"{exercise.slug}.ipynb"
    python = place.here / f"{exercise.slug}.py"
    return notebook if notebook.is_file() and not python.is_file() else python


def open_file(file: Path, exercise: Exercise | None) -> Path:
    """The file, or Stop with what is wrong with its path."""
    if not file.exists():
        raise Stop(say("cli.no_file", file=file, slug=exercise.slug if exercise else "E3.4"))
    if file.is_dir():
        raise Stop(say("cli.not_file", file=file))
    if file.suffix not in SUFFIXES:
        raise Stop(say("cli.suffix", file=file))
    return file
