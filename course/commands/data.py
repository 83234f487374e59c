"""The commands `course data …`: tables held against their description, simulated, reported on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course.commands.content import Root, found_root, show_problems
from course.commands.terminal import refuse
from course.words import Words

if TYPE_CHECKING:
    from course.model import Dataset

say = Words("course")
app = typer.Typer(help=say("cli.data"), no_args_is_help=True)


@app.command("check", help=say("cli.data_check"))
def check_data(
    folder: Annotated[Path, typer.Argument(help=say("cli.data_folder"))],
    dataset: Annotated[str, typer.Option("--dataset", help=say("cli.data_set"))] = "",
    root: Root = None,
) -> None:
    """Hold a folder of tables against a dataset's `dataset.toml`; exit 1 when anything does not fit."""
    from course.data.validate import check_folder

    if not folder.is_dir():
        refuse(say("cli.no_folder", folder=folder))
    chosen = _chosen(found_root(root), dataset)
    if any(folder.rglob("*.parquet")):
        try:
            from course.data.check_parts import check_parquet

            problems = check_parquet(chosen, folder)
        except ImportError:
            refuse(say("cli.data_no_duckdb"))
    else:
        problems = check_folder(chosen, folder)
    show_problems(problems)
    raise typer.Exit(1 if problems else 0)


@app.command("make", help=say("cli.data_make"))
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
        refuse(say("cli.data_format_unknown", got=form))
    if (form == "parquet") != (members is not None):
        refuse(say("cli.data_members_format"))
    if members and (sample or scale != 1.0):
        refuse(say("cli.data_members_alone", other="--sample" if sample else "--scale"))
    chosen, out = _chosen(found_root(root), dataset), out or into
    if members and out is not None:
        _make_parts(chosen, chosen.main_seed if seed is None else seed, members, out)
        return
    if sample:
        digests = write_sample(chosen)
    elif out is None:
        refuse(say("cli.data_where"))
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
        refuse(say("cli.data_no_duckdb"))
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
        refuse(str(fault))
    except (OSError, WriteError) as fault:
        refuse(say("cli.data_no_write_parts", fault=fault, folder=unfinished(out)))
    except KeyboardInterrupt:
        done, total = (step.done, step.total) if step else (0, 0)
        typer.echo(say("cli.data_broken_off", done=done, total=total, folder=unfinished(out)), err=True)
        raise typer.Exit(130) from None
    if step:
        seconds = time.monotonic() - began
        typer.echo(
            say("cli.data_made_parts", members=f"{members:,}", rows=f"{step.rows:,}", folder=out, seconds=seconds)
        )


@app.command("report", help=say("cli.data_report"))
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
        refuse(say("cli.no_folder", folder=folder))
    home = found_root(root)
    chosen = _chosen(home, dataset)
    try:
        n, m = write_report(chosen, folder, _day(asof or chosen.window_end), read_metrics(home), out)
    except CourseProblems as fault:
        show_problems(list(fault.problems))
        raise typer.Exit(1) from None
    except ValueError as fault:
        refuse(str(fault))
    except OSError as fault:
        refuse(say("cli.no_write", out=out, fault=fault.strerror or fault))
    typer.echo(say("cli.data_report_done", n=n, m=m, out=out))


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        refuse(say("cli.bad_day", got=text))


def _chosen(root: Path, slug: str) -> Dataset:
    """The dataset of that slug, or the only one there is; one sentence and exit 2 otherwise."""

    from course.data.schema import read_dataset

    known = sorted(path.parent.name for path in (root / "datasets").glob("*/dataset.toml"))
    chosen = slug or (known[0] if len(known) == 1 else "")
    if chosen not in known:
        refuse(say("cli.which_dataset", known="、".join(known)))
    return read_dataset(root / "datasets" / chosen)
