"""The commands `course runtime …`: the folder that lets hosted pages run code, provisioned and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from course.commands.content import Root, found_root, show_problems
from course.commands.terminal import refuse
from course.words import Words

say = Words("course")
app = typer.Typer(help=say("runtime.about"), no_args_is_help=True)


@app.command("use", help=say("runtime.use"))
def use_runtime(
    source: Annotated[Path, typer.Argument(help=say("runtime.use_source"))],
    root: Root = None,
) -> None:
    """Provision `runtime/` from a folder or an archive; one sentence and exit 2 when it holds no runtime."""
    _provision(found_root(root), source)


@app.command("fetch", help=say("runtime.fetch"))
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
        refuse(say("runtime.no_address"))
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / wanted.rpartition("/")[2]
        try:
            download(wanted, target, sha256 or ("" if address else known.sha256), typer.echo)
        except BadSource as fault:
            refuse(str(fault))
        _provision(home, target)


def _provision(root: Path, source: Path) -> None:
    from course.load import CourseProblems, load_course
    from course.publish.needs import course_imports
    from course.runtime.provision import BadSource, folder_bytes, provision

    try:
        made = provision(source, imports := course_imports(load_course(root)), root / "runtime", typer.echo)
    except BadSource as fault:
        refuse(str(fault))
    except CourseProblems as fault:
        show_problems(list(fault.problems))
        raise typer.Exit(1) from None
    size = {"n": len(made.packages), "mb": folder_bytes(made.folder) / 1e6}
    typer.echo(say("runtime.done", folder=made.folder, version=made.version, python=made.python, **size))
    if missing := made.providers(imports)[1]:
        typer.echo(say("runtime.lacks", names="、".join(sorted(missing))))


@app.command("check", help=say("runtime.check"))
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
        refuse(say("runtime.none", folder=place, name=lacks))
    except CourseProblems as fault:
        show_problems(list(fault.problems))
        raise typer.Exit(1) from None
    for name in sorted(made.providers(pages)[1]):
        found.append(say("runtime.lacks_where", name=name, pages="、".join(pages[name])))
    for line in found:
        typer.echo(line)
    if found:
        raise typer.Exit(1)
    size = {"n": len(made.packages), "mb": folder_bytes(place) / 1e6}
    typer.echo(say("runtime.sound", folder=place, version=made.version, python=made.python, **size))
