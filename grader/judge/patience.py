"""How long the judge waits for a call: the seconds agreed, and longer while the machine gives the process no core to work on.

A class is judged on as many cores as there are, beside neighbours who may do their worst: that an honest function was kept
waiting is not its fault. What a function sleeps through is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from grader.judge.channel import Deadline

MOST = 4  # times the seconds agreed
ENOUGH = 0.9  # of them, in processor time: then it had its chance
STEP = 0.1  # of them, until it is looked at again
AWAKE = 0.02  # of a step in processor time: less is sleep


class Patience(Deadline):
    """A deadline in wall seconds that is put off as long as the process works and has not had that much processor time.

    `worked` tells the processor seconds of the process (None: unknown, the deadline stands), `before` how many of them at most
    were before this call.
    """

    def __init__(self, seconds: float, worked: Callable[[], float | None], before: float) -> None:
        super().__init__(seconds)
        self._seconds, self._worked, self._before = seconds, worked, before
        self._last = self._ends + (MOST - 1) * seconds
        self._seen: float | None = None

    def left(self) -> float:
        """Seconds until the process is looked at next. Raises TimeoutError."""
        now = time.monotonic()
        if now >= self._ends:
            if now >= self._last or not self._is_kept_waiting():
                raise TimeoutError
            self._ends = min(now + STEP * self._seconds, self._last)
        return self._ends - now

    def _is_kept_waiting(self) -> bool:
        worked = self._worked()
        if worked is None or worked - self._before >= ENOUGH * self._seconds:
            return False
        lately, self._seen = None if self._seen is None else worked - self._seen, worked
        return lately is None or lately > AWAKE * STEP * self._seconds


def processor_seconds(process: int) -> float | None:
    """Processor seconds of a process that is not ours, all threads together; None when it is gone or the system cannot tell."""
    if sys.platform != "linux":
        return None
    try:
        return time.clock_gettime((~process << 3) | 2)  # clock_getcpuclockid(3), which Python has no name for
    except OSError:
        return None
