"""Grading a class at level 2: seconds a submission, beside the floors measured in the same run, and where the time goes.

The exercise is `benchmarks/orders`: three functions on 5,000 and on 8 orders, six checks. `bare` is its solution called without
any grader: in one process, and in as many as there are jobs; `forked` each time in a fork of such a process, the floor of all
isolation by processes. A machine's pace changes within minutes, so the class and the bare calls on the same cores take turns;
`all_jobs_times_bare` is the median of the turns' ratios. Goal: 2, which is 0.025 s a submission on two cores where the
functions take 25 ms of one. Every submission differs by a comment, so nothing is reused.

Usage: python benchmarks/class_speed.py [SUBMISSIONS] [JOBS]
"""

from __future__ import annotations

import gc
import itertools
import json
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from course.load import load_exercise
from course.result import Result
from grader.check import Checker
from grader.checking.materials import Materials, load_module
from grader.checking.plugin import Attempt
from grader.checking.run import CheckSession
from grader.judge.runner import InProcess, Limits, Outcome, Remembering
from grader.judge.sandbox import Fork, Sandbox
from grader.judge.source import Source, from_text, read_source
from grader.judge.warm import warm_up
from grader.many import Entry, check_many

FOLDER = Path(__file__).parent / "orders"
SEEDS = (7,)
TURNS = 5
EXERCISE = load_exercise(FOLDER)
TEXT = (FOLDER / "solution.py").read_text("utf-8")


def submissions(count: int, own_seeds: bool = False) -> Iterator[Entry]:
    """Different files that all pass."""
    for number in range(count):
        yield Entry(f"l{number}", from_text(f"{TEXT}\n# {number}\n"), (1000 + number,) if own_seeds else ())


def median_of(action: Callable[[], float], times: int = 30) -> float:
    """Median of a measurement in ms, after one that warms up."""
    action()
    return statistics.median(action() for _ in range(times)) * 1e3


def bare(clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the six calls in this process, with fresh copies of the tables."""
    calls = _calls()
    began = clock()
    calls()
    return clock() - began


def _calls() -> Callable[[], None]:
    materials, solution = Materials(EXERCISE, SEEDS), load_module(FOLDER / "solution.py")
    tables = [materials.case("hand")["orders"], materials.variant(SEEDS[0])["orders"]]

    def call_all() -> None:
        for name in ("repeat_rate", "basket", "by_month"):
            for orders in tables:
                getattr(solution, name)(orders.copy())

    return call_all


def bare_at_once(jobs: int, forked: bool = False, runs: int = 30) -> float:
    """Seconds a run on all cores together, when as many processes as jobs do nothing but `bare`.

    `forked`: each run in a fork of a process that has made these calls before, with nothing confined and nobody asking. A
    submission isolated in a process of its own cannot cost less.
    """
    context = multiprocessing.get_context("spawn")
    ready, seconds = context.Barrier(jobs), context.Queue()
    processes = [context.Process(target=_bare_runs, args=(runs, forked, ready, seconds)) for _ in range(jobs)]
    for process in processes:
        process.start()
    each = [seconds.get() for _ in processes]
    for process in processes:
        process.join()
    return statistics.mean(each) / jobs


def _bare_runs(runs: int, forked: bool, ready: Any, seconds: Any) -> None:
    calls = _calls()
    warm_up()
    for _ in range(5):
        calls()
    gc.collect()
    gc.freeze()
    ready.wait()
    began = time.perf_counter()
    for _ in range(runs):
        if not forked:
            calls()
        elif child := os.fork():
            os.waitpid(child, 0)
        else:
            calls()
            os._exit(0)
    seconds.put((time.perf_counter() - began) / runs)


def in_turns(count: int, jobs: int) -> dict[str, float]:
    """Milliseconds a submission, a bare run and a forked one on the same cores, turn by turn: medians, and of the ratios."""
    turns = [(judge(count, jobs), bare_at_once(jobs), bare_at_once(jobs, forked=True)) for _ in range(TURNS)]
    judged, floor, forked = (statistics.median(each) * 1e3 for each in zip(*turns, strict=True))
    return {
        "all_jobs_ms": judged,
        "bare_all_jobs_ms": floor,
        "forked_all_jobs_ms": forked,
        "all_jobs_times_bare": statistics.median(one / other for one, other, _ in turns),
        "forked_times_bare": statistics.median(other / one for _, one, other in turns),
    }


def fork_floor() -> float:
    """Seconds to get a confined process and to end it, nothing run in it (milliseconds, median)."""
    box = Sandbox(Limits())

    def one() -> float:
        began = time.perf_counter()
        fork = box.start()
        fork.await_ready()
        fork.stop()
        return time.perf_counter() - began

    try:
        return median_of(one)
    finally:
        box.close()


class Instant(InProcess):
    """A runner that has every answer at once: what is left is the checks themselves."""

    def __init__(self) -> None:
        super().__init__()
        self._solution = Remembering(InProcess())
        self._solution.load(read_source(FOLDER / "solution.py"))

    def load(self, source: Source) -> None:
        """Nothing to load."""

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """The solution's answer, remembered."""
        return self._solution.call(function, args, kwargs)


def checks_floor(count: int = 100) -> float:
    """Milliseconds of the checks of one submission with instant answers: pytest, encoding, oracle, comparison."""
    ends: list[float] = []
    with CheckSession(EXERCISE, Materials(EXERCISE, SEEDS)) as session:
        for _ in range(count):
            session.run(Attempt(Instant.shared, None))  # type: ignore[attr-defined]
            ends.append(time.perf_counter())
    return statistics.median(b - a for a, b in itertools.pairwise(ends)) * 1e3


def parts(count: int) -> dict[str, float]:
    """Wall milliseconds a submission spends in each part, one job; what is not in a process is the checks themselves."""
    spent = dict.fromkeys(("start", "confined", "load", "tables", "calls", "end"), 0.0)

    def timed(part: str, action: Callable[..., Any]) -> Callable[..., Any]:
        def run(self: Any, *args: Any) -> Any:
            name = "load" if part == "calls" and args[0]["op"] == "load" else part
            began = time.perf_counter()
            try:
                return action(self, *args)
            finally:
                spent[name] += time.perf_counter() - began

        return run

    watched = {(Sandbox, "start"): "start", (Fork, "await_ready"): "confined", (Fork, "ask"): "calls"}
    watched |= {(Fork, "put"): "tables", (Fork, "stop"): "end"}
    kept = {place: getattr(*place) for place in watched}
    with Checker(EXERCISE, 2, seeds=SEEDS) as checker:
        checker.check_stream(submissions(5), lambda result: None)
        try:
            for place, part in watched.items():
                setattr(*place, timed(part, kept[place]))
            began = time.perf_counter()
            checker.check_stream(submissions(count), lambda result: None)
            spent["checks"] = time.perf_counter() - began
        finally:
            for place, action in kept.items():
                setattr(*place, action)
    ms = {name: seconds / count * 1e3 for name, seconds in spent.items()}
    ms["load"] -= ms["confined"]  # the first question waits for it
    ms["checks"] -= sum(ms[name] for name in ("start", "confined", "load", "tables", "calls", "end"))
    return ms


def cpu_ms(count: int) -> dict[str, float]:
    """CPU milliseconds a submission costs: of the judge, and of its processes; a busy machine changes these less."""

    def used() -> tuple[float, float]:
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return tuple(usage.ru_utime + usage.ru_stime for usage in both)  # type: ignore[return-value]

    def run(number: int) -> tuple[float, float]:
        before = used()
        with Checker(EXERCISE, 2, seeds=SEEDS) as checker:
            checker.check_stream(submissions(number), lambda result: None)
        return used()[0] - before[0], used()[1] - before[1]

    few, many = run(5), run(5 + count)
    judge, processes = ((b - a) / count * 1e3 for a, b in zip(few, many, strict=True))
    return {
        "bare": statistics.mean(bare(time.process_time) for _ in range(30)) * 1e3,
        "judge": judge,
        "processes": processes,
    }


def judge(count: int, jobs: int, own_seeds: bool = False) -> float:
    """Seconds a submission, from the second result to the last, so that starting and the first oracle are left out."""
    ends: list[float] = []

    def done(key: str, result: Result) -> None:
        assert result.status == "passed" and result.isolation_level == 2, result.to_json()
        ends.append(time.perf_counter())

    check_many(EXERCISE, submissions(count, own_seeds), done, level=2, seeds=SEEDS, jobs=jobs)
    skipped = 2 * jobs
    return (ends[-1] - ends[skipped]) / (len(ends) - 1 - skipped)


def memory(count: int) -> list[tuple[int, int]]:
    """(submission, MB resident in the judge and all its processes) along a class of one job."""
    seen: list[tuple[int, int]] = []

    def done(result: Result) -> None:
        done.number += 1  # type: ignore[attr-defined]
        if done.number in (10, count // 4, count // 2, count):  # type: ignore[attr-defined]
            seen.append((done.number, resident_mb()))  # type: ignore[attr-defined]

    done.number = 0  # type: ignore[attr-defined]
    with Checker(EXERCISE, 2, seeds=SEEDS) as checker:
        checker.check_stream(submissions(count), done)
    return seen


def resident_mb() -> int:
    """Proportional memory of this process and its descendants, MB."""
    parents, total = {}, 0
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(path.name)] = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    for process in parents:
        ancestor = process
        while ancestor in parents and ancestor != os.getpid():
            ancestor = parents[ancestor]
        if ancestor == os.getpid():
            try:
                lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total // 1024


def main() -> None:
    """Print the table and, as the last line, the same as JSON."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    jobs = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count() or 1
    Instant.shared = Instant()  # type: ignore[attr-defined]
    found: dict[str, Any] = {
        "bare_ms": median_of(bare),
        "fork_ms": fork_floor(),
        "checks_ms": checks_floor(),
        "parts_ms": {name: round(value, 2) for name, value in parts(count).items()},
        "cpu_ms": (cpu := {name: round(value, 2) for name, value in cpu_ms(count).items()}),
        "one_job_ms": judge(count, 1) * 1e3,
        "jobs": jobs,
        **in_turns(count, jobs),
        "own_seeds_all_jobs_ms": judge(max(count // 3, 20), jobs, own_seeds=True) * 1e3,
        "memory_mb": memory(count),
    }
    found["cpu_times_bare"] = (cpu["judge"] + cpu["processes"]) / cpu["bare"]
    found["one_job_times_bare"] = found["one_job_ms"] / found["bare_ms"]
    for name, value in found.items():
        print(f"{name:24} {value:8.2f}" if isinstance(value, float) else f"{name:24} {value}", flush=True)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
