"""Properties of naming: equal on every telling call, at least two of them, and no tie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from course.model import Exercise, Mistake
from grader.check import Checker
from grader.checking.naming import ENOUGH, Diagnosis, alike
from grader.judge.runner import InProcess, Outcome
from grader.judge.source import from_text, read_source

CALLS = 6


def outcome(value: int) -> Outcome:
    """A returned number."""
    return Outcome("returned", value)


class Scripted(InProcess):
    """A submission that answers call `i` with `row[i]`; remembers which it was asked."""

    def __init__(self, row: list[int]) -> None:
        super().__init__()
        self.row, self.asked = row, list[int]()

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        self.asked.append(int(function))
        return outcome(self.row[int(function)])


def diagnosis(solution: list[int], wrong: list[list[int]]) -> Diagnosis:
    """A diagnosis with given outcomes instead of files."""
    made = Diagnosis.__new__(Diagnosis)
    made.calls = tuple((str(i), ()) for i in range(CALLS))
    made.solution = tuple(map(outcome, solution))
    made.mistakes = {
        Mistake(f"m{i}", "E9.9", Path(), "t", "m", ()): tuple(map(outcome, row)) for i, row in enumerate(wrong)
    }
    return made


rows = st.lists(st.integers(0, 2), min_size=CALLS, max_size=CALLS)


@given(rows, st.lists(rows, min_size=1, max_size=5), rows)
def test_the_rule(solution: list[int], wrong: list[list[int]], mine: list[int]) -> None:
    fits = []
    for i, row in enumerate(wrong):
        telling = [k for k in range(CALLS) if row[k] != solution[k]]
        if len(telling) >= ENOUGH and all(mine[k] == row[k] for k in telling):
            fits.append(f"m{i}")
    named = diagnosis(solution, wrong).name(Scripted(mine))
    assert (named.slug if named else None) == (fits[0] if len(fits) == 1 else None)


@given(rows, st.lists(rows, max_size=5))
def test_the_solution_is_never_named(solution: list[int], wrong: list[list[int]]) -> None:
    assert diagnosis(solution, wrong).name(Scripted(solution)) is None


@given(rows, rows)
def test_two_files_for_one_mistake_name_neither(solution: list[int], row: list[int]) -> None:
    assert diagnosis(solution, [row, row]).name(Scripted(row)) is None


def test_calls_that_can_decide_nothing_are_not_made() -> None:
    mine = Scripted([9, 9, 9, 9, 9, 9])
    assert diagnosis([0] * CALLS, [[0, 1, 1, 0, 0, 0], [0, 0, 1, 1, 0, 0]]).name(mine) is None
    assert mine.asked == [1, 2]


def test_outcomes_are_alike_by_value_or_by_kind_of_exception() -> None:
    raised = [
        Outcome("raised", detail={"type": kind, "line": line})
        for kind, line in (("KeyError", 1), ("KeyError", 9), ("TypeError", 1))
    ]
    assert alike(raised[0], raised[1]) and not alike(raised[0], raised[2])
    assert alike(outcome(1), Outcome("returned", 1.0)) and not alike(outcome(1), outcome(2))
    assert not alike(outcome(1), raised[0])
    assert not alike(Outcome("timeout"), Outcome("timeout")), "two loops need not be the same loop"


def test_a_mistake_in_another_style_is_named(toy: Exercise) -> None:
    loop = "    s = 0\n    for p in prices:\n        s += p\n    return dict(n=len(prices), value=s or None)\n"
    code = f"def total(prices, rate):\n{loop}\ndef count(p): return sum(1 for _ in p)\n"
    with Checker(toy, level=0) as checker:
        result = checker.check(from_text(code))
    assert result.misconception is not None and result.misconception.id == "E9.1:no_discount"


def test_an_unknown_mistake_is_not_named(toy: Exercise) -> None:
    code = "def total(prices, rate):\n    return {'value': -1.0, 'n': 0}\n\ndef count(p): return 0\n"
    with Checker(toy, level=0) as checker:
        result = checker.check(from_text(code))
    assert result.status == "failed" and result.misconception is None


def test_the_diagnosis_of_an_exercise_is_kept(toy: Exercise) -> None:
    from grader.checking.naming import diagnosis as known

    calls: list[Any] = []

    def diagnose(case: Any, variant: Any) -> Any:
        calls.append(1)
        yield "count", ([1.0],)

    first = known(toy, diagnose)
    assert known(toy, diagnose) is first
    runner = InProcess()
    runner.load(read_source(toy.folder / "solution.py"))
    assert first.name(runner) is None
