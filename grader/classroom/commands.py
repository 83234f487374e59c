"""The command `grader batch`: options, progress, and the files of a finished run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from course.model import Exercise
from course.result import Result
from course.words import Words
from grader.classroom.batch import Judge, Tally, Terms, run_batch
from grader.classroom.gradebook import write_gradebook, write_results
from grader.classroom.intake import IntakeError, learners
from grader.classroom.journal import Busy, Entry, Journal
from grader.classroom.junit import write_junit
from grader.judge.level import LevelMissing
from grader.judge.runner import Limits
from grader.many import Entry as Submission
from grader.many import check_many
from grader.workspace import Stop, find_exercise, find_place

say = Words("grader")

KEY_BYTES_AT_LEAST = 16


def batch(
    submissions: Annotated[Path, typer.Argument(help=say("batch.help.submissions"))],
    exercise: Annotated[list[str], typer.Option("--exercise", "-e", help=say("batch.help.exercise"))],
    out: Annotated[Path, typer.Option("--out", help=say("batch.help.out"))],
    jobs: Annotated[int, typer.Option("--jobs", min=1, max=256, help=say("batch.help.jobs"))] = 1,
    seed: Annotated[list[int] | None, typer.Option("--seed", help=say("batch.help.seed"))] = None,
    variant_per_learner: Annotated[bool, typer.Option("--variant-per-learner", help=say("batch.help.variant"))] = False,
    key: Annotated[Path | None, typer.Option("--key", help=say("batch.help.key"))] = None,
    level: Annotated[int, typer.Option("--level", min=1, max=2, help=say("batch.help.level"))] = 2,
    executor: Annotated[str, typer.Option("--executor", help=say("batch.help.executor"))] = "local",
    scheduler: Annotated[str, typer.Option("--scheduler", help=say("batch.help.scheduler"))] = "",
    seconds: Annotated[float, typer.Option("--seconds", help=say("batch.help.seconds"), min=0.1)] = 5.0,
    memory: Annotated[int, typer.Option("--memory", help=say("batch.help.memory"), min=256)] = 2048,
    root: Annotated[Path | None, typer.Option("--root", help=say("batch.help.root"))] = None,
) -> None:
    """Judge a class's submissions; run the same command again after a stop to go on."""
    if find_spec("jinja2") is None:  # an extra: better said before an hour of judging than after it
        raise Stop(say("batch.no_jinja"))
    place = find_place(root)
    chosen = [find_exercise(place, name) for name in dict.fromkeys(exercise)]
    terms = Terms(level, Limits(seconds=seconds, memory_mb=memory), tuple(seed or ()), _key(variant_per_learner, key))
    try:
        with _judge(executor, scheduler, jobs) as judge, Journal(out) as journal:
            tally = _judged(submissions, chosen, journal, terms, judge)
            names = sorted(tally.names, key=lambda name: (name[0], [e.id for e in chosen].index(name[1])))
            _write(out, journal, names, chosen, terms, place.root)
    except (IntakeError, LevelMissing) as fault:
        raise Stop(str(fault)) from fault
    except Busy as fault:
        raise Stop(say("batch.busy", out=out)) from fault
    except KeyboardInterrupt:
        raise Stop(say("batch.stopped"), code=130) from None
    except OSError as fault:
        raise Stop(say("batch.no_write", out=out, fault=fault.strerror or fault)) from fault
    print(say("batch.done", n=tally.total, judged=tally.judged, reused=tally.reused, missing=tally.missing, out=out))
    if tally.errors:
        raise Stop(say("batch.errors", n=tally.errors), code=3)


def _key(wanted: bool, path: Path | None) -> bytes:
    """The key of the learners' own variants. Raises Stop when it is asked for and not there, or given for nothing."""
    if wanted != (path is not None):
        raise Stop(say("batch.key_wanted" if wanted else "batch.key_unused"))
    if path is None:
        return b""
    try:
        found = path.read_bytes().strip()
    except OSError as fault:
        raise Stop(say("batch.key_unreadable", key=path, fault=fault.strerror or fault)) from fault
    if len(found) < KEY_BYTES_AT_LEAST:
        raise Stop(say("batch.key_short", key=path, least=KEY_BYTES_AT_LEAST))
    return found


@contextmanager
def _judge(executor: str, scheduler: str, jobs: int) -> Iterator[Judge]:
    """Where submissions are judged: processes of this machine, or a cluster."""
    if executor == "local":
        yield _local(jobs)
    elif executor == "dask":
        yield from _cluster(scheduler)
    else:
        raise Stop(say("batch.executor", got=executor))


def _local(jobs: int) -> Judge:
    def judge(
        exercise: Exercise, submissions: Iterator[Submission], done: Callable[[str, Result], None], terms: Terms
    ) -> None:
        check_many(exercise, submissions, done, level=terms.level, limits=terms.limits, seeds=terms.seeds, jobs=jobs)

    return judge


def _cluster(address: str) -> Iterator[Judge]:
    if not address:
        raise Stop(say("batch.no_scheduler"))
    try:
        from grader.classroom.cluster import ClusterJudge

        judge = ClusterJudge(address)
    except ModuleNotFoundError as fault:
        raise Stop(say("batch.no_dask")) from fault
    except (OSError, ValueError) as fault:
        raise Stop(say("batch.no_cluster", address=address)) from fault
    try:
        yield judge
    finally:
        judge.close()


def _judged(place: Path, chosen: Sequence[Exercise], journal: Journal, terms: Terms, judge: Judge) -> Tally:
    """The run with a bar an exercise on stderr, in a terminal only."""
    console = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        total = len(learners(place))
        bars = {exercise.id: progress.add_task(exercise.id, total=total) for exercise in chosen}
        return run_batch(place, chosen, journal, terms, judge, lambda exercise, _: progress.advance(bars[exercise.id]))


def _write(
    out: Path,
    journal: Journal,
    names: Sequence[tuple[str, str]],
    chosen: Sequence[Exercise],
    terms: Terms,
    root: Path | None,
) -> None:
    """All files of the run, each whole or not at all."""
    from grader.classroom.feedback import lessons_of, write_feedback

    def entries() -> Iterator[Entry]:
        return journal.entries(iter(names))

    lessons: dict[str, list[str]] = {}
    if root is not None:
        from course.load import load_course

        lessons = lessons_of(load_course(root), chosen)
    write_results(entries(), out / "results.jsonl")
    write_gradebook(entries(), out / "gradebook.db", {"isolation_level": str(terms.level)})
    write_junit(entries(), out / "junit.xml")
    write_feedback(entries(), {exercise.id: exercise for exercise in chosen}, lessons, out / "feedback")
