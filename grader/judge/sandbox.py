"""Level 2: learner code in a fork of a process that was sandboxed before it; results come back as data. Linux only.

The judge's side: starts the sandbox (`enter`, `view`), asks its first process (`zygote`) for a fork per submission, and talks
to each fork over a socket of its own. What comes from a fork is forgeable and is read as such; the first process is trusted.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
from typing import Any

from course.words import Words
from grader.judge import wire
from grader.judge.channel import Channel, Deadline
from grader.judge.patience import Patience
from grader.judge.runner import HostFailed, Limits
from grader.judge.subprocess import environment, worker_file
from grader.judge.tables import KEPT, Encoded
from grader.judge.view import make_view

say = Words("grader")

START_SECONDS = 60.0
END_SECONDS = 20.0


class SandboxFailed(HostFailed):
    """The sandbox could not be made, or does not answer. `step` is a key of the messages under `level.refused`."""

    def __init__(self, step: str, text: str = "") -> None:
        super().__init__(say(f"level.refused.{step}", text=text or "?"))


class Fork:
    """One submission's process in the sandbox, as the judge sees it."""

    def __init__(self, box: Sandbox, number: int, channel: Channel, born_with: set[str]) -> None:
        self.sent = born_with
        self._box, self._number, self._channel = box, number, channel
        self._ready = self._stopped = False
        self._spent = 0.0  # wall seconds of its calls so far, of which it can have worked no more

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """The reply to a request; None when the process died or wrote too much. Raises TimeoutError."""
        self.await_ready()
        return self._exchange(json.dumps(request, separators=(",", ":")).encode(), seconds)

    def put(self, table: Encoded, seconds: float) -> bool:
        """Hand over a table; False when the process is gone. Raises TimeoutError."""
        self.await_ready()
        self._box.note_use(table)
        self.sent.add(table.sha)
        return self._exchange(_put_message(table), seconds) is not None

    def _exchange(self, message: bytes, seconds: float) -> dict[str, Any] | None:
        if self._channel.has_unasked():  # it spoke before it was asked, or is gone
            return None
        began = time.monotonic()
        try:
            self._channel.send_bytes(message, seconds)
            data = self._channel.receive(Patience(seconds, self._processor_seconds, self._spent))
        except TimeoutError:
            raise
        except OSError:
            return None
        finally:
            self._spent += time.monotonic() - began
        if data is None:
            return None
        try:
            reply = wire.unpack(data)
        except wire.Garbled as problem:
            return {"kind": "garbled", "text": str(problem)}
        return reply if isinstance(reply, dict) else {"kind": "garbled"}

    def _processor_seconds(self) -> float | None:
        return self._box.processor_seconds(self._number)

    def await_ready(self) -> None:
        """Nothing of a learner's is sent before the process says that it is confined. Raises SandboxFailed."""
        if self._ready:
            return
        try:
            said = json.loads(self._channel.receive(Deadline(START_SECONDS)) or b"{}")
        except TimeoutError:
            said = {}
        if said.get("kind") != "ready":
            raise SandboxFailed(said.get("step", "gone"), said.get("text", ""))
        self._ready = True

    def stop(self) -> None:
        """End the process and all it started, and wait until it is so."""
        if not self._stopped:
            self._stopped = True
            self._channel.close()
            self._box.end(self._number)


class Sandbox:
    """Level-2 workers: a sandbox whose first process has imported what is needed, and forks of it."""

    level, cheap = 2, True

    def __init__(self, limits: Limits = Limits(), preload: tuple[str, ...] = ("pandas",)) -> None:
        self._limits, self._preload = limits, preload
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        """Start the sandbox; its imports run beside the judge's own."""
        root = worker_file().with_name("root")  # stays empty: what is mounted on it is seen inside only
        root.mkdir(exist_ok=True)
        ours, theirs = socket.socketpair()
        view = make_view(root, worker_file(), self._preload)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-B", str(worker_file()), "enter", json.dumps(view)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment("/"),
                cwd="/",
                start_new_session=True,
            )
        self._judge = Channel(ours)
        self._ready = False
        self._born_with: set[str] = set()
        self._used: dict[str, int] = {}
        self._wanted: list[Encoded] = []

    def start(self) -> Fork:
        """A fork for one submission. Raises SandboxFailed."""
        try:
            return self._start()
        except OSError:  # the sandbox is gone (the system was out of memory, say): once more from the beginning
            self.close()
            self._begin()
        try:
            return self._start()
        except OSError as problem:
            raise SandboxFailed("gone", str(problem)) from problem

    def _start(self) -> Fork:
        self._await_ready()
        self._hand_over_tables()
        self._number += 1
        ours, theirs = socket.socketpair()
        with theirs:
            order = {
                "op": "fork",
                "id": self._number,
                "memory_mb": self._limits.memory_mb,
                "cpu_seconds": int(self._limits.load_seconds + 60 * self._limits.seconds),
            }
            try:
                self._judge.send(order, END_SECONDS, theirs.fileno())
            except OSError:
                ours.close()
                raise
        return Fork(self, self._number, Channel(ours), set(self._born_with))

    def _await_ready(self) -> None:
        if self._ready:
            return
        said = self._hear(START_SECONDS)
        if said.get("kind") != "ready":
            raise SandboxFailed(str(said.get("step", "gone")), str(said.get("text", "")))
        self._ready = True

    def _hear(self, seconds: float) -> dict[str, Any]:
        try:
            said: dict[str, Any] = json.loads(self._judge.receive(Deadline(seconds)) or b"{}")
        except TimeoutError:
            return {}
        return said

    def note_use(self, table: Encoded) -> None:
        """A table that a second submission asks for is given to every fork after it at birth."""
        self._used[table.sha] = self._used.get(table.sha, 0) + 1
        if self._used[table.sha] == 2:
            self._wanted.append(table)

    def _hand_over_tables(self) -> None:
        if len(self._born_with) + len(self._wanted) > KEPT or len(self._used) > 16 * KEPT:
            self._judge.send({"op": "forget"}, END_SECONDS)
            self._born_with.clear()
            self._used.clear()
        for table in self._wanted:
            self._judge.send_bytes(_put_message(table), END_SECONDS)
            self._born_with.add(table.sha)
        self._wanted.clear()

    def processor_seconds(self, number: int) -> float | None:
        """What a fork has worked so far; None when the sandbox does not say."""
        with contextlib.suppress(OSError):
            self._judge.send({"op": "worked", "id": number}, END_SECONDS)
            said = self._hear(END_SECONDS)
            return float(said["seconds"]) if said.get("kind") == "worked" and said["seconds"] is not None else None
        return None

    def end(self, number: int) -> None:
        """End a fork; when the sandbox does not do so, end the sandbox."""
        with contextlib.suppress(OSError):
            self._judge.send({"op": "end", "id": number}, END_SECONDS)
            if self._hear(END_SECONDS).get("kind") == "ended":
                return
        self.close()

    def close(self) -> None:
        """End the sandbox and everything in it."""
        self._judge.close()  # its first process notices, ends, and takes all others with it
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _put_message(table: Encoded) -> bytes:
    return b'{"op":"put","id":0,"sha":"%s","value":%s}' % (table.sha.encode(), table.packed)
