"""Level 1: learner code in its own process, with time and memory limits; results come back as data. Any system."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from grader.judge import wire
from grader.judge.channel import Deadline
from grader.judge.patience import Patience, processor_seconds
from grader.judge.runner import Limits
from grader.judge.tables import Encoded

START_SECONDS = 60.0
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS")
_PARTS = [
    "wire",
    "warm",
    "frames",
    "learner",
    "worker",
    "channel",
    "patience",
    "kernel",
    "confine",
    "enter",
    "zygote",
    "probe",
]


@cache
def worker_file() -> Path:
    """One zip file that holds the worker and what it needs, and nothing of the checks."""
    folder = Path(tempfile.mkdtemp(prefix="siyu-worker-"))
    here = Path(__file__).parent
    path = folder / "worker.pyz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("grader/__init__.py", "")
        archive.writestr("grader/judge/__init__.py", "")
        for part in _PARTS:
            archive.write(here / f"{part}.py", f"grader/judge/{part}.py")
        archive.write(here / "worker.py", "__main__.py")
    atexit.register(forget_worker_file)
    return path


def forget_worker_file() -> None:
    """Remove the file and its folder; done by itself when an ordinary process ends."""
    if worker_file.cache_info().currsize:
        shutil.rmtree(worker_file().parent, ignore_errors=True)
        worker_file.cache_clear()


_alive: set[Worker] = set()


def stop_all() -> None:
    """Kill every worker of this process, as when it is told to end in the middle of a check."""
    for worker in list(_alive):
        worker.kill()


class Worker:
    """One worker process, starting as soon as it is made so that its imports run beside the judge's own."""

    def __init__(self, preload: tuple[str, ...], limits: Limits) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="siyu-scratch-", ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-B", "-X", "utf8", str(worker_file())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._scratch.name,
            env=_environment(self._scratch.name),
            start_new_session=os.name == "posix",
        )
        _alive.add(self)
        self._replies: queue.Queue[bytes | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._send(
            {
                "preload": list(preload),
                "memory_mb": limits.memory_mb,
                "cpu_seconds": int(limits.load_seconds + 60 * limits.seconds),
            }
        )
        self._ready = False
        self.sent: set[str] = set()

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """The reply to a request; None when the process died or wrote too much. Raises TimeoutError."""
        if not self._ready:
            if self._receive(Deadline(START_SECONDS)) is None:
                return None
            self._ready = True
        worked = self._processor_seconds()
        self._send(request)
        return self._receive(Patience(seconds, self._processor_seconds, worked or 0.0))

    def put(self, table: Encoded, seconds: float) -> bool:
        """Hand over a table; False when the process is gone."""
        self.sent.add(table.sha)
        return (
            self.ask({"op": "put", "id": 0, "sha": table.sha, "value": wire.unpack(table.packed)}, seconds) is not None
        )

    def _send(self, plain: dict[str, Any]) -> None:
        data = json.dumps(plain, separators=(",", ":")).encode()
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # a dead process is noticed when its reply does not come
            self.process.stdin.write(struct.pack(">I", len(data)) + data)
            self.process.stdin.flush()

    def _processor_seconds(self) -> float | None:
        return processor_seconds(self.process.pid)

    def _await(self, deadline: Deadline) -> bytes | None:
        while True:
            with contextlib.suppress(queue.Empty):
                return self._replies.get(timeout=deadline.left())

    def _receive(self, deadline: Deadline) -> dict[str, Any] | None:
        data = self._await(deadline)
        if data is None:
            return None
        try:
            reply = wire.unpack(data)
        except wire.Garbled as problem:
            return {"kind": "garbled", "text": str(problem)}
        return reply if isinstance(reply, dict) else {"kind": "garbled"}

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        with contextlib.suppress(OSError, ValueError):
            while len(head := stream.read(4)) == 4:
                size = struct.unpack(">I", head)[0]
                if size > wire.MAX_BYTES + 4096:
                    break
                self._replies.put(stream.read(size))
        self._replies.put(None)

    def kill(self) -> None:
        """Kill the process and all it started."""
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()

    def stop(self) -> None:
        """Kill the process and all it started; remove its scratch folder."""
        self.kill()
        self.process.wait()
        _alive.discard(self)
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]
        self._scratch.cleanup()


def environment(scratch: str) -> dict[str, str]:
    """All that a worker's environment holds: one thread for every numeric library, the same hashes in every run."""
    fixed = {"HOME": scratch, "TMPDIR": scratch, "LANG": "C.UTF-8", "PYTHONHASHSEED": "0"}
    return fixed | dict.fromkeys(_THREADS, "1")


def _environment(scratch: str) -> dict[str, str]:
    return {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ} | environment(scratch)


class Processes:
    """Level-1 workers."""

    level, cheap = 1, False

    def __init__(self, limits: Limits = Limits(), preload: tuple[str, ...] = ("pandas",)) -> None:
        self._limits, self._preload = limits, preload

    def start(self) -> Worker:
        """A worker, its imports under way."""
        return Worker(self._preload, self._limits)

    def close(self) -> None:
        """Workers are stopped one by one; nothing else is held."""
