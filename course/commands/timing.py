"""The command `course timing`: what lessons and forms are declared to take, what the model says, what logs say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from course.commands.terminal import Root, course_at, kept_log, refuse, say
from course.load.timing import Estimate, UncountableError, estimate_forms, estimate_lesson, rates
from course.model import Course
from course.plan.measured import Measured, measured
from course.plan.units import lesson_id

Row = tuple[str, str, Estimate]  # the unit's id, its title, its minutes
_DECLARED = ("declared", "modelled", "gap")
_MEASURED = ("median", "quartiles", "n", "unknown")


def timing(
    logs: Annotated[
        list[Path] | None, typer.Argument(metavar="LOG", help=say("timing.logs"), show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("timing.json"))] = False,
    root: Root = None,
) -> None:
    """Print every lesson and form with its minutes: declared, modelled and, of the learners whose logs are given, measured."""
    course, pause = course_at(root), timedelta(minutes=rates().pause_minutes)
    for path in logs or ():
        if not path.is_file():
            refuse(say("timing.no_log", path=path))
    found = measured(map(kept_log, logs), pause) if logs else None
    try:
        rows = list(_rows(course))
    except UncountableError as fault:
        refuse(say("timing.uncountable", slug=fault))
    if as_json:
        typer.echo(json.dumps([_as_json(row, found) for row in rows], ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False)
    console.print(_table(rows, found))
    if found is not None:
        console.print(say("timing.rule", pause=f"{rates().pause_minutes:g}"))


def _rows(course: Course) -> Iterator[Row]:
    for lesson in course.lessons:
        yield lesson_id(lesson.chapter, lesson.slug), lesson.title, estimate_lesson(course, lesson)
    for exercise in course.exercises:
        for estimate in estimate_forms(course, exercise):
            yield f"{exercise.id}/{estimate.form}", exercise.title, estimate


def _as_json(row: Row, found: dict[str, Measured] | None) -> dict[str, object]:
    unit, title, estimate = row
    told = (found or {}).get(unit)
    return {
        "unit": unit,
        "title": title,
        "declared": estimate.declared,
        "modelled": round(estimate.modelled, 1) if estimate.parts else None,
        "within": estimate.within,
        "parts": {part: round(minutes, 1) for part, minutes in estimate.parts.items()},
        "measured": asdict(told) if told else None,
    }


def _table(rows: list[Row], found: dict[str, Measured] | None) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold")
    for head in ("unit", "title"):
        table.add_column(say(f"timing.{head}"), overflow="fold")
    for head in (*_DECLARED, *(_MEASURED if found is not None else ())):
        table.add_column(say(f"timing.{head}"), justify="right", no_wrap=True)
    for unit, title, estimate in rows:
        told = () if found is None else _measured(found.get(unit, Measured(0, 0)))
        table.add_row(unit, title, *_declared(estimate), *told, style="yellow" if estimate.far else None)
    return table


def _declared(estimate: Estimate) -> tuple[str, str, str]:
    if not estimate.parts:
        return str(estimate.declared), say("timing.none"), ""
    gap = estimate.declared / estimate.modelled - 1
    return str(estimate.declared), f"{estimate.modelled:.0f}", f"{gap:+.0%}"


def _measured(told: Measured) -> tuple[str, str, str, str]:
    unknown = str(told.unknown or "")
    if told.median is None:
        return say("timing.untold") if told.unknown else "", "", "", unknown
    return f"{told.median:.0f}", f"{told.low:.0f}–{told.high:.0f}", str(told.n), unknown
