"""The run loop: many submissions through checks collected once equal single runs; needs, points, hints; our own faults."""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from course import result as contract
from course.load import load_exercise
from course.model import Exercise
from course.result import Result
from grader.check import Checker
from grader.checking.run import list_checks
from grader.judge.source import Source, from_text, read_source

SCHEMA = json.loads((Path(contract.__file__).parent / "result.schema.json").read_text("utf-8"))


def sources(exercise: Exercise) -> list[Source]:
    """The exercise's own files and a few more."""
    paths = [exercise.folder / "starter.py", exercise.folder / "solution.py", *(m.path for m in exercise.mistakes)]
    return [
        *(read_source(path) for path in paths),
        from_text("def total(a, b): return 1\n"),
        from_text("def count(a): return 3\n"),
    ]


def core(result: Result) -> dict[str, object]:
    """A result without its times."""
    return replace(result, seconds=0.0, checks=tuple(replace(check, seconds=0.0) for check in result.checks)).to_dict()


def test_shuffled_many_equal_single_runs(toy: Exercise) -> None:
    wanted = {}
    for source in sources(toy):
        with Checker(toy, level=0) as checker:
            wanted[source.sha256] = core(checker.check(source))
    many = sources(toy) * 5
    random.Random(3).shuffle(many)
    found: list[Result] = []
    with Checker(toy, level=0) as checker:
        checker.check_stream(many, found.append)
    assert [result.submission["sha256"] for result in found] == [source.sha256 for source in many]
    assert all(core(result) == wanted[result.submission["sha256"]] for result in found)


def test_results_keep_the_contract(toy: Exercise) -> None:
    with Checker(toy, level=1) as checker:
        for source in sources(toy):
            result = checker.check(source)
            jsonschema.validate(result.to_dict(), SCHEMA)
            assert contract.from_dict(json.loads(result.to_json())) == result


def test_points_needs_and_hints(toy: Exercise) -> None:
    with Checker(toy, level=0) as checker:
        starter, solution = (checker.check(read_source(toy.folder / name)) for name in ("starter.py", "solution.py"))
    assert (solution.points, solution.max_points, solution.status) == (5.0, 5.0, "passed")
    assert (starter.points, starter.status) == (0.0, "failed")
    assert {check.id: check.status for check in starter.checks} == {
        "test_hand": "failed",
        "test_empty": "skipped",
        "test_oracle": "failed",
        "test_count": "failed",
    }
    assert starter.checks[0].hint == 1 and "三件共 60 元" in starter.checks[1].message


def test_a_hidden_check_does_not_show_what_was_wanted(toy: Exercise) -> None:
    with Checker(toy, level=0) as checker:
        result = checker.check(
            from_text("def total(p, r): return {'value': 1.0, 'n': len(p)}\ndef count(p): return 3\n")
        )
    shown = {check.id: check for check in result.checks}
    assert shown["test_hand"].diff[0].want == "30"
    assert "633" not in str(shown["test_oracle"]) and shown["test_oracle"].diff[0].want is None


def test_checks_are_listed_without_a_submission(toy: Exercise) -> None:
    assert list_checks(toy)[0] == ("test_hand", "三件共 60 元，打五折是 30 元。", 2.0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("import pytest\n", "import pytest\nimport no_such_module\n"),
        ("def test_count(submission, expect):", "def test_count(submission, no_such_fixture):"),
        ("    expect(submission.count([1.0, 2.0, 3.0]), 3)", "    raise RuntimeError('ours')"),
        ("    expect(submission.count([1.0, 2.0, 3.0]), 3)", "    submission.no_such_function()"),
    ],
)
def test_a_fault_of_ours_is_an_error_never_a_zero(toy: Exercise, tmp_path: Path, old: str, new: str) -> None:
    folder = shutil.copytree(toy.folder, tmp_path / "broken")
    checks = folder / "checks.py"
    text = checks.read_text("utf-8")
    assert old in text
    checks.write_text(text.replace(old, new), "utf-8")
    with Checker(load_exercise(folder), level=0) as checker:
        result = checker.check(read_source(folder / "solution.py"))
    assert result.status == "error" and result.points is None
    assert any("检查程序自己出了错" in check.message for check in result.checks)
    jsonschema.validate(result.to_dict(), SCHEMA)


def test_running_leaves_nothing_in_the_exercise_folder(toy: Exercise) -> None:
    before = sorted(toy.folder.rglob("*"))
    with Checker(toy, level=1) as checker:
        checker.check(read_source(toy.folder / "solution.py"))
    assert sorted(toy.folder.rglob("*")) == before


def test_settings_from_outside_do_not_reach_the_checks(toy: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing --maxfail=1")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    with Checker(toy, level=0) as checker:
        assert checker.check(read_source(toy.folder / "solution.py")).status == "passed"
