"""Reads the whole course: `course.toml`, then every chapter, exercise, dataset and register under the root."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

from course.load.chapter import read_chapter
from course.load.exercise import FORMS, read_exercise
from course.load.presets import read_presets
from course.load.problem import Report
from course.load.record import Record
from course.load.registers import read_registers
from course.load.source import read_toml
from course.model import Chapter, Course, Dataset, Exercise, FormName, Role

_IGNORED = {"__pycache__", ".ipynb_checkpoints"}


def read_course(root: Path, report: Report) -> Course | None:
    """Read everything, noting every problem; None when `course.toml` cannot be read."""
    registers = read_registers(root / "course", report)
    exercises = _exercises(root / "exercises", report)
    datasets = _datasets(root / "datasets", report)
    source = read_toml(root / "course" / "course.toml", report)
    if source is None:
        return None
    record = Record(source, report)
    record.schema_version()
    title, order, roles = record.text("title"), record.texts("chapters"), _roles(record)
    presets = read_presets(record.child("presets", required=False))
    record.done("runtime")
    chapters = _chapters(root / "chapters", order, report)
    return Course(root, title, chapters, exercises, datasets, roles, registers, presets)


def folders(parent: Path) -> list[Path]:
    """The folders of content right below `parent`, by name."""
    found = parent.iterdir() if parent.is_dir() else ()
    return sorted(path for path in found if path.is_dir() and path.name not in _IGNORED)


def _roles(record: Record) -> tuple[Role, ...]:
    table, roles = record.child("roles"), []
    for slug in table.data if table else ():
        role = table.child(slug) if table else None
        if role:
            forms = role.texts("forms", ())
            for form in set(forms) - set(FORMS):
                role.problem("load.key_choice", "forms", key="forms", got=form, allowed=" ".join(FORMS))
            roles.append(Role(slug, role.text("title"), cast(tuple[FormName, ...], forms)))
            role.done()
    return tuple(roles)


def _chapters(folder: Path, order: tuple[str, ...], report: Report) -> tuple[Chapter, ...]:
    read = (read_chapter(folder / slug, report) for slug in order if (folder / slug).is_dir())
    return tuple(chapter for chapter in read if chapter)


def _exercises(folder: Path, report: Report) -> tuple[Exercise, ...]:
    read = (read_exercise(path, report) for path in folders(folder))
    return tuple(sorted((exercise for exercise in read if exercise), key=lambda e: _by_id(e.id)))


def _by_id(name: str) -> list[tuple[int, str]]:
    """E3.10 after E3.9."""
    return [(int(part) if part.isdigit() else -1, part) for part in re.findall(r"\d+|\D+", name)]


def _datasets(folder: Path, report: Report) -> dict[str, Dataset]:
    from course.data.schema import parse_dataset

    read = {path.name: parse_dataset(path, report) for path in folders(folder)}
    return {slug: dataset for slug, dataset in read.items() if dataset}
