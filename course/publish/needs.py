"""What the code of pages imports: read from the source, nothing is run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

from course.load.lesson import Code, Directive, read_lesson
from course.model import Course, Dataset, Exercise, Lesson
from course.publish.execute import lesson_dataset

TESTING = "pytest"
_DATASET_CODE = ("tables.py", "make.py", "simulation/*.py")
_OF_DATASETS = {"tables", "make", "simulation"}


def exercise_imports(exercise: Exercise) -> set[str]:
    """Top-level modules, beyond the standard library, that checking the exercise imports."""
    paths = [exercise.folder / name for name in ("checks.py", "solution.py", "starter.py")]
    paths += [mistake.path for mistake in exercise.mistakes]
    return _beyond_python(_read(paths), exercise.dataset_folder) | {TESTING}


def lesson_imports(lesson: Lesson, dataset: Dataset | None) -> set[str]:
    """Top-level modules, beyond the standard library, that the lesson's cells import."""
    return _beyond_python(_cells(read_lesson(lesson.path)[1]), dataset.folder if dataset else None)


def course_imports(course: Course) -> set[str]:
    """What all pages of the course together import."""
    return set(pages_importing(course))


def pages_importing(course: Course) -> dict[str, list[str]]:
    """By imported module, the pages that import it: ids of exercises, `chapter/slug` of lessons."""
    found: dict[str, list[str]] = {}
    for exercise in course.exercises:
        for module in exercise_imports(exercise):
            found.setdefault(module, []).append(exercise.id)
    for lesson in course.lessons:
        for module in lesson_imports(lesson, lesson_dataset(course, lesson)):
            found.setdefault(module, []).append(f"{lesson.chapter}/{lesson.slug}")
    return found


def reads_sample(exercise: Exercise) -> bool:
    """Whether a check asks for the dataset's committed tables; most make their own with `variants`."""
    tree = ast.parse((exercise.folder / "checks.py").read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return any(argument.arg == "dataset" for function in functions for argument in function.args.args)


def dataset_code(folder: Path) -> list[Path]:
    """The files of a dataset's own code."""
    return sorted(path for pattern in _DATASET_CODE for path in folder.glob(pattern))


def _cells(blocks: Iterable[object]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Code):
            found.append(block.source)
        elif isinstance(block, Directive):
            found += _cells(block.blocks())
    return found


def _beyond_python(sources: Iterable[str], data: Path | None) -> set[str]:
    texts = [*sources, *(_read(dataset_code(data)) if data else ())]
    found = {name for text in texts for name in _imported(text)}
    return {name for name in found if name not in _OF_DATASETS and name not in sys.stdlib_module_names}


def _imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _read(paths: Iterable[Path]) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in paths if path.is_file()]
