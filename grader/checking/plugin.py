"""The pytest plugin: fixtures that checks use, and how collected checks are taken through a submission."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from _pytest.runner import runtestprotocol

from course.model import Exercise
from course.result import CheckResult, LoadFailure, Misconception
from course.words import Words
from grader.checking.expect import CheckFailed
from grader.checking.expect import expect as compare
from grader.checking.materials import Materials
from grader.checking.naming import diagnosis
from grader.checking.submission import Submission
from grader.judge.runner import HostFailed, InProcess, Limits, Remembering, Runner
from grader.judge.source import read_source

say = Words("grader")

MARKS = {
    "points(n)": "points of the check, 1 unless given",
    "needs(*names)": "skipped when one of these did not pass",
    "hint(n)": "which hint to offer, 1-based",
    "hidden": "messages never show the wanted value",
}


@dataclass
class Attempt:
    """A submission loaded into a runner, and what its checks came to."""

    runner: Runner
    failure: LoadFailure | None
    limits: Limits = field(default_factory=Limits)
    checks: list[CheckResult] = field(default_factory=list)
    misconception: Misconception | None = None
    heard: Callable[[CheckResult, int], None] | None = None  # told of each check as it ends, and how many there are


class CheckPlugin:
    """Checks of one exercise, collected once, run on one attempt after another."""

    def __init__(self, exercise: Exercise, materials: Materials) -> None:
        self.exercise, self.materials = exercise, materials
        self._attempt: Attempt | None = None
        self._solution: Submission | None = None
        self._excinfo: pytest.ExceptionInfo[BaseException] | None = None
        self.collected: list[tuple[str, str, float]] = []
        self.collect_error = ""

    # ------------------------------------------------------------ fixtures

    @pytest.fixture
    def submission(self) -> Submission:
        """The learner's functions."""
        attempt = self._attempt
        assert attempt is not None
        return Submission(self.exercise, attempt.runner, attempt.failure, attempt.limits)

    @pytest.fixture
    def solution(self) -> Submission:
        """The reference solution, trusted, in the judge's process."""
        if self._solution is None:
            runner = Remembering(InProcess())
            runner.load(read_source(self.exercise.folder / "solution.py"))
            self._solution = Submission(self.exercise, runner, None, Limits())
        return self._solution

    @pytest.fixture
    def expect(self, request: pytest.FixtureRequest) -> Callable[..., None]:
        """Comparison; the only source of what a learner reads about a difference."""
        hidden = request.node.get_closest_marker("hidden") is not None

        def compare_here(got: Any, want: Any, **options: Any) -> None:
            compare(got, want, hidden=hidden, **options)

        return compare_here

    @pytest.fixture
    def case(self) -> Callable[[str], Any]:
        """Small hand-made tables by name."""
        return self.materials.case

    @pytest.fixture
    def dataset(self) -> Callable[[str], Any]:
        """A table of the sample by name."""
        return self.materials.dataset

    @pytest.fixture
    def cut(self) -> Callable[..., Any]:
        """`cut(make)`: what `make(dataset)` gives, made once for all submissions."""
        return self.materials.cut

    @pytest.fixture
    def variants(self) -> list[dict[str, Any]]:
        """The exercise's tables, once per seed of the run."""
        return self.materials.variants()

    # ------------------------------------------------------------ hooks

    def pytest_configure(self, config: pytest.Config) -> None:
        for mark, text in MARKS.items():
            config.addinivalue_line("markers", f"{mark}: {text}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.collect_error = str(report.longrepr)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.collected = [(item.name, sentence_of(item), points_of(item)) for item in session.items]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the exception; a report without pytest's own text, which nobody reads and which costs milliseconds."""
        if call.excinfo is not None and self._excinfo is None:
            self._excinfo = call.excinfo
        outcome: Literal["passed", "failed"] = "failed" if call.excinfo else "passed"
        when = "setup" if call.when == "collect" else call.when
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

    # ------------------------------------------------------------ one submission

    def run(self, items: list[pytest.Item], attempt: Attempt) -> None:
        """Fill in the attempt's checks and, where one failed, the mistake that it is."""
        self._attempt = attempt
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            attempt.checks.append(self._run_check(item, following, attempt))
            if attempt.heard:
                attempt.heard(attempt.checks[-1], len(items))
        if any(check.status == "failed" for check in attempt.checks):
            attempt.misconception = self._name(items[0], attempt)

    def _run_check(self, item: pytest.Item, following: pytest.Item, attempt: Attempt) -> CheckResult:
        passed = {check.id for check in attempt.checks if check.status == "passed"}
        sentences = {check.id: check.sentence for check in attempt.checks}
        waiting = [name for mark in item.iter_markers("needs") for name in mark.args if name not in passed]
        if waiting:
            message = say("check.needs", sentence=sentences.get(waiting[0], waiting[0]))
            return _check(item, "skipped", message=message)
        began = time.perf_counter()
        try:
            problem = self._try(item, following)
            if problem is not None and attempt.runner.fresh():
                problem = self._try(item, following)  # a failure counts only where nothing before can have caused it
            if problem is not None:
                attempt.runner.fresh()  # nor shall it cost the checks after it
        except HostFailed as ours:
            problem = ours
        return _judge(item, problem, time.perf_counter() - began)

    def _try(self, item: pytest.Item, following: pytest.Item) -> BaseException | None:
        self._excinfo = None
        runtestprotocol(item, log=False, nextitem=following)
        problem: pytest.ExceptionInfo[BaseException] | None = self._excinfo
        return problem.value if problem else None

    def _name(self, item: pytest.Item, attempt: Attempt) -> Misconception | None:
        diagnose = getattr(getattr(item, "module", None), "diagnose", None)
        if diagnose is None or not self.exercise.mistakes:
            return None
        known = diagnosis(self.exercise, diagnose)
        try:
            attempt.runner.fresh()
            mistake = known.name(attempt.runner)
        except HostFailed:  # the checks have their verdict; a name is a courtesy
            return None
        return Misconception(mistake.id, mistake.title, mistake.message) if mistake else None


def sentence_of(item: pytest.Item) -> str:
    """The sentence a learner reads for a check: the first line of its docstring."""
    text = (getattr(getattr(item, "function", None), "__doc__", "") or item.name).strip()
    return text.split("\n")[0]


def points_of(item: pytest.Item) -> float:
    """Points of a check; 1 unless marked."""
    mark = item.get_closest_marker("points")
    return float(mark.args[0]) if mark else 1.0


def _check(item: pytest.Item, status: Any, seconds: float = 0.0, **more: Any) -> CheckResult:
    points = points_of(item)
    hint = item.get_closest_marker("hint")
    return CheckResult(
        item.name,
        sentence_of(item),
        status,
        points if status == "passed" else 0.0,
        points,
        seconds=round(seconds, 4),
        hint=hint.args[0] if hint and status == "failed" else None,
        **more,
    )


def _judge(item: pytest.Item, problem: BaseException | None, seconds: float) -> CheckResult:
    if problem is None:
        return _check(item, "passed", seconds)
    if isinstance(problem, CheckFailed):
        return _check(item, "failed", seconds, message=problem.message, diff=problem.diff, table=problem.table)
    if isinstance(problem, AssertionError):
        return _check(item, "failed", seconds, message=say("expect.assertion"))
    text = str(problem) if isinstance(problem, HostFailed) else f"{type(problem).__name__}: {problem}"[:300]
    return _check(item, "error", seconds, message=say("check.ours", text=text))
