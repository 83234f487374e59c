"""Many submissions on one exercise: judged one after another or several at once, each result handed on as it is ready.

With `jobs` there are as many judging processes, each with its checks collected once and a sandbox of its own. They are given
one submission after another, so that memory does not grow with the class and no process waits while another has work left.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from course.model import Exercise
from course.result import Form, Result
from course.words import Words
from grader.check import Checker, Entry, broken_result
from grader.judge.level import demand
from grader.judge.runner import Limits
from grader.judge.subprocess import forget_worker_file

__all__ = ["Entry", "check_many"]

say = Words("grader")

AHEAD = 2  # submissions held by a process: the one being judged and the next
TRIES = 2

Done = Callable[[str, Result], None]


def check_many(
    exercise: Exercise,
    entries: Iterable[Entry],
    done: Done,
    *,
    level: int = 2,
    limits: Limits = Limits(),
    seeds: tuple[int, ...] = (),
    jobs: int = 1,
    form: Form = "write",
) -> None:
    """Call `done(key, result)`, here, for every entry: in order with one job, else as results are ready.

    Entries are read as they are needed. Raises LevelMissing before the first one is read when the host does not offer `level`,
    and whatever `done` or `entries` raise, after ending all processes.
    """
    demand(level)
    if jobs > 1:
        _Crowd(exercise, level, limits, seeds, form).run(entries, done, jobs)
        return
    with Checker(exercise, level, limits, seeds) as checker:
        for entry in entries:
            done(entry.key, checker.check(entry, form))


@dataclass
class _Judge:
    """A judging process as its parent sees it: what it was given and has not answered, oldest first."""

    process: Any
    pipe: Connection
    given: list[tuple[Entry, int]] = field(default_factory=list)


class _Crowd:
    """Judging processes that share one stream of entries."""

    def __init__(self, exercise: Exercise, level: int, limits: Limits, seeds: tuple[int, ...], form: Form) -> None:
        self._settings = (exercise, level, limits, seeds, form)
        self._start = multiprocessing.get_context("spawn")
        self._judges: list[_Judge] = []
        self._again: list[tuple[Entry, int]] = []

    def run(self, entries: Iterable[Entry], done: Done, jobs: int) -> None:
        """Judge every entry."""
        waiting = iter(entries)
        try:
            self._judges = [self._new_judge() for _ in range(jobs)]
            while True:
                self._hand_out(waiting)
                busy = {judge.pipe: judge for judge in self._judges if judge.given}
                if not busy:
                    return
                for pipe in wait(list(busy)):
                    self._take(busy[pipe], done)  # type: ignore[index]
        finally:
            self._end()

    def _new_judge(self) -> _Judge:
        ours, theirs = self._start.Pipe()
        process = self._start.Process(target=_judge, args=(theirs, *self._settings), daemon=True)
        process.start()
        theirs.close()
        return _Judge(process, ours)

    def _hand_out(self, waiting: Iterator[Entry]) -> None:
        for held in range(AHEAD):
            for judge in self._judges:
                if len(judge.given) > held:
                    continue
                item = self._again.pop() if self._again else next(((entry, 1) for entry in waiting), None)
                if item is None:
                    return
                judge.given.append(item)
                with contextlib.suppress(OSError):  # a dead process is noticed when its result does not come
                    judge.pipe.send(item[0])

    def _take(self, judge: _Judge, done: Done) -> None:
        try:
            result: Result = judge.pipe.recv()
        except (EOFError, OSError):
            self._replace(judge, done)
            return
        entry, _ = judge.given.pop(0)
        done(entry.key, result)

    def _replace(self, judge: _Judge, done: Done) -> None:
        """A judging process died (no learner can do that; the system can run out of memory): what it held is judged again."""
        judge.process.join()
        self._judges.remove(judge)
        (entry, tries), *rest = judge.given
        self._again += reversed(rest)
        if tries < TRIES:
            self._again.append((entry, tries + 1))
        else:
            exercise, level, limits, seeds, form = self._settings
            done(entry.key, broken_result(exercise, entry, form, level, limits, seeds, say("check.judge_died")))
        self._judges.append(self._new_judge())

    def _end(self) -> None:
        for judge in self._judges:
            judge.pipe.close()
        for judge in self._judges:
            judge.process.join(5)
            if judge.process.is_alive():
                judge.process.kill()
                judge.process.join()


def _judge(
    pipe: Connection, exercise: Exercise, level: int, limits: Limits, seeds: tuple[int, ...], form: Form
) -> None:
    """A judging process: entries from the pipe, results into it, until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's, who then closes the pipe

    def entries() -> Iterator[Entry]:
        while True:
            try:
                yield pipe.recv()
            except (EOFError, OSError):
                return

    with contextlib.suppress(BrokenPipeError, ConnectionResetError), Checker(exercise, level, limits, seeds) as checker:
        for entry in entries():
            pipe.send(checker.check(entry, form))
    forget_worker_file()
