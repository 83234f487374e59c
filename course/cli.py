"""The command `course`. Each sub-command imports what it needs when it runs, so that `--help` stays quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course.commands import data, new, plan, review, runtime, timing
from course.commands.content import Root, found_root, show_problems
from course.commands.terminal import refuse
from course.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from course.model import Course
    from course.publish.forms import FormKeys
    from course.publish.hosted import Hosting
    from grader.notices import Notices

say = Words("course")
app = typer.Typer(
    name="course", help=say("cli.about"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.command(help=say("cli.check"))
def check(root: Root = None) -> None:
    """Print every problem of the content; exit 0 when there is none, 1 when there is any."""
    from course.load.lint import check as find_problems

    problems = find_problems(found_root(root))
    show_problems(problems)
    raise typer.Exit(1 if problems else 0)


@app.command(help=say("cli.build"))
def build(
    root: Root = None,
    runtime: Annotated[str, typer.Option("--runtime", metavar="FOLDER|none", help=say("cli.build_runtime"))] = "",
) -> None:
    """Build the site into `build/site`; exit 1 with every fault of the content when there is any."""
    home = found_root(root)
    _build(home, hosting_of(home, runtime))


def _build(root: Path, hosting: Hosting | None) -> tuple[Course, Path]:
    """The course and its freshly built site, or its problems and exit 1."""
    from course.load import CourseProblems, load_course
    from course.publish.fresh import fresh_site

    try:
        course = load_course(root)
        if kept := fresh_site(course, root / "build", hosting.runtime if hosting else None):
            typer.echo(say("publish.told_kept", place=kept))
            return course, kept
        from course.publish.site import build_site

        return course, build_site(course, root / "build", _form_keys(root), typer.echo, hosting)
    except CourseProblems as fault:
        show_problems(list(fault.problems))
        raise typer.Exit(1) from None


def hosting_of(root: Path, named: str) -> Hosting | None:
    """What lets pages run code by themselves: the runtime named, else `runtime/` when it is there; None without any.

    One sentence and exit 2 when the folder named is no runtime.
    """
    from course.publish.hosted import Hosting
    from course.runtime.folder import NoRuntime, Runtime
    from grader.page import checking_archive, exercise_archive

    if named == "none" or not (named or (root / "runtime").is_dir()):
        return None
    folder = Path(named) if named else root / "runtime"
    try:
        return Hosting(Runtime(folder), checking_archive, exercise_archive)
    except NoRuntime as lacks:
        refuse(say("runtime.none", folder=folder, name=lacks))


def _form_keys(root: Path) -> FormKeys:
    """The grader's form keys, kept in `build/cache`."""
    from course.publish.forms import KeptFormKeys
    from grader.forms import computed_by, form_key

    return KeptFormKeys(form_key, root / "build" / "cache", computed_by())


@app.command("init", help=say("init.help"))
def init(
    folder: Annotated[Path, typer.Argument(help=say("init.folder"))],
    role: Annotated[str, typer.Option("--role", help=say("plan.help.role"))] = "",
    pace: Annotated[str, typer.Option("--pace", help=say("plan.help.pace"))] = "",
    root: Root = None,
) -> None:
    """Make a learner's folder from the built site, or bring it up to date."""
    from course.commands.init import make_workspace

    course, site = _build(found_root(root), None)
    make_workspace(course, folder, site.with_name("docs"), role, pace)


@app.command(help=say("cli.serve"))
def serve(
    root: Root = None,
    port: Annotated[int, typer.Option("--port", help=say("cli.port"), envvar="SIYU_PORT", min=1, max=65535)] = 8765,
    token: Annotated[str, typer.Option("--token", help=say("cli.token"), envvar="SIYU_TOKEN")] = "",
    watch: Annotated[bool, typer.Option("--watch", help=say("cli.watch"))] = False,
) -> None:
    """Build the site and serve it on this machine, cells and checks working; `--watch` rebuilds what changes."""
    from course.publish.kernel import setup_code
    from grader.engine import claim_port
    from grader.engine import serve as serve_site

    def announce(address: str) -> None:
        typer.echo(say("cli.served", address=address))

    try:
        claim_port(port)
        home = found_root(root)
        hosting = hosting_of(home, "")
        course, site = _build(home, hosting)
        serve_site(course, site, port, setup_code(), announce, token, _watcher(course, hosting) if watch else None)
    except OSError as fault:
        typer.echo(say("cli.port_taken", port=port, fault=fault.strerror or fault), err=True)
        raise typer.Exit(2) from None


def _watcher(course: Course, hosting: Hosting | None) -> Callable[[Notices, Callable[[Course], None]], None]:
    """What works off changes while the site is served."""
    from course.publish.watch import Rebuilder, Told
    from course.publish.watch import watch as watch_files

    def work(notices: Notices, renew: Callable[[Course], None]) -> None:
        def tell(told: Told) -> None:
            if told.kind == "made":
                renew(rebuilder.course)
            notices.tell(told.to_dict())

        rebuilder = Rebuilder(course, course.root / "build", _form_keys(course.root), typer.echo, tell, hosting)
        watch_files(rebuilder)

    return work


app.add_typer(data.app, name="data")
app.add_typer(new.app, name="new")
app.add_typer(plan.app, name="plan")
app.add_typer(runtime.app, name="runtime")
app.command("review", help=say("review.help.review"))(review.review)
app.command("timing", help=say("timing.about"))(timing.timing)


def main() -> None:
    """The console script. A package that only building and serving need is asked for in one sentence."""
    try:
        app()
    except ModuleNotFoundError as missing:
        if (missing.name or "").split(".")[0] in ("course", "grader"):
            raise
        typer.echo(say("cli.missing_package", name=missing.name), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
