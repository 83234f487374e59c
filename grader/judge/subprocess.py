"""Level 1: learner code in its own process, with time and memory limits; results come back as data. Any system."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from grader.judge import wire
from grader.judge.runner import Limits, Outcome, encode_call, read_outcome
from grader.judge.source import Source

START_SECONDS = 60.0
GIVE_UP_AFTER = 2
_PARTS = ("wire.py", "frames.py", "learner.py")
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS")


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
            archive.write(here / part, f"grader/judge/{part}")
        archive.write(here / "worker.py", "__main__.py")
    _forget_at_exit(folder)
    return path


def _forget_at_exit(folder: Path) -> None:
    import atexit
    import shutil

    atexit.register(shutil.rmtree, folder, ignore_errors=True)


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
            [sys.executable, "-I", "-B", "-X", "utf8", str(worker_file())],
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

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """The reply to a request; None when the process died or wrote too much. Raises TimeoutError."""
        if not self._ready:
            if self._receive(START_SECONDS) is None:
                return None
            self._ready = True
        self._send(request)
        return self._receive(seconds)

    def _send(self, plain: dict[str, Any]) -> None:
        data = json.dumps(plain, separators=(",", ":")).encode()
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):  # a dead process is noticed when its reply does not come
            self.process.stdin.write(struct.pack(">I", len(data)) + data)
            self.process.stdin.flush()

    def _receive(self, seconds: float) -> dict[str, Any] | None:
        try:
            data = self._replies.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
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


def _environment(scratch: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    return {
        **kept,
        "HOME": scratch,
        "TMPDIR": scratch,
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        **dict.fromkeys(_THREADS, "1"),
    }


class Subprocess:
    """A Runner over workers: after a crash or a loop a new worker loads the submission again and goes on."""

    level = 1

    def __init__(self, limits: Limits = Limits(), preload: tuple[str, ...] = ("pandas",)) -> None:
        self._limits, self._preload = limits, preload
        self._worker = Worker(preload, limits)
        self._spare: Worker | None = None
        self._source: Source | None = None
        self._sent: set[str] = set()
        self._number = 0
        self._timeouts: dict[str, int] = {}
        self._used = False

    def load(self, source: Source) -> dict[str, Any] | None:
        """Load a submission into a worker that no other submission has used; returns the load-time failure or None."""
        if self._used:
            self._renew()
        self._used, self._source, self._timeouts = True, source, {}
        return self._load_again()

    def _load_again(self) -> dict[str, Any] | None:
        assert self._source is not None
        request = {"op": "load", "id": 0, "cells": self._source.plain_cells()}
        try:
            reply = self._worker.ask(request, self._limits.load_seconds)
        except TimeoutError:
            self._renew()
            return {"kind": "timeout", "seconds": self._limits.load_seconds}
        if reply is None or reply.get("kind") != "loaded":
            self._renew()
            return {"kind": "crashed"}
        failure = reply.get("failure")
        return failure if isinstance(failure, dict) else None

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call a function of the submission. A function that timed out twice is not waited for again."""
        if self._timeouts.get(function, 0) >= GIVE_UP_AFTER:
            return Outcome("timeout", detail={"seconds": self._limits.seconds})
        request = encode_call(function, args, kwargs)
        began = time.monotonic()
        try:
            self._send_tables(request)
            self._number += 1
            reply = self._worker.ask({**request, "id": self._number}, self._limits.seconds)
        except TimeoutError:
            self._timeouts[function] = self._timeouts.get(function, 0) + 1
            self._renew_and_load()
            return Outcome("timeout", detail={"seconds": round(time.monotonic() - began)})
        if reply is None:
            self._renew_and_load()
            return Outcome("crashed")
        if reply.get("id") != self._number:
            return Outcome("garbled", detail={"text": "call id"})
        return read_outcome(reply)

    def _send_tables(self, request: dict[str, Any]) -> None:
        for i, plain in enumerate(request["args"]):
            if isinstance(plain, dict) and plain.keys() & {"$frame", "$series"}:
                sha = hashlib.sha256(json.dumps(plain, separators=(",", ":")).encode()).hexdigest()
                if sha not in self._sent:
                    self._worker.ask({"op": "put", "id": 0, "sha": sha, "value": plain}, self._limits.load_seconds)
                    self._sent.add(sha)
                request["args"][i] = {"$ref": sha}

    def prepare(self) -> None:
        """Start the worker of the next submission ahead of time."""
        if self._spare is None:
            self._spare = Worker(self._preload, self._limits)

    def _renew(self) -> None:
        self._worker.stop()
        self._worker = self._spare or Worker(self._preload, self._limits)
        self._spare, self._sent = None, set()

    def _renew_and_load(self) -> None:
        self._renew()
        self._load_again()

    def close(self) -> None:
        """Stop every process of this runner."""
        self._worker.stop()
        if self._spare is not None:
            self._spare.stop()
