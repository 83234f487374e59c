"""Rules on declared minutes: near what the parts of a lesson or form take (`course.load.timing`), and no 写 too long or short.

What is not written to the end is not held against the model yet.
"""

from __future__ import annotations

from math import ceil, floor
from pathlib import Path

from course.load.lint.unwritten import is_unwritten
from course.load.problem import Report
from course.load.source import front_line, line_in
from course.load.timing import Estimate, UncountableError, estimate_forms, estimate_lesson, rates
from course.model import Course, Exercise


def check_minutes(course: Course, report: Report) -> None:
    """Note every lesson and form whose minutes are far from the model's, and every 写 outside its bounds."""
    for lesson in course.lessons:
        if not is_unwritten(lesson.path):
            _far(estimate_lesson(course, lesson), lesson.path, front_line(lesson.path, "minutes"), report)
    for exercise in course.exercises:
        if not is_unwritten(exercise.folder):
            _forms(course, exercise, report)


def _forms(course: Course, exercise: Exercise, report: Report) -> None:
    try:
        estimates = estimate_forms(course, exercise)
    except UncountableError:  # told by loading and by the rules on forms
        return
    path = exercise.folder / "exercise.toml"
    line = line_in(path, "minutes")
    for estimate in estimates:
        _far(estimate, path, line, report)
    least, most = rates().write_between
    written = exercise.minutes.get("write", least)
    if not least <= written <= most:
        report.add("lint.minutes_write", path, line, got=written, least=least, most=most)


def _far(estimate: Estimate, path: Path, line: int | None, report: Report) -> None:
    if estimate.far:
        name = f"minutes.{estimate.form}" if estimate.form else "minutes"
        least, most = ((1 + sign * estimate.within) * estimate.modelled for sign in (-1, 1))
        values = {
            "got": estimate.declared,
            "model": round(estimate.modelled),
            "least": ceil(least),
            "most": floor(most),
        }
        report.add("lint.minutes_far", path, line, name=name, **values)
