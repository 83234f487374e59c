"""Files to model: reads exercises, chapters, registers and the course; reports every fault at once.

`load_exercise` is cheap and imports no data frame library; `load_course` reads everything.
"""

from __future__ import annotations

import os
from pathlib import Path

from course.load.exercise import exercise_files, folder_version, read_exercise
from course.load.problem import CourseProblems, Problem, Report
from course.model import Course, Exercise

__all__ = ["CourseProblems", "Problem", "exercise_files", "find_root", "folder_version", "load_course", "load_exercise"]


def find_root(start: Path | str | None = None) -> Path:
    """The folder that holds `course/course.toml` and `exercises/`.

    `start` when given, else `$SIYU_ROOT`, must be it; with neither, the working folder or one above it.
    Raises CourseProblems when there is none.
    """
    named = start or os.environ.get("SIYU_ROOT")
    here = Path(named or Path.cwd()).expanduser().absolute()
    for folder in (here,) if named else (here, *here.parents):
        if (folder / "course" / "course.toml").is_file() and (folder / "exercises").is_dir():
            return folder
    report = Report()
    report.add("load.no_root", here)
    raise CourseProblems(report.problems)


def load_exercise(folder: Path, root: Path | None = None) -> Exercise:
    """Read one exercise folder, inside a course or not. With `root`, its dataset must be a folder of that course.

    Raises CourseProblems with every fault found.
    """
    report = Report(root)
    if not folder.is_dir():
        report.add("load.no_folder", folder)
    exercise = read_exercise(folder, report) if folder.is_dir() else None
    if root and exercise and exercise.dataset and not (root / "datasets" / exercise.dataset).is_dir():
        report.add("load.no_dataset", folder / "exercise.toml", None, name=exercise.dataset)
    report.raise_any()
    assert exercise is not None
    return exercise


def load_course(root: Path) -> Course:
    """Read the whole course under `root`. Raises CourseProblems with every fault found."""
    from course.load.whole import read_course

    report = Report(root)
    course = read_course(root, report)
    report.raise_any()
    assert course is not None
    return course
