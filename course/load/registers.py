"""Reads the registers beside `course.toml`: claims, laws, metrics, glossary, cases. Entries stay as they are written; cases
are records."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast, get_args

from course.load.problem import Report
from course.load.record import Record
from course.load.source import read_yaml
from course.model import Case, Registers, Stance

REGISTERS = {"claims": "claims", "laws": "entries", "metrics": "metrics", "glossary": "terms"}


def read_registers(folder: Path, report: Report) -> Registers:
    """Read the registers of `course/`. An entry without an id, and an id given twice, are problems."""
    return Registers(
        **{name: _entries(folder / f"{name}.yml", key, report) for name, key in REGISTERS.items()},
        cases=_cases(folder / "cases.yml", report),
    )


def read_metrics(root: Path) -> dict[str, dict[str, Any]]:
    """The metrics' entries alone, by id, of the course at `root`. Raises CourseProblems."""
    report = Report()
    entries = _entries(root / "course" / "metrics.yml", REGISTERS["metrics"], report)
    report.raise_any()
    return entries


def _entries(path: Path, key: str, report: Report) -> dict[str, dict[str, Any]]:
    source = read_yaml(path, report) if path.exists() else None  # no register, no entries; the lint asks for it
    if source is None:
        return {}
    record = Record(source, report)
    entries: dict[str, dict[str, Any]] = {}
    for child in record.children(key):
        name = child.text("id")
        if name in entries:
            child.problem("load.id_twice", "id", id=name)
        entries[name] = child.data
    record.done("meta", "schema_version")
    return entries


def _cases(path: Path, report: Report) -> dict[str, Case]:
    """The case register, by id; a course may have none."""
    source = read_yaml(path, report) if path.exists() else None
    if source is None:
        return {}
    record = Record(source, report)
    record.schema_version()
    cases: dict[str, Case] = {}
    for child in record.children("cases"):
        case = _case(child)
        if case.id in cases:
            child.problem("load.id_twice", "id", id=case.id)
        cases[case.id] = case
    record.done("meta")
    return cases


def _case(record: Record) -> Case:
    case = Case(
        id=record.text("id"),
        title=record.text("title"),
        chapters=record.texts("chapters"),
        sources=record.texts("sources"),
        claims=record.texts("claims", ()),
        stance=cast(Stance, record.choice("stance", get_args(Stance))),
        facts=record.text("facts"),
        missing=record.text("missing"),
        analysis=record.text("analysis"),
    )
    record.done()
    return case
