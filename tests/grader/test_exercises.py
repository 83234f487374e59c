"""Every exercise, replayed: starter fails, solution passes, every wrong file trips exactly its checks and is named."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from course.content import load_module
from course.load import load_course
from course.model import Exercise, Mistake
from course.publish.checks import without_docstring
from course.result import Result
from grader.check import Checker
from grader.checking.naming import ENOUGH, diagnosis
from grader.checking.run import list_checks
from grader.forms import SOLUTION, form_key, judge_answers
from grader.judge.source import from_text, read_source

ROOT = Path(__file__).parents[2]
EXERCISES = load_course(ROOT).exercises
# One exercise is replayed once, by one worker: its tests share what `replayed` keeps.
EACH = [pytest.param(e, id=e.slug, marks=pytest.mark.xdist_group(e.slug)) for e in EXERCISES]


@cache
def replayed(exercise_id: str, level: int = 0) -> dict[str, Result]:
    """Results of every file of an exercise, by file stem. Level 0 by default: the files are ours, and a process for each
    would cost half as much again."""
    exercise = next(e for e in EXERCISES if e.id == exercise_id)
    paths = [exercise.folder / "starter.py", exercise.folder / "solution.py", *(m.path for m in exercise.mistakes)]
    found: list[Result] = []
    with Checker(exercise, level=level) as checker:
        checker.check_stream([read_source(path) for path in paths], found.append, ahead=level == 1)
    return {path.stem: result for path, result in zip(paths, found, strict=True)}


def apart(exercise: Exercise, mistake: Mistake) -> Result:
    """The result of a wrong file in a process of its own: level 1."""
    with Checker(exercise, level=1) as checker:
        return checker.check(read_source(mistake.path))


def said(result: Result) -> list[tuple[str, str, str]]:
    """What a learner is told of each check."""
    return [(check.id, check.status, check.message) for check in result.checks]


def failed(result: Result) -> set[str]:
    """Ids of the failed checks."""
    return {check.id for check in result.checks if check.status == "failed"}


@pytest.mark.parametrize("exercise", EACH)
class TestExercise:
    """One exercise."""

    def test_starter_fails_and_solution_passes(self, exercise: Exercise) -> None:
        starter, solution = replayed(exercise.id)["starter"], replayed(exercise.id)["solution"]
        assert starter.status == "failed" and starter.points == 0 and starter.load is None
        assert starter.misconception is None
        assert solution.status == "passed" and solution.points == solution.max_points

    def test_every_wrong_file_trips_exactly_its_checks(self, exercise: Exercise) -> None:
        assert len(exercise.mistakes) >= 4
        for mistake in exercise.mistakes:
            result = replayed(exercise.id)[mistake.slug]
            assert failed(result) == set(mistake.fails), mistake.slug
            assert not [check for check in result.checks if check.status == "error"]

    def test_every_wrong_file_is_named(self, exercise: Exercise) -> None:
        named = {slug: result.misconception for slug, result in replayed(exercise.id).items()}
        for mistake in exercise.mistakes:
            found = named[mistake.slug]
            assert found is not None and found.id == mistake.id, mistake.slug
            assert found.message == mistake.message

    def test_every_mistake_is_told_apart_on_two_calls_at_least(self, exercise: Exercise) -> None:
        known = diagnosis(exercise, load_module(exercise.folder / "checks.py").diagnose)
        for mistake, outcomes in known.mistakes.items():
            assert len(known.telling(outcomes)) >= ENOUGH, mistake.id

    def test_levels_0_and_1_agree(self, exercise: Exercise) -> None:
        mistake = exercise.mistakes[0]
        assert said(apart(exercise, mistake)) == said(replayed(exercise.id)[mistake.slug])

    @pytest.mark.full
    def test_levels_0_and_1_agree_on_every_file(self, exercise: Exercise) -> None:
        here, there = replayed(exercise.id), replayed(exercise.id, 1)
        assert {stem: said(result) for stem, result in here.items()} == {stem: said(r) for stem, r in there.items()}
        assert {stem: result.misconception for stem, result in here.items()} == {
            stem: result.misconception for stem, result in there.items()
        }

    def test_messages_are_for_people(self, exercise: Exercise) -> None:
        for result in replayed(exercise.id).values():
            for check in result.checks:
                assert check.sentence.endswith("。"), check.id
                assert "Traceback" not in check.message and "assert " not in check.message
        assert {c[0] for c in list_checks(exercise)} >= {name for m in exercise.mistakes for name in m.fails}

    def test_predict_choices_are_right_and_name_the_mistake(self, exercise: Exercise) -> None:
        key = form_key(exercise)
        assert key.predict
        for question in key.predict:
            assert [who for who, _ in question.choices].count(SOLUTION) == 1
            for number, (who, _) in enumerate(question.choices, start=1):
                result = judge_answers(exercise, "predict", {question.id: number}, "t")
                status = {check.id: check.status for check in result.checks}[question.id]
                assert status == ("passed" if who == SOLUTION else "failed")
                assert (result.misconception.id if result.misconception else None) == (
                    None if who == SOLUTION else f"{exercise.id}:{who}"
                )

    def test_calc_answers_are_right_and_name_the_mistake(self, exercise: Exercise) -> None:
        calc = form_key(exercise).calc
        assert calc is not None and 1 <= len(calc.right) <= 5
        assert judge_answers(exercise, "calc", calc.right, "t").status == "passed"
        named = set()
        for slug, numbers in calc.mistakes.items():
            result = judge_answers(exercise, "calc", numbers, "t")
            if result.misconception:
                assert result.misconception.id == f"{exercise.id}:{slug}"
                named.add(slug)
        assert len(named) >= 3, "the sheet's variant tells at least three mistakes apart"
        assert sum(len(table) for table in calc.tables.values()) <= 400

    def test_the_one_line_mends_the_file(self, exercise: Exercise) -> None:
        fix = exercise.forms.fix
        assert fix is not None
        start = without_docstring(exercise.mistake(fix.mistake).path)
        assert start.count(fix.was) == 1
        with Checker(exercise, level=0) as checker:
            before, after = (
                checker.check(from_text(text), "fix") for text in (start, start.replace(fix.was, fix.line))
            )
        assert before.status == "failed" and before.misconception and before.misconception.id.endswith(fix.mistake)
        assert after.status == "passed" and after.form == "fix"
