"""Longer proofs (`make test-full`): solutions against another implementation, checks over many seeds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from course.content import load_module
from course.load import load_course
from course.model import Exercise
from course.result import Result
from grader.check import Checker
from grader.checking.materials import Materials
from grader.judge.level import host
from grader.judge.source import read_source

ROOT = Path(__file__).parents[2]
EXERCISES = load_course(ROOT).exercises

pytestmark = pytest.mark.full


@pytest.mark.parametrize("seed", range(20))
def test_survival_agrees_with_statsmodels(seed: int) -> None:
    survival = pytest.importorskip("statsmodels.duration.survfunc", reason="requirements/full.txt is not installed")
    exercise = next(e for e in EXERCISES if e.slug == "survival-curve")
    members = Materials(exercise).variant(seed, 0.05)["members"]
    asof = pd.Timestamp("2026-02-01", tz="Asia/Shanghai")
    members = members[members["joined_at"] < asof]
    left = members["left_at"] < asof
    days = (members["left_at"].where(left, asof) - members["joined_at"]) // pd.Timedelta(days=1)
    ours = load_module(exercise.folder / "solution.py").km(days.astype(float), left)
    theirs = survival.SurvfuncRight(days.to_numpy(), left.to_numpy().astype(int))
    times = pd.Index(theirs.surv_times).get_indexer(ours["t"])
    assert np.allclose(ours["survival"], theirs.surv_prob[times])
    inside = ours["survival"] > 0
    half = 1.959963984540054 * theirs.surv_prob_se[times]
    assert np.allclose(ours["low"][inside], np.clip(theirs.surv_prob[times] - half, 0, 1)[inside])
    assert np.allclose(ours["high"][inside], np.clip(theirs.surv_prob[times] + half, 0, 1)[inside])


@pytest.mark.parametrize("exercise", EXERCISES, ids=[e.slug for e in EXERCISES])
def test_verdicts_hold_over_other_seeds(exercise: Exercise) -> None:
    """The solution passes on every seed; a wrong file never passes and is named the same, whatever the marking seeds."""
    for seeds in ((1, 2, 3), (7, 1001), (20260301,)):
        results: list[Result] = []
        files = [exercise.folder / "solution.py", *(m.path for m in exercise.mistakes)]
        with Checker(exercise, level=0, seeds=seeds) as checker:
            checker.check_stream([read_source(path) for path in files], results.append)
        assert results[0].status == "passed" and results[0].seeds == seeds
        for mistake, result in zip(exercise.mistakes, results[1:], strict=True):
            assert result.status == "failed"
            assert result.misconception is not None and result.misconception.id == mistake.id


@pytest.mark.parametrize("exercise", EXERCISES, ids=[e.slug for e in EXERCISES])
def test_level_two_comes_to_what_level_zero_comes_to(exercise: Exercise) -> None:
    """Nothing that honest code needs is missing in the sandbox."""
    if host().level < 2:
        pytest.skip(host().reason)
    files = [exercise.folder / "starter.py", exercise.folder / "solution.py", *(m.path for m in exercise.mistakes)]
    found: dict[int, list[tuple[str, object]]] = {0: [], 2: []}
    for level, results in found.items():

        def note(result: Result, results: list[tuple[str, object]] = results) -> None:
            checks = [(check.id, check.status, check.message, check.diff) for check in result.checks]
            results.append((result.status, [*checks, result.misconception]))

        with Checker(exercise, level) as checker:
            checker.check_stream([read_source(path) for path in files], note)
    assert found[0] == found[2]
