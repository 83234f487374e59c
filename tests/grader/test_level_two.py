"""Level 2 and many submissions: what the host offers is tried, a missing level stops, streams keep keys, order and memory."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from course.model import Exercise
from course.result import Result
from grader.check import Checker
from grader.judge import level
from grader.judge.level import LevelMissing, demand, host
from grader.judge.runner import Limits
from grader.judge.sandbox import Fork, Sandbox, SandboxFailed
from grader.judge.source import Source, from_text, read_source
from grader.many import Entry, check_many

LIMITS = Limits(seconds=5.0, load_seconds=5.0, memory_mb=1024)


@pytest.fixture(autouse=True, scope="module")
def level_two() -> None:
    """These tests are of level 2: a host without it is told why it has none, by the very code under test."""
    if host().level < 2:
        pytest.skip(host().reason)


def core(result: Result) -> dict[str, object]:
    """A result without its times."""
    return replace(result, seconds=0.0, checks=tuple(replace(check, seconds=0.0) for check in result.checks)).to_dict()


def files(exercise: Exercise) -> list[Source]:
    """The exercise's own files and two more."""
    paths = [exercise.folder / "starter.py", exercise.folder / "solution.py", *(m.path for m in exercise.mistakes)]
    return [*(read_source(path) for path in paths), from_text("def count(a): return 3\n"), from_text("import os\n")]


def test_level_two_comes_to_what_level_one_comes_to(toy: Exercise) -> None:
    found: dict[int, list[Result]] = {1: [], 2: []}
    for number, results in found.items():
        with Checker(toy, number, LIMITS) as checker:
            checker.check_stream(files(toy), results.append)
    assert [result.isolation_level for result in found[2]] == [2] * len(found[2])
    plain = {number: [core(replace(r, isolation_level=0)) for r in results] for number, results in found.items()}
    assert plain[1] == plain[2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_shuffled_many_equal_single_runs(toy: Exercise, jobs: int) -> None:
    wanted = {}
    with Checker(toy, 2, LIMITS) as checker:
        for source in files(toy):
            wanted[source.sha256] = core(checker.check(source))
    entries = [Entry(f"{source.sha256}/{i}", source) for i in range(5) for source in files(toy)]
    random.Random(3).shuffle(entries)
    found: dict[str, Result] = {}
    check_many(toy, entries, found.__setitem__, limits=LIMITS, jobs=jobs)
    assert found.keys() == {entry.key for entry in entries}
    assert all(core(result) == wanted[key.split("/")[0]] for key, result in found.items())


def test_one_job_keeps_the_order_and_reads_as_it_goes(toy: Exercise) -> None:
    read: list[str] = []
    done: list[tuple[str, int]] = []

    def entries() -> Iterator[Entry]:
        for i in range(4):
            read.append(f"e{i}")
            yield Entry(f"e{i}", read_source(toy.folder / "solution.py"))

    check_many(toy, entries(), lambda key, result: done.append((key, len(read))), limits=LIMITS)
    assert done == [(f"e{i}", i + 1) for i in range(4)]


def test_seeds_of_an_entry_stand_in_its_result(toy: Exercise) -> None:
    found: dict[str, Result] = {}
    source = read_source(toy.folder / "solution.py")
    check_many(toy, [Entry("a", source, (5,)), Entry("b", source)], found.__setitem__, limits=LIMITS, seeds=(7, 8))
    assert (found["a"].seeds, found["b"].seeds) == ((5,), (7, 8))


def test_what_done_raises_comes_out_and_ends_everything(toy: Exercise) -> None:
    class Stop(Exception):
        pass

    def stop(key: str, result: Result) -> None:
        raise Stop(key)

    for jobs in (1, 2):
        with pytest.raises(Stop):
            check_many(toy, (Entry("k", source) for source in files(toy)), stop, limits=LIMITS, jobs=jobs)


def test_a_host_without_the_level_stops_before_anything_is_read(toy: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    def entries() -> Iterator[Entry]:
        raise AssertionError("read")
        yield

    monkeypatch.setattr(level, "host", lambda: replace(host(), level=1, reason="这里没有命名空间。"))
    demand(1)
    with pytest.raises(LevelMissing, match="这里没有命名空间"):
        check_many(toy, entries(), lambda key, result: None)


@pytest.mark.parametrize(
    ("step", "sentence"), [("namespaces", "建命名空间"), ("mounts", "只读的文件视图"), ("confine", "收起权限")]
)
def test_a_refused_step_is_said_and_nothing_runs(
    step: str, sentence: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A zip whose step fails stands for a host that refuses it."""
    import zipfile

    from grader.judge import sandbox
    from grader.judge.subprocess import worker_file

    broken = {
        "namespaces": ("grader/judge/kernel.py", '\n\ndef unshare(flags):\n    raise OSError(1, "no")\n'),
        "mounts": ("grader/judge/kernel.py", '\n\ndef restrict_mounts(path, flags):\n    raise OSError(38, "no")\n'),
        "confine": ("grader/judge/confine.py", '\n\ndef own_scratch():\n    raise OSError(1, "no")\n'),
    }[step]
    path = tmp_path / "worker.pyz"
    with zipfile.ZipFile(worker_file()) as whole, zipfile.ZipFile(path, "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name) + (broken[1].encode() if name == broken[0] else b""))
    monkeypatch.setattr(sandbox, "worker_file", lambda: path)
    box = Sandbox(LIMITS, preload=())
    with pytest.raises(SandboxFailed, match=sentence):
        try:
            fork = box.start()
            with contextlib.closing(fork._channel):
                fork.await_ready()
        finally:
            box.close()


def test_a_sandbox_that_fails_is_an_error_never_a_zero(toy: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Fork) -> None:
        raise SandboxFailed("gone")

    with Checker(toy, 2, LIMITS) as checker:
        monkeypatch.setattr(Fork, "await_ready", fail)
        broken = checker.check(read_source(toy.folder / "solution.py"))
        monkeypatch.undo()
        mended = checker.check(read_source(toy.folder / "solution.py"))
    assert (broken.status, broken.points) == ("error", None) and "没有答复" in broken.checks[0].message
    assert mended.status == "passed"


def test_a_killed_sandbox_is_made_again(toy: Exercise) -> None:
    source = read_source(toy.folder / "solution.py")
    with Checker(toy, 2, LIMITS) as checker:
        assert checker.check(source).status == "passed"
        box: Sandbox = checker._runner._workers  # type: ignore[attr-defined]
        os.kill(box._process.pid, signal.SIGKILL)
        box._process.wait()
        assert checker.check(source).status == "passed"


def test_a_killed_judge_leaves_no_process(toy_folder: Path, tmp_path: Path) -> None:
    program = (
        "import sys, os, ctypes; from pathlib import Path\n"
        "from course.load import load_exercise; from grader.check import Checker\n"
        "from grader.judge.source import from_text\n"
        "with Checker(load_exercise(Path(sys.argv[1])), 2) as checker:\n"
        "    files = [from_text('x = 1\\n'), from_text('while True: pass\\n')]\n"
        "    checker.check_stream(files, lambda r: print('one', flush=True))\n"
    )
    judge = subprocess.Popen([sys.executable, "-c", program, str(toy_folder)], stdout=subprocess.PIPE, text=True)
    assert judge.stdout is not None and judge.stdout.readline() == "one\n"
    children = descendants(judge.pid)
    judge.kill()
    judge.wait()
    judge.stdout.close()
    assert children
    for _ in range(100):
        if not any(Path(f"/proc/{child}").exists() for child in children):
            return
        signal.sigtimedwait([], 0.1)
    pytest.fail(f"still there: {children}")


def descendants(process: int) -> list[int]:
    """Processes below one."""
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == process:
            child = int(path.parent.name)
            found += [child, *descendants(child)]
    return found


def test_doctor_says_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    from typer.testing import CliRunner

    from grader.cli import app

    shown = CliRunner().invoke(app, ["doctor"]).output
    assert "用户命名空间" in shown and "得到的等级：2" in shown
    plain = json.loads(CliRunner().invoke(app, ["doctor", "--json"]).output)
    assert plain["level"] == 2 and {"pid_namespace", "seccomp", "landlock"} <= {f["name"] for f in plain["facilities"]}
