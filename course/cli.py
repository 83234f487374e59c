"""The command `course`. Each sub-command imports what it needs when it runs, so that `--help` stays quick."""

from __future__ import annotations

import datetime as dt
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from course.commands import plan, review
from course.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from course.load import Problem
    from course.model import Course, Dataset
    from course.publish.forms import FormKeys
    from course.publish.hosted import Hosting
    from grader.notices import Notices

say = Words("course")
app = typer.Typer(
    name="course", help=say("cli.about"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

Root = Annotated[Path | None, typer.Option("--root", help=say("cli.root"), envvar="SIYU_ROOT", show_default=False)]


@app.command(help=say("cli.check"))
def check(root: Root = None) -> None:
    """Print every problem of the content; exit 0 when there is none, 1 when there is any."""
    from course.load.lint import check as find_problems

    problems = find_problems(found_root(root))
    _show(problems)
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
        _show(list(fault.problems))
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
        _refuse(say("runtime.none", folder=folder, name=lacks))


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


app.add_typer(plan.app, name="plan")
app.command("review", help=say("review.help.review"))(review.review)

data = typer.Typer(help=say("cli.data"), no_args_is_help=True)
app.add_typer(data, name="data")


@data.command("check", help=say("cli.data_check"))
def check_data(
    folder: Annotated[Path, typer.Argument(help=say("cli.data_folder"))],
    dataset: Annotated[str, typer.Option("--dataset", help=say("cli.data_set"))] = "",
    root: Root = None,
) -> None:
    """Hold a folder of tables against a dataset's `dataset.toml`; exit 1 when anything does not fit."""
    from course.data.validate import check_folder

    if not folder.is_dir():
        typer.echo(say("cli.no_folder", folder=folder), err=True)
        raise typer.Exit(2)
    chosen = _dataset(found_root(root), dataset)
    if any(folder.rglob("*.parquet")):
        try:
            from course.data.check_parts import check_parquet

            problems = check_parquet(chosen, folder)
        except ImportError:
            _refuse(say("cli.data_no_duckdb"))
    else:
        problems = check_folder(chosen, folder)
    _show(problems)
    raise typer.Exit(1 if problems else 0)


@data.command("make", help=say("cli.data_make"))
def make_data(
    out: Annotated[Path | None, typer.Argument(help=say("cli.data_out"))] = None,
    into: Annotated[Path | None, typer.Option("--out", help=say("cli.data_into"))] = None,
    seed: Annotated[int | None, typer.Option("--seed", help=say("cli.data_seed"))] = None,
    scale: Annotated[float, typer.Option("--scale", help=say("cli.data_scale"), min=0.0001, max=10)] = 1.0,
    members: Annotated[int | None, typer.Option("--members", help=say("cli.data_members"), min=1, max=10**8)] = None,
    form: Annotated[str, typer.Option("--format", help=say("cli.data_format"))] = "csv",
    sample: Annotated[bool, typer.Option("--sample", help=say("cli.data_sample"))] = False,
    dataset: Annotated[str, typer.Option("--dataset", help=say("cli.data_set"))] = "",
    root: Root = None,
) -> None:
    """Simulate a dataset's tables into a folder, or (`--sample`) anew into the dataset's own folder with its digests.

    With `--members` and `--format parquet` the tables are streamed in parts, however large.
    """
    from course.data.simulate import make_tables, write_sample, write_tables

    if form not in ("csv", "parquet"):
        _refuse(say("cli.data_format_unknown", got=form))
    if (form == "parquet") != (members is not None):
        _refuse(say("cli.data_members_format"))
    if members and (sample or scale != 1.0):
        _refuse(say("cli.data_members_alone", other="--sample" if sample else "--scale"))
    chosen, out = _dataset(found_root(root), dataset), out or into
    if members and out is not None:
        _make_parts(chosen, chosen.main_seed if seed is None else seed, members, out)
        return
    if sample:
        digests = write_sample(chosen)
    elif out is None:
        typer.echo(say("cli.data_where"), err=True)
        raise typer.Exit(2)
    else:
        digests = write_tables(chosen, make_tables(chosen, chosen.main_seed if seed is None else seed, scale), out)
    for table, digest in digests.items():
        typer.echo(f"{digest[:12]}  {table}")


def _make_parts(chosen: Dataset, seed: int, members: int, out: Path) -> None:
    """Stream the dataset into Parquet and show how far it is; broken off, say how to go on."""
    import time

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from course.data.parts import unfinished, write_parts

    try:
        from duckdb import Error as WriteError
    except ImportError:
        _refuse(say("cli.data_no_duckdb"))
    began, step = time.monotonic(), None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        steps = write_parts(chosen, seed, members, out)
        step = next(steps)
        with Progress(*columns, TextColumn("{task.fields[told]}")) as shown:
            task = shown.add_task(say("cli.data_making"), completed=step.done, total=step.total, told="")
            for step in steps:
                told = say("cli.data_made_rows", rows=f"{step.rows:,}")
                shown.update(task, completed=step.done, told=told)
    except ValueError as fault:
        _refuse(str(fault))
    except (OSError, WriteError) as fault:
        _refuse(say("cli.data_no_write_parts", fault=fault, folder=unfinished(out)))
    except KeyboardInterrupt:
        done, total = (step.done, step.total) if step else (0, 0)
        typer.echo(say("cli.data_broken_off", done=done, total=total, folder=unfinished(out)), err=True)
        raise typer.Exit(130) from None
    if step:
        seconds = time.monotonic() - began
        typer.echo(
            say("cli.data_made_parts", members=f"{members:,}", rows=f"{step.rows:,}", folder=out, seconds=seconds)
        )


@data.command("report", help=say("cli.data_report"))
def report_data(
    folder: Annotated[Path, typer.Option("--data", help=say("cli.data_folder"))],
    out: Annotated[Path, typer.Option("--out", help=say("cli.data_report_out"))],
    asof: Annotated[str, typer.Option("--asof", help=say("cli.data_asof"))] = "",
    dataset: Annotated[str, typer.Option("--dataset", help=say("cli.data_set"))] = "",
    root: Root = None,
) -> None:
    """Write the page of all metrics that a folder's tables give; one sentence and exit 2 when they cannot be read."""
    from course.load import CourseProblems
    from course.load.registers import read_metrics
    from course.publish.data_report import write_report

    if not folder.is_dir():
        _refuse(say("cli.no_folder", folder=folder))
    home = found_root(root)
    chosen = _dataset(home, dataset)
    try:
        n, m = write_report(chosen, folder, _day(asof or chosen.window_end), read_metrics(home), out)
    except CourseProblems as fault:
        _show(list(fault.problems))
        raise typer.Exit(1) from None
    except ValueError as fault:
        _refuse(str(fault))
    except OSError as fault:
        _refuse(say("cli.no_write", out=out, fault=fault.strerror or fault))
    typer.echo(say("cli.data_report_done", n=n, m=m, out=out))


runtime = typer.Typer(help=say("runtime.about"), no_args_is_help=True)
app.add_typer(runtime, name="runtime")


@runtime.command("use", help=say("runtime.use"))
def use_runtime(
    source: Annotated[Path, typer.Argument(help=say("runtime.use_source"))],
    root: Root = None,
) -> None:
    """Provision `runtime/` from a folder or an archive; one sentence and exit 2 when it holds no runtime."""
    _provision(found_root(root), source)


@runtime.command("fetch", help=say("runtime.fetch"))
def fetch_runtime(
    address: Annotated[str, typer.Option("--from", help=say("runtime.fetch_from"))] = "",
    sha256: Annotated[str, typer.Option("--sha256", help=say("runtime.fetch_sha256"))] = "",
    root: Root = None,
) -> None:
    """Download a release and provision `runtime/` from it; one sentence and exit 2 when that fails."""
    import tempfile

    from course.load.release import read_release
    from course.runtime.download import download
    from course.runtime.provision import BadSource

    home = found_root(root)
    known = read_release(home)
    wanted = address or known.address
    if not wanted:
        _refuse(say("runtime.no_address"))
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / wanted.rpartition("/")[2]
        try:
            download(wanted, target, sha256 or ("" if address else known.sha256), typer.echo)
        except BadSource as fault:
            _refuse(str(fault))
        _provision(home, target)


def _provision(root: Path, source: Path) -> None:
    from course.load import CourseProblems, load_course
    from course.publish.needs import course_imports
    from course.runtime.provision import BadSource, folder_bytes, provision

    try:
        made = provision(source, imports := course_imports(load_course(root)), root / "runtime", typer.echo)
    except BadSource as fault:
        _refuse(str(fault))
    except CourseProblems as fault:
        _show(list(fault.problems))
        raise typer.Exit(1) from None
    size = {"n": len(made.packages), "mb": folder_bytes(made.folder) / 1e6}
    typer.echo(say("runtime.done", folder=made.folder, version=made.version, python=made.python, **size))
    if missing := made.providers(imports)[1]:
        typer.echo(say("runtime.lacks", names="、".join(sorted(missing))))


@runtime.command("check", help=say("runtime.check"))
def check_runtime(
    folder: Annotated[Path | None, typer.Argument(help=say("runtime.check_folder"))] = None, root: Root = None
) -> None:
    """Hold a runtime against its lock and the course's needs: a line for each fault and exit 1 when there is any."""
    from course.load import CourseProblems, load_course
    from course.publish.needs import pages_importing
    from course.runtime.folder import NoRuntime, Runtime
    from course.runtime.provision import faults, folder_bytes

    home = found_root(root)
    place = folder or home / "runtime"
    try:
        found, made, pages = faults(place), Runtime(place), pages_importing(load_course(home))
    except NoRuntime as lacks:
        _refuse(say("runtime.none", folder=place, name=lacks))
    except CourseProblems as fault:
        _show(list(fault.problems))
        raise typer.Exit(1) from None
    for name in sorted(made.providers(pages)[1]):
        found.append(say("runtime.lacks_where", name=name, pages="、".join(pages[name])))
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)
    size = {"n": len(made.packages), "mb": folder_bytes(place) / 1e6}
    typer.echo(say("runtime.sound", folder=place, version=made.version, python=made.python, **size))


new = typer.Typer(help=say("new.about"), no_args_is_help=True)
app.add_typer(new, name="new")
Slug = Annotated[str, typer.Argument(help=say("new.slug_help"))]
Title = Annotated[str, typer.Option("--title", help=say("new.title"))]


@new.command("exercise", help=say("new.exercise"))
def new_exercise(
    name: Annotated[str, typer.Argument(metavar="ID", help=say("new.exercise_id"))], root: Root = None
) -> None:
    """The first files of a planned exercise."""
    _begin("new_exercise", root, name)


@new.command("lesson", help=say("new.lesson"))
def new_lesson(
    chapter: Annotated[str, typer.Argument(help=say("new.lesson_chapter"))], slug: Slug, title: Title, root: Root = None
) -> None:
    """The next lesson of a chapter."""
    _begin("new_lesson", root, chapter, slug, title)


@new.command("chapter", help=say("new.chapter"))
def new_chapter(slug: Slug, title: Title, root: Root = None) -> None:
    """A chapter at the end of the course."""
    _begin("new_chapter", root, slug, title)


@new.command("dataset", help=say("new.dataset"))
def new_dataset(slug: Slug, title: Title, root: Root = None) -> None:
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
        _refuse(str(refused))
    except CourseProblems as fault:
        _show(list(fault.problems))
        raise typer.Exit(1) from None
    typer.echo(say("new.wrote", n=len(written)))
    for path in written:
        typer.echo(f"  {path.relative_to(home).as_posix()}")
    typer.echo(say("new.then"))


def _refuse(sentence: str) -> NoReturn:
    """One sentence and exit 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        _refuse(say("cli.bad_day", got=text))


def _dataset(root: Path, slug: str) -> Dataset:
    """The dataset of that slug, or the only one there is; one sentence and exit 2 otherwise."""
    from course.data.schema import read_dataset

    known = sorted(path.parent.name for path in (root / "datasets").glob("*/dataset.toml"))
    chosen = slug or (known[0] if len(known) == 1 else "")
    if chosen not in known:
        typer.echo(say("cli.which_dataset", known="、".join(known)), err=True)
        raise typer.Exit(2)
    return read_dataset(root / "datasets" / chosen)


def found_root(root: Path | None) -> Path:
    """The course's root, or one sentence and exit 2."""
    from course.load import CourseProblems, find_root

    try:
        return find_root(root)
    except CourseProblems as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(2) from None


def _show(problems: list[Problem]) -> None:
    """Problems by file: one line each when piped, grouped and coloured in a terminal."""
    if not sys.stdout.isatty():
        for problem in problems:
            typer.echo(str(problem))
    else:
        _show_in_colour(problems)
    files = len({problem.path for problem in problems})
    typer.echo(say("cli.problems", n=len(problems), files=files) if problems else say("cli.no_problem"))


def _show_in_colour(problems: list[Problem]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for path, found in groupby(problems, key=lambda problem: problem.path):
        console.print(Text(path.as_posix(), style="bold"))
        for problem in found:
            line = f"{problem.line or '':>5}  "
            console.print(Text.assemble((line, "dim"), (problem.message, "red"), "。", (problem.mend, "")))


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
