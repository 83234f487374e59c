"""What the learner's commands share: course, plan and log of the working folder; one sentence when something is wrong."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.theme import Theme

from course import progress
from course.files import write_atomically
from course.model import Course
from course.plan.living import Book, BookError, read_book
from course.plan.profile import ProfileError
from course.progress import Log
from course.words import Words

say = Words("course")
SHANGHAI = ZoneInfo("Asia/Shanghai")

Root = Annotated[Path | None, typer.Option("--root", help=say("cli.root"), envvar="SIYU_ROOT", show_default=False)]
On = Annotated[str, typer.Option("--on", help=say("plan.help.on"), show_default=False)]


def plan_path() -> Path:
    """Where the plan is kept."""
    return Path.cwd() / ".siyu" / "plan.json"


def progress_path() -> Path:
    """The event log: `$SIYU_PROGRESS`, or `.siyu/progress.jsonl` in the working folder."""
    named = os.environ.get("SIYU_PROGRESS")
    return Path(named) if named else Path.cwd() / ".siyu" / "progress.jsonl"


def reading_console() -> Console:
    """A console for texts of the course: square brackets are code there, and code stands on the terminal's own ground."""
    return Console(highlight=False, markup=False, theme=Theme({"markdown.code": "cyan", "markdown.code_block": "cyan"}))


def print_markdown(console: Console, text: str) -> None:
    """Print Markdown as a page would show it: tables as tables, code without its fence."""
    console.print(Markdown(text, code_theme="ansi_dark"))


def refuse(sentence: str) -> NoReturn:
    """One sentence and exit 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def course_at(root: Path | None) -> Course:
    """The course, or its problems and exit 2."""
    from course.load import CourseProblems, find_root, load_course

    try:
        return load_course(find_root(root))
    except CourseProblems as fault:
        refuse(str(fault))


def kept_book(course: Course, path: Path | None = None) -> Book:
    """The plan of the working folder, or of the file at `path`; one sentence and exit 2 when it cannot be read."""
    try:
        return read_book(path or plan_path(), course)
    except BookError as fault:
        refuse(say(f"plan.book.{fault.key}", **fault.values))
    except ProfileError as fault:
        refuse(say(f"plan.profile.{fault.key}", **fault.values))


def kept_log(path: Path | None = None) -> Log:
    """The progress log. What in it cannot be read stays in the file, and is said."""
    path = path or progress_path()
    try:
        log = progress.read(path)
    except OSError as fault:
        refuse(say("plan.log.unreadable", path=path, fault=fault.strerror or fault))
    if log.newer:
        typer.echo(say("plan.log.newer", path=path, got=log.version, ours=progress.VERSION), err=True)
    if log.damaged:
        typer.echo(say("plan.log.damaged", path=path, n=len(log.damaged)), err=True)
    return log


def note(kind: progress.Kind, ref: str, payload: dict[str, object] | None = None) -> None:
    """Append one event to the working folder's log."""
    path = progress_path()
    try:
        progress.append(path, progress.new_event(kind, ref, progress.device(path.parent), payload))
    except OSError as fault:
        refuse(say("cli.no_write", out=path, fault=fault.strerror or fault))


def write(path: Path, content: str | bytes) -> None:
    """Write a whole file, or say why not and exit 2."""
    try:
        write_atomically(path, content)
    except OSError as fault:
        refuse(say("cli.no_write", out=path, fault=fault.strerror or fault))


def aside(path: Path) -> Path:
    """The first free name `plan.1.json`, `plan.2.json` … beside a file."""
    number = 1
    while (free := path.with_name(f"{path.stem}.{number}{path.suffix}")).exists():
        number += 1
    return free


def today(text: str) -> dt.date:
    """The day given, or today in Shanghai."""
    return day(text) if text else dt.datetime.now(SHANGHAI).date()


def day(text: str) -> dt.date:
    """The day written like 2026-03-02, or one sentence and exit 2."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        refuse(say("plan.profile.day", got=text))
