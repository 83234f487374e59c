"""The commands `course plan …`: what they read from the terminal, what they print, which files they keep.

The plan is `.siyu/plan.json` in the working folder, beside the progress log.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar, cast
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from course import progress
from course.model import Course, FormName
from course.plan.living import Book, BookError, Change, new_book, read_book, replan, write_book
from course.plan.planner import DoesNotFitError
from course.plan.profile import Profile, ProfileError, at_pace
from course.plan.standing import Where, done_units, where
from course.plan.units import CycleError
from course.plan.views import as_json, day_rows, day_title, markdown, page_of, unit_name
from course.words import Words

say = Words("course")
app = typer.Typer(help=say("plan.help.plan"), no_args_is_help=True)

DEFAULT_PACE = "twelve-weeks"
Made = TypeVar("Made")

Root = Annotated[Path | None, typer.Option("--root", help=say("cli.root"), envvar="SIYU_ROOT", show_default=False)]
Today = Annotated[str, typer.Option("--on", help=say("plan.help.on"), show_default=False)]


def plan_path() -> Path:
    """Where the plan is kept."""
    return Path.cwd() / ".siyu" / "plan.json"


def progress_path() -> Path:
    """The event log: `$SIYU_PROGRESS`, or `.siyu/progress.jsonl` in the working folder."""
    named = os.environ.get("SIYU_PROGRESS")
    return Path(named) if named else Path.cwd() / ".siyu" / "progress.jsonl"


@app.command("new", help=say("plan.help.new"))
def new(
    role: Annotated[str, typer.Option("--role", help=say("plan.help.role"))] = "specialist",
    pace: Annotated[str, typer.Option("--pace", help=say("plan.help.pace"))] = "",
    start: Annotated[str, typer.Option("--start", help=say("plan.help.start"))] = "",
    minutes: Annotated[str, typer.Option("--minutes", help=say("plan.help.minutes"))] = "",
    week: Annotated[int | None, typer.Option("--week", help=say("plan.help.week"))] = None,
    deadline: Annotated[str, typer.Option("--deadline", help=say("plan.help.deadline"))] = "",
    off: Annotated[list[str] | None, typer.Option("--off", help=say("plan.help.off"))] = None,
    shift: Annotated[list[str] | None, typer.Option("--shift", help=say("plan.help.shift"))] = None,
    rest: Annotated[bool, typer.Option("--rest/--no-rest", help=say("plan.help.rest"))] = True,
    forms: Annotated[str, typer.Option("--forms", help=say("plan.help.forms"))] = "",
    clock: Annotated[str, typer.Option("--clock", help=say("plan.help.clock"))] = "20:00",
    force: Annotated[bool, typer.Option("--force", help=say("plan.help.force"))] = False,
    root: Root = None,
) -> None:
    """Make a plan and keep it."""
    course, path = _course(root), plan_path()
    if path.exists() and not force:
        _refuse(say("plan.book.there", path=path))
    today = _today("")
    profile = _profile(course, role, pace, _day(start) if start else today, minutes)
    profile = replace(
        profile,
        week_minutes=week if week is not None else profile.week_minutes,
        deadline=_day(deadline) if deadline else profile.deadline,
        days_off=tuple(_day(text) for text in off or ()),
        shifts=tuple(_shift(text) for text in shift or ()),
        rest=rest,
        forms=cast(tuple[FormName, ...], tuple(filter(None, forms.split(",")))),
        clock=_clock(clock),
    )
    book = _fitting(course, profile, lambda: new_book(course, profile, progress.read(progress_path()), today))
    if path.exists():
        path.replace(_aside(path))
    _keep(book)
    _say_made(course, book)


@app.command("show", help=say("plan.help.show"))
def show(root: Root = None, on: Today = "") -> None:
    """Print all days from today on, and how far ahead or behind."""
    course = _course(root)
    book, today = _book(course), _today(on)
    done = done_units(course, book.units, progress.read(progress_path()))
    console = Console(highlight=False)
    for day in book.days:
        if day.day >= today:
            _print_day(console, book, day.day, done)
    _print_standing(console, where(book.units, book.days, done, today))


@app.command("today", help=say("plan.help.today"))
def today_command(root: Root = None, on: Today = "") -> None:
    """Print the day's units, or the next day with any."""
    course = _course(root)
    book, today = _book(course), _today(on)
    done = done_units(course, book.units, progress.read(progress_path()))
    console = Console(highlight=False)
    stand = where(book.units, book.days, done, today)
    if len(done) == len(book.units):
        console.print(say("plan.done_all"))
        return
    if book.day(today):
        _print_day(console, book, today, done)
    else:
        console.print(say("plan.today_none"))
        later = next((day.day for day in book.days if day.day > today), None)
        if later:
            console.print(say("plan.next_day", day=day_title(later)))
    _print_standing(console, stand)


@app.command("done", help=say("plan.help.done"))
def done(unit: Annotated[str, typer.Argument(help=say("plan.help.unit"))], root: Root = None) -> None:
    """Tick off one unit by hand."""
    book = _book(_course(root))
    found = next((known for known in book.units if known.id == unit), None)
    if found is None:
        _refuse(say("plan.unknown_unit", got=unit))
    progress.append(progress_path(), progress.new_event("done", found.id, progress.device(progress_path().parent)))
    typer.echo(say("plan.ticked", name=unit_name(found)))


@app.command("replan", help=say("plan.help.replan"))
def replan_command(
    root: Root = None,
    on: Today = "",
    deadline: Annotated[str, typer.Option("--deadline", help=say("plan.help.deadline"))] = "",
) -> None:
    """Plan what is left from today, and print what moved."""
    course = _course(root)
    book, today, log = _book(course), _today(on), progress.read(progress_path())
    if deadline:
        book = replace(book, profile=replace(book.profile, deadline=_day(deadline)))
    fresh, moved = _fitting(course, book.profile, lambda: replan(course, book, log, today))
    _keep(fresh)
    _print_changes(Console(highlight=False), fresh, moved)


@app.command("export", help=say("plan.help.export"))
def export(
    out: Annotated[Path, typer.Argument(help=say("plan.help.out"))],
    site: Annotated[str, typer.Option("--site", help=say("plan.help.site"))] = "",
    root: Root = None,
) -> None:
    """Write the plan as `.ics`, `.md`, `.html` or `.json`, by the name's ending."""
    from course.files import write_atomically
    from course.plan.ics import write_ics
    from course.publish.plan_page import printed_plan

    course = _course(root)
    book = _book(course)
    done = done_units(course, book.units, progress.read(progress_path()))
    makers: dict[str, Callable[[], str | bytes]] = {
        ".ics": lambda: write_ics(
            book, unit_name, lambda unit: site.rstrip("/") + "/" + page_of(unit, course) if site else ""
        ),
        ".md": lambda: markdown(book, course, done),
        ".json": lambda: as_json(book, course, done),
        ".html": lambda: printed_plan(book, course, done),
    }
    if out.suffix not in makers:
        _refuse(say("plan.export_kind", got=out.suffix or out.name, known=" ".join(makers)))
    try:
        write_atomically(out, makers[out.suffix]())
    except OSError as fault:
        _refuse(say("cli.no_write", out=out, fault=fault.strerror or fault))
    typer.echo(say("plan.written", path=out))


def _profile(course: Course, role: str, pace: str, start: dt.date, minutes: str) -> Profile:
    """The profile of a preset pace, or of the minutes given; with neither, the slowest preset."""
    if minutes:
        return Profile(role, start, _minutes(minutes))
    known = {found.slug: found for found in course.presets.paces}
    chosen = known.get(pace or DEFAULT_PACE)
    if chosen is None:
        _refuse(say("plan.pace", got=pace or DEFAULT_PACE, known="、".join(known)))
    return at_pace(chosen, role, start)


def _fitting(course: Course, profile: Profile, make: Callable[[], Made]) -> Made:
    """What `make` gives, or one message that says what would have to give, and exit 2."""
    try:
        return make()
    except ProfileError as fault:
        _refuse(say(f"plan.profile.{fault.key}", **fault.values))
    except CycleError as fault:
        _refuse(say("plan.fit.cycle", ids=fault))
    except DoesNotFitError as fault:
        _refuse("\n".join(_what_would_fit(profile, fault)))


def _what_would_fit(profile: Profile, fault: DoesNotFitError) -> list[str]:
    lines = []
    if fault.too_long:
        unit = fault.too_long.unit
        room = fault.too_long.room
        lines.append(say("plan.fit.too_long", name=unit_name(unit), minutes=unit.minutes, room=room))
    elif fault.least_weeks is None:
        lines.append(say("plan.fit.never"))
    else:
        end = profile.start + dt.timedelta(weeks=fault.least_weeks, days=-1)
        lines.append(say("plan.fit.weeks", deadline=profile.deadline, weeks=fault.least_weeks, end=end))
    if fault.least_week_minutes:
        lines.append(say("plan.fit.minutes", minutes=fault.least_week_minutes, now=sum(profile.weekday_minutes)))
    return lines


def _keep(book: Book) -> None:
    from course.files import write_atomically

    try:
        write_atomically(plan_path(), write_book(book))
    except OSError as fault:
        _refuse(say("cli.no_write", out=plan_path(), fault=fault.strerror or fault))


def _aside(path: Path) -> Path:
    """The first free name `plan.1.json`, `plan.2.json` … beside the plan."""
    number = 1
    while (free := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
        number += 1
    return free


def _say_made(course: Course, book: Book) -> None:
    end = book.days[-1].day if book.days else book.profile.start
    weeks = (end - book.profile.start).days // 7 + 1
    typer.echo(say("plan.made", path=plan_path(), weeks=weeks, start=book.profile.start, end=end, n=len(book.units)))
    empty = [chapter.title for chapter in course.chapters if not chapter.lessons]
    if empty:
        typer.echo(say("plan.no_content", chapters="、".join(empty)))
    if end.year > book.exact_until:
        typer.echo(say("plan.estimate", year=book.exact_until))


def _print_day(console: Console, book: Book, day: dt.date, done: frozenset[str]) -> None:
    """One day as a table: tick, what, minutes; then the reviews."""
    found = book.day(day)
    if found is None:
        return
    console.print(Text(day_title(day), style="bold"))
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(style="bright_black")
    for row in day_rows(book, found, done):
        tick = Text("✓", style="green") if row.done else Text("·", style="bright_black")
        table.add_row(tick, row.name + row.part, say("plan.minutes", n=row.minutes), row.unit.id)
    table.add_row("", say("plan.review", minutes=found.review_minutes), "", "")
    console.print(Padding(table, (0, 0, 1, 2)))


def _print_standing(console: Console, stand: Where) -> None:
    if stand.late:
        console.print(say("plan.behind", n=len(stand.late), minutes=stand.late_minutes), style="yellow")
    elif stand.early:
        console.print(say("plan.ahead", n=len(stand.early), minutes=stand.early_minutes), style="green")
    else:
        console.print(say("plan.on_time"))


def _print_changes(console: Console, book: Book, moved: tuple[Change, ...]) -> None:
    if not moved:
        console.print(say("plan.replanned_same"))
        return
    console.print(say("plan.replanned", n=len(moved)))
    names = {unit.id: unit_name(unit) for unit in book.units}
    table = Table.grid(padding=(0, 2))
    for change in moved:
        before = change.before.isoformat() if change.before else "–"
        after = change.after.isoformat() if change.after else say("plan.gone")
        table.add_row(names.get(change.unit, change.unit), say("plan.moved", before=before, after=after))
    console.print(Padding(table, (0, 0, 0, 2)))


def _course(root: Path | None) -> Course:
    from course.load import CourseProblems, find_root, load_course

    try:
        return load_course(find_root(root))
    except CourseProblems as fault:
        _refuse(str(fault))


def _book(course: Course) -> Book:
    try:
        return read_book(plan_path(), course)
    except BookError as fault:
        _refuse(say(f"plan.book.{fault.key}", **fault.values))
    except ProfileError as fault:
        _refuse(say(f"plan.profile.{fault.key}", **fault.values))


def _today(text: str) -> dt.date:
    return _day(text) if text else dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        _refuse(say("plan.profile.day", got=text))


def _clock(text: str) -> dt.time:
    try:
        return dt.time.fromisoformat(text)
    except ValueError:
        _refuse(say("plan.profile.clock", got=text))


def _minutes(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        _refuse(say("plan.profile.seven", got=text))


def _shift(text: str) -> tuple[dt.date, int]:
    day, _, minutes = text.partition("=")
    try:
        return dt.date.fromisoformat(day), int(minutes)
    except ValueError:
        _refuse(say("plan.profile.shift", got=text))


def _refuse(sentence: str) -> NoReturn:
    """One sentence and exit 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
