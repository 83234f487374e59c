"""Limits on a busy machine: who works but is kept from the processor gets longer, who loops or sleeps does not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from course.model import Exercise
from grader.check import Checker
from grader.judge import patience
from grader.judge.level import host
from grader.judge.patience import MOST, Patience, processor_seconds
from grader.judge.runner import Limits
from grader.judge.source import from_text

BURNERS = 3
LEVELS = (1, 2)
WORK = """
import time

def count(items):
    end = time.process_time() + 0.6
    while time.process_time() < end:
        pass
    return len(items)
"""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], None]]:
    """A clock that goes on only when it is told to."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])

    def go_on(seconds: float) -> None:
        now[0] += seconds

    yield go_on


def waited(go_on: Callable[[float], None], share: Callable[[float], float | None], before: float = 0.0) -> float:
    """Seconds until patience ends with a call of at most one second, when `share(t)` has been worked after t seconds."""
    began = time.monotonic()
    deadline = Patience(1.0, lambda: share(time.monotonic() - began), before)
    try:
        while True:
            go_on(deadline.left())
    except TimeoutError:
        return time.monotonic() - began


def test_a_loop_that_had_its_processor_time_is_not_waited_for(clock: Callable[[float], None]) -> None:
    assert waited(clock, lambda t: t) == pytest.approx(1)
    assert waited(clock, lambda t: 3 + t, before=3) == pytest.approx(1)


def test_a_loop_on_a_busy_machine_gets_the_processor_time_agreed(clock: Callable[[float], None]) -> None:
    assert waited(clock, lambda t: t / 2) == pytest.approx(patience.ENOUGH / 0.5, abs=1.01 * patience.STEP)
    assert waited(clock, lambda t: t / 20) == pytest.approx(MOST), "but not for ever"


def test_sleep_and_the_unknown_are_not_waited_for(clock: Callable[[float], None]) -> None:
    assert waited(clock, lambda t: 0.1) == pytest.approx(1 + patience.STEP)
    assert waited(clock, lambda t: None) == pytest.approx(1)


def test_processor_seconds_of_another_process() -> None:
    burner = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        time.sleep(0.5)
        worked = processor_seconds(burner.pid)
        assert (worked is None) if sys.platform != "linux" else 0 < (worked or 0) < 5
    finally:
        burner.kill()
        burner.wait()
    assert processor_seconds(burner.pid) is None


@pytest.fixture
def busy_core() -> Iterator[None]:
    """This process and its children on one core, on which others work, too."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    burn = [sys.executable, "-c", "while True: pass"]
    burners = [subprocess.Popen(burn, start_new_session=True) for _ in range(BURNERS)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
        os.sched_setaffinity(0, cores)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what another process has worked")
@pytest.mark.parametrize("level", LEVELS)
def test_an_honest_function_passes_on_a_busy_core(toy: Exercise, busy_core: None, level: int) -> None:
    if host().level < level:
        pytest.skip(host().reason)
    with Checker(toy, level, Limits(seconds=1.0, load_seconds=5.0, memory_mb=1024)) as checker:
        result = checker.check(from_text(WORK))
    statuses = {check.id: check.status for check in result.checks}
    assert statuses["test_count"] == "passed", [check.message for check in result.checks]
    assert max(check.seconds for check in result.checks) > 1, "the core was not busy: nothing was shown"


@pytest.mark.parametrize("level", LEVELS)
def test_sleep_ends_soon_after_the_limit(toy: Exercise, level: int) -> None:
    if host().level < level:
        pytest.skip(host().reason)
    with Checker(toy, level, Limits(seconds=1.0, load_seconds=5.0, memory_mb=1024)) as checker:
        began = time.monotonic()
        result = checker.check(from_text("import time\n\ndef count(items):\n    time.sleep(60)\n"))
        took = time.monotonic() - began
    (message,) = (check.message for check in result.checks if check.id == "test_count")
    assert "1 秒内没有算完" in message
    assert took < 20
