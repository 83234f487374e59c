"""The commands `course plan …`: the plan is `.siyu/plan.json` in the working folder, beside the progress log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from course.commands.cohort import app as cohort
from course.commands.diagnose import diagnose
from course.commands.plan_options import clock_of, fitting, forms_of, profile_at, shift_of
from course.commands.plan_print import print_changes, print_day, print_mastery, print_standing
from course.commands.terminal import (
    On,
    Root,
    aside,
    course_at,
    day,
    kept_book,
    kept_log,
    note,
    plan_path,
    refuse,
    say,
    today,
    write,
)
from course.model import Course
from course.plan.living import Book, new_book, replan, write_book
from course.plan.standing import done_units, mastery, where
from course.plan.units import Unit
from course.plan.views import as_json, day_title, markdown, unit_name

app = typer.Typer(help=say("plan.help.plan"), no_args_is_help=True)
app.add_typer(cohort, name="cohort")
app.command("diagnose", help=say("plan.help.diagnose"))(diagnose)


@app.command("new", help=say("plan.help.new"))
def new(
    role: Annotated[str, typer.Option("--role", help=say("plan.help.role"))] = "",
    pace: Annotated[str, typer.Option("--pace", help=say("plan.help.pace"))] = "",
    start: Annotated[str, typer.Option("--start", help=say("plan.help.start"))] = "",
    minutes: Annotated[str, typer.Option("--minutes", help=say("plan.help.minutes"))] = "",
    week: Annotated[int | None, typer.Option("--week", help=say("plan.help.week"))] = None,
    deadline: Annotated[str, typer.Option("--deadline", help=say("plan.help.deadline"))] = "",
    off: Annotated[list[str] | None, typer.Option("--off", help=say("plan.help.off"))] = None,
    shift: Annotated[list[str] | None, typer.Option("--shift", help=say("plan.help.shift"))] = None,
    rest: Annotated[bool, typer.Option("--rest/--no-rest", help=say("plan.help.rest"))] = True,
    forms: Annotated[str, typer.Option("--forms", help=say("plan.help.forms"))] = "",
    known: Annotated[list[str] | None, typer.Option("--known", help=say("plan.help.known"))] = None,
    clock: Annotated[str, typer.Option("--clock", help=say("plan.help.clock"))] = "20:00",
    force: Annotated[bool, typer.Option("--force", help=say("plan.help.force"))] = False,
    root: Root = None,
    on: On = "",
) -> None:
    """Make a plan and keep it."""
    course, path, now = course_at(root), plan_path(), today(on)
    if path.exists() and not force:
        refuse(say("plan.book.there", path=path))
    profile = profile_at(course, role, pace, day(start) if start else now, minutes)
    profile = replace(
        profile,
        week_minutes=week if week is not None else profile.week_minutes,
        deadline=day(deadline) if deadline else profile.deadline,
        days_off=tuple(sorted(day(text) for text in off or ())),
        shifts=tuple(sorted(shift_of(text) for text in shift or ())),
        rest=rest,
        forms=forms_of(forms),
        known=tuple(known or ()),
        clock=clock_of(clock),
    )
    log = kept_log()
    book = fitting(profile, lambda: new_book(course, profile, log, now))
    if path.exists():
        path.replace(aside(path))
    write(path, write_book(book))
    _say_made(course, book)


@app.command("show", help=say("plan.help.show"))
def show(root: Root = None, on: On = "") -> None:
    """Print all days from today on, how well each objective is mastered, and how far ahead or behind."""
    course = course_at(root)
    book, now, log = kept_book(course), today(on), kept_log()
    done = done_units(course, book.units, log)
    console = Console(highlight=False)
    for dated in book.days:
        if dated.day >= now:
            print_day(console, book, dated.day, done)
    print_mastery(console, course, mastery(course, book.units, log))
    print_standing(console, where(book.units, book.days, done, now))


@app.command("today", help=say("plan.help.today"))
def today_command(root: Root = None, on: On = "") -> None:
    """Print the day's units, or the next day with any."""
    course = course_at(root)
    book, now = kept_book(course), today(on)
    done = done_units(course, book.units, kept_log())
    console = Console(highlight=False)
    if len(done) == len(book.units):
        console.print(say("plan.done_all"))
        return
    if book.day(now):
        print_day(console, book, now, done)
    else:
        console.print(say("plan.today_none"))
        later = next((dated.day for dated in book.days if dated.day > now), None)
        if later:
            console.print(say("plan.next_day", day=day_title(later)))
    print_standing(console, where(book.units, book.days, done, now))


@app.command("done", help=say("plan.help.done"))
def done(unit: Annotated[str, typer.Argument(help=say("plan.help.unit"))], root: Root = None) -> None:
    """Tick off one unit by hand."""
    book = kept_book(course_at(root))
    found = next((known for known in book.units if known.id == unit), None)
    if found is None:
        refuse(say("plan.unknown_unit", got=unit))
    note("done", found.id)
    typer.echo(say("plan.ticked", name=unit_name(found)))


@app.command("replan", help=say("plan.help.replan"))
def replan_command(
    root: Root = None,
    on: On = "",
    deadline: Annotated[str, typer.Option("--deadline", help=say("plan.help.deadline"))] = "",
) -> None:
    """Plan what is left from today, and print what moved."""
    course = course_at(root)
    book, now, log = kept_book(course), today(on), kept_log()
    if deadline:
        book = replace(book, profile=replace(book.profile, deadline=day(deadline)))
    fresh, moved = fitting(book.profile, lambda: replan(course, book, log, now))
    write(plan_path(), write_book(fresh))
    print_changes(Console(highlight=False), fresh, moved)


@app.command("export", help=say("plan.help.export"))
def export(
    out: Annotated[Path, typer.Argument(help=say("plan.help.out"))],
    site: Annotated[str, typer.Option("--site", help=say("plan.help.site"))] = "",
    root: Root = None,
) -> None:
    """Write the plan as `.ics`, `.md`, `.html` or `.json`, by the name's ending."""
    course = course_at(root)
    book = kept_book(course)
    makers = _makers(course, book, done_units(course, book.units, kept_log()), site.rstrip("/"))
    if out.suffix not in makers:
        refuse(say("plan.export_kind", got=out.suffix or out.name, known=" ".join(makers)))
    write(out, makers[out.suffix]())
    typer.echo(say("plan.written", path=out))


def _makers(course: Course, book: Book, done: frozenset[str], site: str) -> dict[str, Callable[[], str | bytes]]:
    """What writes each kind of file."""
    from course.plan.ics import write_ics
    from course.publish.plan_page import printed_plan, unit_place

    def link(unit: Unit) -> str:
        place = unit_place(course, unit)
        return f"{site}/{place}" if site and place else ""

    return {
        ".ics": lambda: write_ics(book, unit_name, link),
        ".md": lambda: markdown(book, course, done),
        ".json": lambda: as_json(book, done, lambda unit: unit_place(course, unit)),
        ".html": lambda: printed_plan(book, course, done),
    }


def _say_made(course: Course, book: Book) -> None:
    start = max(book.profile.start, book.made_on)
    end = book.days[-1].day if book.days else start
    weeks = (end - start).days // 7 + 1
    typer.echo(say("plan.made", path=plan_path(), weeks=weeks, start=start, end=end, n=len(book.units)))
    empty = [chapter.title for chapter in course.chapters if not chapter.lessons]
    if empty:
        typer.echo(say("plan.no_content", chapters="、".join(empty)))
    if end.year > book.exact_until:
        typer.echo(say("plan.estimate", year=book.exact_until))
