"""How the terminal shows a plan: days as small tables, where the learner stands, what moved."""

from __future__ import annotations

import datetime as dt

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from course.commands.terminal import say
from course.model import Course
from course.plan.living import Book, Change
from course.plan.standing import Mastery, Where
from course.plan.views import day_rows, day_title, unit_name

_COLOUR: dict[Mastery, str] = {"unseen": "bright_black", "taught": "", "practised": "yellow", "mastered": "green"}


def print_day(console: Console, book: Book, day: dt.date, done: frozenset[str]) -> None:
    """One day as a table: tick, what, minutes; then the reviews."""
    found = book.day(day)
    if found is None:
        return
    console.print(Text(day_title(day), style="bold"))
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    table.add_column(style="bright_black", no_wrap=True)
    for row in day_rows(book, found, done):
        tick = Text("✓", style="green") if row.done else Text("·", style="bright_black")
        table.add_row(tick, row.name + row.part, say("plan.minutes", n=row.minutes), row.unit.id)
    if found.review_minutes:
        table.add_row("", say("plan.review", minutes=found.review_minutes), "", "")
    console.print(Padding(table, (0, 0, 1, 2)))


def print_standing(console: Console, stand: Where) -> None:
    """Late, early or on time."""
    if stand.late:
        console.print(say("plan.behind", n=len(stand.late), minutes=stand.late_minutes), style="yellow")
    elif stand.early:
        console.print(say("plan.ahead", n=len(stand.early), minutes=stand.early_minutes), style="green")
    else:
        console.print(say("plan.on_time"))


def print_changes(console: Console, book: Book, moved: tuple[Change, ...]) -> None:
    """What another plan does to units not done."""
    if not moved:
        console.print(say("plan.replanned_same"))
        return
    console.print(say("plan.replanned", n=len(moved)))
    names = {unit.id: unit_name(unit) for unit in book.units}
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    for change in moved:
        before = change.before.isoformat() if change.before else "–"
        after = change.after.isoformat() if change.after else say("plan.gone")
        table.add_row(names.get(change.unit, change.unit), say("plan.moved", before=before, after=after))
    console.print(Padding(table, (0, 0, 0, 2)))


def print_mastery(console: Console, course: Course, found: dict[str, Mastery]) -> None:
    """Each objective with how well it is mastered."""
    texts = {item.id: item.text for chapter in course.chapters for item in chapter.objectives}
    console.print(Text(say("plan.objectives"), style="bold"))
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(style="bright_black", no_wrap=True)
    table.add_column(overflow="fold")
    for name, mastery in found.items():
        table.add_row(Text(say(f"plan.mastery.{mastery}"), style=_COLOUR[mastery]), name, texts.get(name, ""))
    console.print(Padding(table, (0, 0, 1, 2)))
