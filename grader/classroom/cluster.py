"""Judges on a Dask cluster: chunks of submissions travel to workers that judge them exactly as one machine does.

A worker that dies is given up and its chunk judged again elsewhere. Workers need the same installation and see the
exercise's folder at the same path; at level 2 each worker's host must offer it. Start workers with one thread each: checks
run in the worker's own interpreter, one exercise at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice
from typing import Any

from course.model import Exercise
from course.result import Result
from grader.classroom.batch import Terms
from grader.many import Entry, check_many

CHUNK = 8
CHUNKS_A_CORE = 3


class ClusterJudge:
    """A `grader.classroom.batch.Judge` on the cluster whose scheduler is at `address`. Raises OSError when nobody answers."""

    def __init__(self, address: str) -> None:
        self._dask: Any = import_module("distributed")  # an extra: absent on most machines
        self._client: Any = self._dask.Client(address, timeout="10s", set_as_default=False)

    def __call__(
        self,
        exercise: Exercise,
        submissions: Iterator[Entry],
        done: Callable[[str, Result], None],
        terms: Terms,
    ) -> None:
        """Judge, keeping a few chunks a core under way; results come as chunks are ready."""
        cores = max(1, sum(self._client.ncores().values()))
        chunks = iter(lambda: list(islice(submissions, CHUNK)), [])
        first = [self._send(exercise, chunk, terms) for chunk in islice(chunks, CHUNKS_A_CORE * cores)]
        running = self._dask.as_completed(first, loop=self._client.loop)
        for future in running:
            for key, result in future.result():
                done(key, result)
            if chunk := next(chunks, None):
                running.add(self._send(exercise, chunk, terms))

    def _send(self, exercise: Exercise, chunk: list[Entry], terms: Terms) -> Any:
        return self._client.submit(judge_chunk, exercise, chunk, terms, pure=False, retries=2)

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()


def judge_chunk(exercise: Exercise, chunk: list[Entry], terms: Terms) -> list[tuple[str, Result]]:
    """One chunk's results, on whichever worker has it."""
    results: list[tuple[str, Result]] = []
    check_many(
        exercise,
        chunk,
        lambda key, result: results.append((key, result)),
        level=terms.level,
        limits=terms.limits,
        seeds=terms.seeds,
    )
    return results
