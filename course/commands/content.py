"""What the commands on a course's own files share: its root, its problems shown, one sentence when something is wrong."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course.commands.terminal import refuse
from course.words import Words

if TYPE_CHECKING:
    from course.load import Problem

say = Words("course")
Root = Annotated[Path | None, typer.Option("--root", help=say("cli.root"), envvar="SIYU_ROOT", show_default=False)]


def found_root(root: Path | None) -> Path:
    """The course's root, or one sentence and exit 2."""
    from course.load import CourseProblems, find_root

    try:
        return find_root(root)
    except CourseProblems as fault:
        refuse(str(fault))


def show_problems(problems: list[Problem]) -> None:
    """Problems by file: one line each when piped, grouped and coloured in a terminal."""
    if not sys.stdout.isatty():
        for problem in problems:
            typer.echo(str(problem))
    else:
        _in_colour(problems)
    files = len({problem.path for problem in problems})
    typer.echo(say("cli.problems", n=len(problems), files=files) if problems else say("cli.no_problem"))


def _in_colour(problems: list[Problem]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for path, found in groupby(problems, key=lambda problem: problem.path):
        console.print(Text(path.as_posix(), style="bold"))
        for problem in found:
            line = f"{problem.line or '':>5}  "
            console.print(Text.assemble((line, "dim"), (problem.message, "red"), "。", (problem.mend, "")))
