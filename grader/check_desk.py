"""Warm checking processes for the pages of a served site, one for each exercise in use."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from typing import Any

from course.model import Course, Exercise

WARM = 3
CHECK_SECONDS = 180.0
LINE_BYTES = 32 * 2**20


class CheckProcess:
    """One warm `grader.service` process; requests go through it one at a time, waited for in a thread.

    Not asyncio's own subprocesses: the server's event loop has none of them on Windows.
    """

    def __init__(self, exercise: Exercise, root: Path) -> None:
        self._command = [sys.executable, "-m", "grader.service", str(exercise.folder), str(root)]
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = asyncio.Lock()

    async def ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The Result of a request, or None when the process failed (it is started anew for the next one)."""
        async with self._lock:
            try:
                return await asyncio.wait_for(asyncio.to_thread(self._exchange, request), CHECK_SECONDS)
            except (OSError, ValueError, TimeoutError):
                self.stop()
                return None

    def _exchange(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()
        reply: dict[str, Any] = json.loads(self._process.stdout.readline(LINE_BYTES))
        return reply

    def stop(self) -> None:
        """End the process, and with it its workers; a thread that waits for its answer wakes up."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
        self._process = None


class CheckDesk:
    """Warm check processes, the least recently used stopped first."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._processes: OrderedDict[str, CheckProcess] = OrderedDict()

    def renew(self, course: Course) -> None:
        """Check with other content from now on."""
        self.stop()
        self._processes.clear()
        self.course = course

    def process(self, slug: str) -> CheckProcess:
        """The process of an exercise. Raises KeyError for an unknown one."""
        if slug not in self._processes:
            self._processes[slug] = CheckProcess(self.course.exercise(slug), self.course.root)
        self._processes.move_to_end(slug)
        while len(self._processes) > WARM:
            self._processes.popitem(last=False)[1].stop()
        return self._processes[slug]

    def stop(self) -> None:
        """End every process."""
        for process in self._processes.values():
            process.stop()
