"""Authority on a run over a class: every submission of every exercise judged once, resumable, then written out whole.

The output folder holds `journal.jsonl` while the run goes on; `results.jsonl`, `gradebook.db`, `junit.xml` and `feedback/`
are made from it at the end, each in one step.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Protocol

from course.load import folder_version
from course.model import Exercise
from course.publish.checks import read_checks
from course.result import CheckResult, LoadFailure, Result
from course.words import Words
from grader import __version__
from grader.classroom.intake import Handed, handed_in
from grader.classroom.journal import Entry, Journal, reuse_key
from grader.judge.runner import Limits
from grader.many import Entry as Submission

say = Words("grader")


@dataclass(frozen=True)
class Terms:
    """What a run is judged under. `key` gives each learner variants of their own; empty means all share `seeds`."""

    level: int = 2
    limits: Limits = field(default_factory=Limits)
    seeds: tuple[int, ...] = ()
    key: bytes = b""

    def seeds_of(self, learner: str, exercise: str) -> tuple[int, ...]:
        """The seeds of one learner's variants: a keyed hash of who and what, so nobody can work out another's."""
        if not self.key:
            return self.seeds
        digest = hmac.new(self.key, f"{exercise}\n{learner}".encode(), hashlib.sha256).digest()
        return tuple(int.from_bytes(digest[at : at + 4], "big") % 2**31 for at in (0, 4))


@dataclass
class Tally:
    """How a run went: submissions by what became of them. `reused` were judged by an earlier run."""

    judged: int = 0
    reused: int = 0
    missing: int = 0
    errors: int = 0
    names: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All submissions of all exercises."""
        return len(self.names)


class Judge(Protocol):
    """Judges one exercise's submissions, calling back with each key and result: here, or on a cluster."""

    def __call__(
        self,
        exercise: Exercise,
        submissions: Iterator[Submission],
        done: Callable[[str, Result], None],
        terms: Terms,
    ) -> None: ...


def run_batch(
    place: Path,
    exercises: Sequence[Exercise],
    journal: Journal,
    terms: Terms,
    judge: Judge,
    seen: Callable[[Exercise, str], None],
) -> Tally:
    """Judge what is not judged yet. `seen` is called after each submission with its exercise and learner.

    Raises IntakeError, and whatever stops `judge`; what was judged by then is in the journal.
    """
    tally = Tally()
    for exercise in exercises:
        _run_exercise(place, exercise, journal, terms, judge, tally, seen, alone=len(exercises) == 1)
        journal.sync()
    return tally


def _run_exercise(
    place: Path,
    exercise: Exercise,
    journal: Journal,
    terms: Terms,
    judge: Judge,
    tally: Tally,
    seen: Callable[[Exercise, str], None],
    alone: bool,
) -> None:
    conditions = _conditions(exercise, terms)
    waiting: dict[str, tuple[str, tuple[str, ...]]] = {}

    def open_submissions() -> Iterator[Submission]:
        for handed in handed_in(place, exercise, alone):
            tally.names.append((handed.learner, exercise.id))
            seeds = terms.seeds_of(handed.learner, exercise.id)
            key = reuse_key(conditions, handed.source.sha256 if handed.source else None, seeds, handed.notes)
            if journal.has(handed.learner, exercise.id, key):
                tally.reused += 1
                seen(exercise, handed.learner)
            elif handed.source is None:
                journal.add(_missing(handed, exercise, key, terms, seeds))
                tally.missing += 1
                seen(exercise, handed.learner)
            else:
                waiting[handed.learner] = (key, handed.notes)
                yield Submission(handed.learner, handed.source, seeds)

    def done(learner: str, result: Result) -> None:
        key, notes = waiting.pop(learner)
        journal.add(Entry(learner, exercise.id, key, notes, result))
        tally.judged += 1
        tally.errors += result.status == "error"
        seen(exercise, learner)

    judge(exercise, open_submissions(), done, terms)


def _conditions(exercise: Exercise, terms: Terms) -> str:
    """Everything but the submission that a verdict depends on."""
    data = folder_version(exercise.dataset_folder) if exercise.dataset_folder else ""
    return reuse_key(
        exercise.version,
        data,
        os.environ.get("SIYU_DATA", ""),
        __version__,
        platform.python_version(),
        [metadata.version(name) for name in ("pandas", "numpy")],
        terms.level,
        [terms.limits.seconds, terms.limits.memory_mb],
    )


def _missing(handed: Handed, exercise: Exercise, key: str, terms: Terms, seeds: tuple[int, ...]) -> Entry:
    """A zero row for what was not handed in, or could not be taken: every check failed for that one reason."""
    message = say("batch.refused" if handed.notes else "batch.missing", slug=exercise.slug)
    checks = tuple(
        CheckResult(check.id, check.sentence, "failed", 0.0, check.points, message)
        for check in read_checks(exercise.folder / "checks.py")
    )
    result = Result(
        exercise={"id": exercise.id, "slug": exercise.slug, "version": exercise.version},
        form="write",
        submission={"name": "", "sha256": ""},
        checks=checks,
        load=LoadFailure("missing", message),
        seeds=seeds,
        isolation_level=terms.level,
        limits={"seconds": terms.limits.seconds, "memory_mb": terms.limits.memory_mb},
    )
    return Entry(handed.learner, exercise.id, key, handed.notes, result, missing=True)
