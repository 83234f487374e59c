"""The command `course init FOLDER`: a learner's folder with notebooks, starters, data, sheets, progress and a plan."""

from __future__ import annotations

from pathlib import Path

import typer

from course.commands.plan_options import fitting, profile_at
from course.commands.terminal import refuse, say, today, write
from course.model import Course
from course.plan.living import new_book, write_book
from course.progress import Log


def make_workspace(course: Course, folder: Path, docs: Path, role: str, pace: str) -> None:
    """Fill `folder` from the course and its staged site `docs`, or bring it up to date; say what was done."""
    from course.publish.workspace import ManifestError, bring_up_to_date, workspace_files

    if folder.exists() and not folder.is_dir():
        refuse(say("init.not_folder", folder=folder))
    try:
        brought = bring_up_to_date(folder, workspace_files(course, docs))
    except ManifestError as fault:
        refuse(say("init.manifest", path=fault))
    except OSError as fault:
        refuse(say("cli.no_write", out=folder, fault=fault.strerror or fault))
    typer.echo(say("init.made", folder=folder, new=len(brought.new), renewed=len(brought.renewed)))
    for name in brought.beside:
        typer.echo(say("init.beside", name=name))
    _plan(course, folder, role, pace)
    typer.echo(say("init.next", folder=folder, root=course.root))


def _plan(course: Course, folder: Path, role: str, pace: str) -> None:
    """A plan when there is none; an old one stays."""
    path = folder / ".siyu" / "plan.json"
    if path.exists():
        return
    profile = profile_at(course, role, pace, today(""), "")
    book = fitting(profile, lambda: new_book(course, profile, Log(), today("")))
    write(path, write_book(book))
    typer.echo(say("init.plan", path=path))
