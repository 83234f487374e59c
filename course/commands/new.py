"""The commands `course new …`: first files of what an author begins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course.commands.content import Root, found_root, show_problems
from course.commands.terminal import refuse
from course.words import Words

say = Words("course")
app = typer.Typer(help=say("new.about"), no_args_is_help=True)
Slug = Annotated[str, typer.Argument(help=say("new.slug_help"))]
Title = Annotated[str, typer.Option("--title", help=say("new.title"))]


@app.command("exercise", help=say("new.exercise"))
def new_exercise(
    name: Annotated[str, typer.Argument(metavar="ID", help=say("new.exercise_id"))], root: Root = None
) -> None:
    """The first files of a planned exercise."""
    _begin("new_exercise", root, name)


@app.command("lesson", help=say("new.lesson"))
def new_lesson(
    chapter: Annotated[str, typer.Argument(help=say("new.lesson_chapter"))], slug: Slug, title: Title, root: Root = None
) -> None:
    """The next lesson of a chapter."""
    _begin("new_lesson", root, chapter, slug, title)


@app.command("chapter", help=say("new.chapter"))
def new_chapter(slug: Slug, title: Title, root: Root = None) -> None:
    """A chapter at the end of the course."""
    _begin("new_chapter", root, slug, title)


@app.command("dataset", help=say("new.dataset"))
def newchosen_dataset(slug: Slug, title: Title, root: Root = None) -> None:
    """A dataset of one simulated table."""
    _begin("new_dataset", root, slug, title)


def _begin(what: str, root: Path | None, *given: str) -> None:
    """Write the first files and say which; one sentence and exit 2 when refused, every problem and exit 1 when unreadable."""
    from course.authoring import new
    from course.load import CourseProblems

    home = found_root(root)
    try:
        written: list[Path] = getattr(new, what)(home, *given)
    except new.Refused as refused:
        refuse(str(refused))
    except CourseProblems as fault:
        show_problems(list(fault.problems))
        raise typer.Exit(1) from None
    typer.echo(say("new.wrote", n=len(written)))
    for path in written:
        typer.echo(f"  {path.relative_to(home).as_posix()}")
    typer.echo(say("new.then"))
