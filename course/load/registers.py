"""Reads the registers beside `course.toml`: claims, laws, metrics, glossary, cases, contradictions, outline. Entries
stay as they are written; cases, contradictions and outline items are records."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from course.load.problem import Report
from course.load.record import Record
from course.load.source import read_yaml
from course.model import Case, Contradiction, Mark, OutlineItem, Registers, Stance

R = TypeVar("R", Case, Contradiction, OutlineItem)

REGISTERS = {"claims": "claims", "laws": "entries", "metrics": "metrics", "glossary": "terms"}


def read_registers(folder: Path, report: Report) -> Registers:
    """Read the registers of `course/`. An entry without an id, and an id given twice, are problems."""
    return Registers(
        **{name: _entries(folder / f"{name}.yml", key, report) for name, key in REGISTERS.items()},
        cases=_records(folder / "cases.yml", "cases", _case, report),
        contradictions=_records(folder / "contradictions.yml", "contradictions", _contradiction, report),
        outline=_records(folder / "outline.yml", "items", _item, report),
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


def _records(path: Path, key: str, read: Callable[[Record], R], report: Report) -> dict[str, R]:
    """A register of records, by id; a course may have none."""
    source = read_yaml(path, report) if path.exists() else None
    if source is None:
        return {}
    record = Record(source, report)
    record.schema_version()
    found: dict[str, R] = {}
    for child in record.children(key):
        entry = read(child)
        if entry.id in found:
            child.problem("load.id_twice", "id", id=entry.id)
        found[entry.id] = entry
    record.done("meta")
    return found


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


def _contradiction(record: Record) -> Contradiction:
    group = Contradiction(record.text("id"), record.text("title"), record.texts("claims"), record.text("lesson"))
    record.done()
    return group


def _item(record: Record) -> OutlineItem:
    marks = record.texts("marks", ())
    for mark in set(marks) - set(get_args(Mark)):
        record.problem("load.key_choice", "marks", key="marks", got=mark, allowed=" ".join(get_args(Mark)))
    item = OutlineItem(record.text("id"), record.text("text"), cast(tuple[Mark, ...], marks))
    record.done()
    return item
