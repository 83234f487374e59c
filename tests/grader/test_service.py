"""The engine's checking process: forms in any order, one line each; told to end, it takes learner code with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOOP = "def total(prices, rate):\n    open('alive', 'w').close()\n    while True: pass\n"


class Service:
    """A running service for the small exercise."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader.service", str(folder)],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def send(self, **request: object) -> None:
        """Write one request."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def ask(self, **request: object) -> dict[str, object]:
        """The reply to one request."""
        self.send(**request)
        assert self.process.stdout is not None
        reply: dict[str, object] = json.loads(self.process.stdout.readline())
        return reply


@pytest.fixture
def service(toy_folder: Path) -> Iterator[Service]:
    """A service that ends with the test."""
    made = Service(toy_folder)
    yield made
    made.process.kill()
    made.process.communicate()


def test_requests_are_answered_in_order_whatever_their_form(service: Service, toy_folder: Path) -> None:
    wrong = (toy_folder / "wrong" / "no_discount.py").read_text("utf-8")
    right = (toy_folder / "solution.py").read_text("utf-8")
    replies = [
        service.ask(form=form, code=code)
        for form, code in (("write", wrong), ("fix", wrong), ("fix", right), ("write", right))
    ]
    assert [(r["form"], r["status"]) for r in replies] == [
        ("write", "failed"),
        ("fix", "failed"),
        ("fix", "passed"),
        ("write", "passed"),
    ]
    assert replies[0]["misconception"] is not None


def test_told_to_end_it_takes_learner_code_with_it(service: Service) -> None:
    service.send(form="write", code=LOOP)
    worker = wait_for_worker(service.process.pid)
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(10)
    for _ in range(50):
        if not Path(f"/proc/{worker}").exists() or " Z " in Path(f"/proc/{worker}/stat").read_text():
            return
        time.sleep(0.1)
    raise AssertionError("a worker outlived its service")


def wait_for_worker(parent: int) -> int:
    """The busy worker of a process."""
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc")
    for _ in range(200):
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            ticks = int(fields[11]) / os.sysconf("SC_CLK_TCK")
            if int(fields[1]) == parent and fields[0] == "R" and ticks > 0.5:
                return int(folder.name)
        time.sleep(0.05)
    raise AssertionError("no worker is busy")
