"""The commands `course plan cohort …`: one plan for a class with fixed session dates, and who is behind it."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from course.commands.plan_options import clock_of, fitting, forms_of, profile_at
from course.commands.terminal import On, Root, course_at, day, kept_book, kept_log, refuse, say, today, write
from course.model import Course
from course.plan.cohort import RosterError, Row, by_delay, inert, read_roster, stand_of
from course.plan.living import Book, new_book, write_book
from course.plan.profile import Profile
from course.plan.views import day_title, unit_name
from course.progress import Log

app = typer.Typer(help=say("plan.help.cohort"), no_args_is_help=True)
_NAMED = 3


@app.command("new", help=say("plan.help.cohort_new"))
def new(
    out: Annotated[Path, typer.Argument(help=say("plan.help.cohort_file"))],
    session: Annotated[list[str], typer.Option("--session", help=say("plan.help.session"))],
    minutes: Annotated[int, typer.Option("--minutes", help=say("plan.help.session_minutes"))] = 90,
    role: Annotated[str, typer.Option("--role", help=say("plan.help.role"))] = "",
    pace: Annotated[str, typer.Option("--pace", help=say("plan.help.cohort_pace"))] = "",
    forms: Annotated[str, typer.Option("--forms", help=say("plan.help.forms"))] = "",
    clock: Annotated[str, typer.Option("--clock", help=say("plan.help.clock"))] = "20:00",
    force: Annotated[bool, typer.Option("--force", help=say("plan.help.force_file"))] = False,
    root: Root = None,
    on: On = "",
) -> None:
    """Make the class's plan: the sessions, and between them the pace's minutes when one is given."""
    course = course_at(root)
    if out.exists() and not force:
        refuse(say("plan.book.there", path=out))
    dates = sorted({day(text) for text in session})
    profile = _profile(course, role, pace, dates, minutes)
    profile = replace(profile, forms=forms_of(forms), clock=clock_of(clock))
    book = fitting(profile, lambda: new_book(course, profile, Log(), min(today(on), dates[0])))
    write(out, write_book(book))
    end = book.days[-1].day if book.days else profile.start
    typer.echo(say("plan.cohort.made", path=out, sessions=len(dates), end=end, n=len(book.units)))
    if end > dates[-1]:
        typer.echo(say("plan.cohort.after", last=dates[-1]))


def _profile(course: Course, role: str, pace: str, dates: list[dt.date], minutes: int) -> Profile:
    """Sessions are shifts: fixed days with their own minutes. Without a pace, later weeks go on as the sessions' weekdays."""
    if pace:
        between = profile_at(course, role, pace, dates[0], "")
    else:
        weekdays = {date.weekday() for date in dates}
        week = ",".join(str(minutes if weekday in weekdays else 0) for weekday in range(7))
        between = profile_at(course, role, "", dates[0], week)
        gaps = [dates[0] + dt.timedelta(days) for days in range((dates[-1] - dates[0]).days)]
        off = tuple(date for date in gaps if date not in dates)
        between = replace(between, days_off=off)
    shifts = tuple((date, minutes) for date in dates)
    return replace(between, shifts=shifts, deadline=None, week_minutes=None)


@app.command("show", help=say("plan.help.cohort_show"))
def show(
    plan: Annotated[Path, typer.Argument(help=say("plan.help.cohort_file"))],
    roster: Annotated[Path, typer.Option("--roster", help=say("plan.help.roster"))],
    out: Annotated[Path | None, typer.Option("--out", help=say("plan.help.cohort_out"))] = None,
    root: Root = None,
    on: On = "",
) -> None:
    """Print or write who is behind the class's plan and by what."""
    course, now = course_at(root), today(on)
    book = kept_book(course, plan)
    try:
        members = read_roster(roster)
    except RosterError as fault:
        refuse(say(f"plan.roster.{fault.key}", **fault.values))
    rows = by_delay([stand_of(course, book, m.name, kept_log(m.progress), now) for m in members])
    if out is None:
        _print(rows, book, now)
        return
    makers: dict[str, Callable[[Sequence[Row], int, dt.date], str | bytes]] = {
        ".csv": _csv,
        ".md": _markdown,
        ".html": _html,
    }
    if out.suffix not in makers:
        refuse(say("plan.export_kind", got=out.suffix or out.name, known=" ".join(makers)))
    write(out, makers[out.suffix](rows, len(book.units), now))
    typer.echo(say("plan.written", path=out))


HEADS = ("name", "done", "late", "late_minutes", "units", "last")


def _cells(row: Row, total: int, most: int | None = None) -> list[str]:
    """The row's cells in the order of HEADS; `most` names so many late units at most."""
    names = [unit_name(unit) for unit in row.units]
    told = "、".join(names[:most]) + (
        say("plan.cohort.more", n=len(names) - most) if most and len(names) > most else ""
    )
    late = str(len(row.stand.late))
    last = row.last.isoformat() if row.last else say("plan.cohort.never")
    return [row.name, f"{len(row.stand.done)}/{total}", late, str(row.stand.late_minutes), told, last]


def _print(rows: Sequence[Row], book: Book, now: dt.date) -> None:
    console = Console(highlight=False)
    table = Table(box=None, padding=(0, 1), header_style="bold", title=None)
    for head in HEADS:
        table.add_column(
            say(f"plan.cohort.{head}"),
            justify="right" if head in ("done", "late", "late_minutes") else "left",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*_cells(row, len(book.units), _NAMED), style="yellow" if row.stand.late else None)
    console.print(_title(rows, now))
    console.print(table)


def _csv(rows: Sequence[Row], total: int, now: dt.date) -> bytes:
    """UTF-8 with a mark at its start, so that Excel in Chinese opens it; cells are text, never formulas."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([say(f"plan.cohort.{head}") for head in HEADS])
    writer.writerows([inert(cell) for cell in _cells(row, total)] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _markdown(rows: Sequence[Row], total: int, now: dt.date) -> str:
    heads = [say(f"plan.cohort.{head}") for head in HEADS]
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in _cells(row, total)] for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *cells)]
    return "\n".join([f"# {_title(rows, now)}", "", *lines]) + "\n"


def _html(rows: Sequence[Row], total: int, now: dt.date) -> str:
    from course.publish.templating import fill

    heads = [say(f"plan.cohort.{head}") for head in HEADS]
    return str(fill("cohort_print", title=_title(rows, now), heads=heads, rows=[_cells(row, total) for row in rows]))


def _title(rows: Sequence[Row], now: dt.date) -> str:
    return say("plan.cohort.title", day=day_title(now), n=len(rows), late=sum(bool(row.stand.late) for row in rows))
