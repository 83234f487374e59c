"""`course check`: every fault of the content in one run, those of loading and those between files."""

from __future__ import annotations

from pathlib import Path

from course.load.lint.code import check_code
from course.load.lint.forms import check_forms
from course.load.lint.lessons import check_lesson
from course.load.lint.minutes import check_minutes
from course.load.lint.plan import check_plan
from course.load.lint.presets import check_presets
from course.load.lint.quiz import check_quiz
from course.load.lint.refs import check_references
from course.load.lint.sources import check_sources
from course.load.lint.strays import check_files
from course.load.lint.unwritten import check_unwritten
from course.load.problem import Problem, Report
from course.load.whole import read_course


def check(root: Path) -> list[Problem]:
    """All problems of the content under `root`, by path and line; empty when there is none."""
    report = Report(root)
    course = read_course(root, report)
    check_files(root, course, report)
    check_unwritten(root, report)
    if course is not None:
        check_references(course, report)
        check_sources(course, report)
        check_plan(course, report)
        check_presets(course, report)
        check_minutes(course, report)
        for exercise in course.exercises:
            check_code(exercise, report)
            check_forms(exercise, course, report)
        for chapter in course.chapters:
            check_quiz(chapter, course, report)
            for lesson in chapter.lessons:
                check_lesson(lesson, course, report)
    return list(report.problems)
