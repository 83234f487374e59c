"""A run over a class: one line a submission, the same whatever the order, jobs or interruptions."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.classroom.conftest import command, environment, results, run_batch, timeless, write_class

SIZE = 10


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, toy_folder: Path) -> tuple[Path, Path]:
    """A class and the output of one run over it."""
    folder = tmp_path_factory.mktemp("class")
    write_class(folder / "in", toy_folder, SIZE)
    done = run_batch(folder / "in", toy_folder, folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "in", folder / "out"


def test_every_submission_has_one_line_by_learner(undisturbed: tuple[Path, Path]) -> None:
    lines = results(undisturbed[1])
    assert [line["learner"] for line in lines] == [f"learner-{number:03}" for number in range(SIZE)]
    assert [line["result"]["points"] for line in lines[:5]] == [5, 0, 1, 4, 0]
    named = [line["result"]["misconception"] for line in lines[:5]]
    assert [found and found["id"] for found in named] == [None, None, "E9.1:no_discount", None, None]


def test_the_gradebook_says_the_same(undisturbed: tuple[Path, Path]) -> None:
    with sqlite3.connect(undisturbed[1] / "gradebook.db") as book:
        rows = book.execute("SELECT learner, status, points, max_points FROM results ORDER BY learner").fetchall()
        checks = book.execute("SELECT learner, SUM(points) FROM checks GROUP BY learner ORDER BY learner").fetchall()
    book.close()
    lines = results(undisturbed[1])
    assert rows == [
        (line["learner"], line["result"]["status"], line["result"]["points"], line["result"]["max_points"])
        for line in lines
    ]
    assert checks == [(line["learner"], line["result"]["points"]) for line in lines]


def test_junit_counts_what_failed(undisturbed: tuple[Path, Path]) -> None:
    suites = ElementTree.parse(undisturbed[1] / "junit.xml").getroot()
    failed = [
        sum(check["status"] == "failed" for check in line["result"]["checks"]) for line in results(undisturbed[1])
    ]
    assert [int(suite.attrib["failures"]) for suite in suites] == failed
    assert [len(suite.findall("testcase/failure")) for suite in suites] == failed


def test_a_second_run_judges_nothing_again(undisturbed: tuple[Path, Path], toy_folder: Path) -> None:
    before = (undisturbed[1] / "results.jsonl").read_bytes()
    done = run_batch(undisturbed[0], toy_folder, undisturbed[1])
    assert f"判了 0，沿用上次 {SIZE}" in done.stdout
    assert (undisturbed[1] / "results.jsonl").read_bytes() == before


def test_a_changed_submission_alone_is_judged_again(
    undisturbed: tuple[Path, Path], toy_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(undisturbed[0], tmp_path / "in")
    shutil.copytree(undisturbed[1], tmp_path / "out")
    shutil.copy(toy_folder / "solution.py", tmp_path / "in" / "learner-001.py")
    done = run_batch(tmp_path / "in", toy_folder, tmp_path / "out")
    assert f"判了 1，沿用上次 {SIZE - 1}" in done.stdout
    assert results(tmp_path / "out")[1]["result"]["status"] == "passed"


def test_jobs_and_order_change_nothing(undisturbed: tuple[Path, Path], toy_folder: Path, tmp_path: Path) -> None:
    files = sorted(undisturbed[0].iterdir())
    random.Random(7).shuffle(files)
    (tmp_path / "in").mkdir()
    for file in files:
        shutil.copy(file, tmp_path / "in")
    assert run_batch(tmp_path / "in", toy_folder, tmp_path / "out", "--jobs", 2).returncode == 0
    assert timeless(results(tmp_path / "out")) == timeless(results(undisturbed[1]))


def test_a_run_killed_half_way_goes_on(undisturbed: tuple[Path, Path], toy_folder: Path, tmp_path: Path) -> None:
    kill_after(undisturbed[0], toy_folder, tmp_path / "out", lambda: lines_in(tmp_path / "out") >= 3)
    judged = lines_in(tmp_path / "out")
    assert 3 <= judged < SIZE
    done = run_batch(undisturbed[0], toy_folder, tmp_path / "out")
    assert f"沿用上次 {judged}" in done.stdout
    assert timeless(results(tmp_path / "out")) == timeless(results(undisturbed[1]))


def test_a_line_cut_short_is_judged_again(undisturbed: tuple[Path, Path], toy_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(undisturbed[1], tmp_path / "out")
    journal = tmp_path / "out" / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-40])
    done = run_batch(undisturbed[0], toy_folder, tmp_path / "out")
    assert f"判了 1，沿用上次 {SIZE - 1}" in done.stdout
    assert timeless(results(tmp_path / "out")) == timeless(results(undisturbed[1]))


def test_two_runs_do_not_share_a_folder(undisturbed: tuple[Path, Path], toy_folder: Path, tmp_path: Path) -> None:
    first = start(undisturbed[0], toy_folder, tmp_path / "out")
    wait_until(lambda: lines_in(tmp_path / "out") >= 1)
    second = run_batch(undisturbed[0], toy_folder, tmp_path / "out")
    first.kill()
    first.wait()
    assert second.returncode == 2 and "正有另一次判分" in second.stderr


def test_each_learner_may_have_variants_of_their_own(toy_folder: Path, tmp_path: Path) -> None:
    write_class(tmp_path / "in", toy_folder, 2)
    key = tmp_path / "key"
    key.write_bytes(b"sixteen bytes or more")
    seeds = []
    for out in ("one", "two"):
        assert (
            run_batch(tmp_path / "in", toy_folder, tmp_path / out, "--variant-per-learner", "--key", key).returncode
            == 0
        )
        seeds.append([line["result"]["seeds"] for line in results(tmp_path / out)])
    assert seeds[0] == seeds[1] and seeds[0][0] != seeds[0][1]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--variant-per-learner",), "要有 --key"),
        (("--key", "nowhere"), "没有 --variant-per-learner"),
        (("--variant-per-learner", "--key", "nowhere"), "读不了"),
        (("--executor", "cloud"), "没有 cloud"),
        (("--executor", "dask"), "要给 --scheduler"),
    ],
)
def test_options_that_do_not_fit_are_one_sentence(
    toy_folder: Path, tmp_path: Path, more: tuple[str, ...], sentence: str
) -> None:
    write_class(tmp_path / "in", toy_folder, 1)
    done = run_batch(tmp_path / "in", toy_folder, tmp_path / "out", *more)
    assert done.returncode == 2 and sentence in done.stderr and "Traceback" not in done.stderr


def test_submissions_that_are_not_there_are_one_sentence(toy_folder: Path, tmp_path: Path) -> None:
    done = run_batch(tmp_path / "nowhere", toy_folder, tmp_path / "out")
    assert done.returncode == 2 and "没有" in done.stderr and "Traceback" not in done.stderr


def test_a_missing_submission_is_a_zero_row_with_the_points_it_could_have_had(toy_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "in" / "amy").mkdir(parents=True)
    (tmp_path / "in" / "amy" / "pandas.py").write_text("x = 1")
    done = run_batch(tmp_path / "in", toy_folder, tmp_path / "out")
    (line,) = results(tmp_path / "out")
    assert done.returncode == 0
    assert (line["missing"], line["result"]["points"], line["result"]["max_points"]) == (True, 0, 5)
    assert "pandas.py" in line["notes"][0]


def test_feedback_escapes_what_learners_write(toy_folder: Path, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "amy.py").write_text(
        f"def total(prices, rate):\n    raise ValueError({evil!r})\n\ndef count(prices):\n    return {evil!r}\n"
    )
    assert run_batch(tmp_path / "in", toy_folder, tmp_path / "out").returncode == 0
    (page,) = (tmp_path / "out" / "feedback").iterdir()
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text and "<img" not in text and "&lt;script&gt;" in text
    assert "http://" not in text and "https://" not in text


def test_feedback_names_the_mistake_and_the_next_hint(undisturbed: tuple[Path, Path]) -> None:
    page = next((undisturbed[1] / "feedback").glob("learner-002-*.html")).read_text(encoding="utf-8")
    assert "忘了打折" in page and "先加总。" in page and "1 / 5" in page


@pytest.mark.full
def test_fifty_kills_in_a_class_of_two_hundred_change_nothing(toy_folder: Path, tmp_path: Path) -> None:
    write_class(tmp_path / "in", toy_folder, 200)
    assert run_batch(tmp_path / "in", toy_folder, tmp_path / "whole").returncode == 0
    chance = random.Random(20260301)
    out, kills = tmp_path / "out", 0
    while kills < 50:
        process = start(tmp_path / "in", toy_folder, out, "--jobs", 1 + kills % 2)
        target = lines_in(out) + chance.randint(0, 4)
        wait_until(lambda target=target, process=process: lines_in(out) >= target or process.poll() is not None, 60)
        time.sleep(chance.random() * 0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
    assert run_batch(tmp_path / "in", toy_folder, out).returncode == 0
    assert timeless(results(out)) == timeless(results(tmp_path / "whole"))


@pytest.mark.full
def test_two_hundred_shuffled_equal_two_hundred_alone(toy_folder: Path, tmp_path: Path) -> None:
    from course.load import load_exercise
    from grader.check import Checker
    from grader.judge.source import read_source

    write_class(tmp_path / "in", toy_folder, 200)
    assert run_batch(tmp_path / "in", toy_folder, tmp_path / "out", "--jobs", 2).returncode == 0
    exercise = load_exercise(toy_folder)
    for line in timeless(results(tmp_path / "out")):
        with Checker(exercise, 1) as checker:
            alone = checker.check(read_source(tmp_path / "in" / f"{line['learner']}.py")).to_dict()
        same = ("status", "points", "max_points", "misconception", "load", "submission", "seeds")
        assert {name: line["result"][name] for name in same} == {name: alone[name] for name in same}
        assert [c["status"] for c in line["result"]["checks"]] == [c["status"] for c in alone["checks"]]


def lines_in(out: Path) -> int:
    """Whole lines of the journal so far."""
    try:
        return (out / "journal.jsonl").read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0


def start(place: Path, exercise: Path, out: Path, *more: object) -> subprocess.Popen[bytes]:
    arguments = ("batch", place, "--exercise", exercise, "--out", out, "--level", "1", *more)
    return subprocess.Popen(
        command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )


def wait_until(met: object, seconds: float = 60) -> None:
    assert callable(met)
    end = time.monotonic() + seconds
    while not met() and time.monotonic() < end:
        time.sleep(0.005)


def kill_after(place: Path, exercise: Path, out: Path, met: object) -> None:
    process = start(place, exercise, out)
    wait_until(met)
    process.send_signal(signal.SIGKILL)
    process.wait()
