"""A Dask cluster judges as one machine does, a worker lost on the way included."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.classroom.conftest import environment, results, run_batch, timeless, write_class

pytestmark = pytest.mark.full


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler with two worker processes of one core each, and the workers."""
    log = (tmp_path / "scheduler.log").open("wb")
    scheduler = _start(log, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    try:
        address = _address(tmp_path / "scheduler.log")
        workers = [
            _start(log, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")
            for _ in range(2)
        ]
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
        log.close()


def _start(log: object, *arguments: str) -> subprocess.Popen[bytes]:
    line = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
    return subprocess.Popen(line, stdout=log, stderr=log, env=environment())  # type: ignore[call-overload,no-any-return]


def _address(log: Path) -> str:
    for _ in range(300):
        found = re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text(errors="replace"))
        if found:
            return found[1]
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace"))


def test_a_cluster_gives_the_same_results(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], toy_folder: Path, tmp_path: Path
) -> None:
    write_class(tmp_path / "in", toy_folder, 20)
    assert run_batch(tmp_path / "in", toy_folder, tmp_path / "here").returncode == 0
    done = run_batch(tmp_path / "in", toy_folder, tmp_path / "there", "--executor", "dask", "--scheduler", cluster[0])
    assert done.returncode == 0, done.stderr
    assert timeless(results(tmp_path / "there")) == timeless(results(tmp_path / "here"))


def test_a_worker_lost_in_the_middle_changes_nothing(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], toy_folder: Path, tmp_path: Path
) -> None:
    address, workers = cluster
    write_class(tmp_path / "in", toy_folder, 60)
    assert run_batch(tmp_path / "in", toy_folder, tmp_path / "here").returncode == 0
    journal = tmp_path / "there" / "journal.jsonl"
    killer = os.fork()
    if not killer:  # a process of its own: pytest waits for the run meanwhile
        while not (journal.exists() and journal.read_bytes().count(b"\n") >= 8):
            time.sleep(0.02)
        os.kill(workers[0].pid, signal.SIGKILL)
        os._exit(0)
    done = run_batch(tmp_path / "in", toy_folder, tmp_path / "there", "--executor", "dask", "--scheduler", address)
    os.waitpid(killer, 0)
    assert done.returncode == 0, done.stderr
    assert workers[0].wait(timeout=5) == -signal.SIGKILL
    assert timeless(results(tmp_path / "there")) == timeless(results(tmp_path / "here"))


def test_no_answer_is_one_sentence(toy_folder: Path, tmp_path: Path) -> None:
    write_class(tmp_path / "in", toy_folder, 1)
    out = tmp_path / "out"
    done = run_batch(tmp_path / "in", toy_folder, out, "--executor", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert done.returncode == 2 and "没有应答" in done.stderr and "Traceback" not in done.stderr
