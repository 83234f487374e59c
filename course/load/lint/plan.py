"""Rule: what an exercise says of itself agrees with `exercises/PLAN.toml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from course.load.problem import Report
from course.load.record import Record
from course.load.source import line_in, read_toml
from course.model import Course, Exercise

_SAME = ("id", "title", "chapter", "level", "functions", "dataset", "tables", "objectives", "requires", "minutes")


def check_plan(course: Course, report: Report) -> None:
    """Note every exercise that is not planned, and every value that differs. A plan may be ahead of the folders."""
    source = read_toml(course.root / "exercises" / "PLAN.toml", report)
    if source is None:
        return
    planned = _planned(Record(source, report))
    for exercise in course.exercises:
        if exercise.slug in planned:
            _compare(exercise, planned[exercise.slug], report)
        else:
            report.add("lint.plan_missing", exercise.folder / "exercise.toml", slug=exercise.slug)


def planned_ids(root: Path) -> frozenset[str]:
    """Ids of all planned exercises, those without a folder yet included; empty when the plan cannot be read."""
    source = read_toml(root / "exercises" / "PLAN.toml", Report())
    entries = source.data.get("exercises", []) if source else []
    return frozenset(str(entry.get("id")) for entry in entries if isinstance(entry, dict))


def planned_sources(root: Path) -> dict[str, tuple[str, ...]]:
    """The outline ids of each planned exercise, by its id, in the plan's order; empty when the plan cannot be read."""
    source = read_toml(root / "exercises" / "PLAN.toml", Report())
    entries = source.data.get("exercises", []) if source else []
    return {
        str(entry.get("id")): tuple(map(str, entry.get("sources", ()))) for entry in entries if isinstance(entry, dict)
    }


def _planned(plan: Record) -> dict[str, dict[str, Any]]:
    """The plan's entries by slug."""
    plan.schema_version()
    planned: dict[str, dict[str, Any]] = {}
    for record in plan.children("exercises"):
        slug = record.text("slug")
        if slug in planned:
            record.problem("lint.twice", "slug", id=slug, first="PLAN.toml")
        planned[slug] = record.data
        record.done(*_SAME, "sources", "mistakes", "brief")
    plan.done("types")
    return planned


def _compare(exercise: Exercise, planned: dict[str, Any], report: Report) -> None:
    path = exercise.folder / "exercise.toml"
    for key in _SAME:
        own, want = _own(exercise, key), planned.get(key)
        if key in planned and own != want:
            report.add("lint.plan_differs", path, line_in(path, key), key=key, got=_show(own), want=_show(want))


def _own(exercise: Exercise, key: str) -> Any:
    if key == "functions":
        return [function.signature for function in exercise.functions]
    value = getattr(exercise, key)
    return list(value) if isinstance(value, tuple) else value


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{key} = {item}" for key, item in value.items())
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
