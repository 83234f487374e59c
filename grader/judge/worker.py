"""The worker process: length-prefixed JSON requests on stdin, replies on what was stdout. Becomes `__main__` of one zip file.

Learner code never sees the judge's process. Everything is confined before a byte of the learner's is read; what learner code
prints goes nowhere.
"""

from __future__ import annotations

import json
import os
import struct
from typing import Any, BinaryIO


def confine(memory_mb: int, cpu_seconds: int) -> list[str]:
    """Set hard limits on this process; returns the names of those the system took."""
    try:
        import resource
    except ImportError:  # not a POSIX system: only the judge's clock limits us
        return []
    wanted = {"AS": memory_mb * 2**20, "CPU": cpu_seconds, "FSIZE": 16 * 2**20, "CORE": 0, "NOFILE": 128}
    taken = []
    for name, value in wanted.items():
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
            taken.append(name)
        except (ValueError, OSError, AttributeError):
            continue
    return taken


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the pipes for ourselves; the learner's stdin is empty and prints vanish."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    return requests, replies


def _read(stream: BinaryIO) -> Any:
    head = stream.read(4)
    if len(head) < 4:
        return None
    return json.loads(stream.read(struct.unpack(">I", head)[0]))


def _write(stream: BinaryIO, plain: Any) -> None:
    data = json.dumps(plain, separators=(",", ":")).encode()
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def main() -> None:
    """Serve requests until the pipe closes. The first one is `start`: limits and what to import beforehand."""
    requests, replies = _take_pipes()
    start = _read(requests)
    if start is None:
        return
    for name in start["preload"]:
        __import__(name)
    if start["preload"]:
        from grader.judge import frames  # noqa: F401 - imported before the limits bite
    from grader.judge.learner import Learner

    _write(replies, {"kind": "ready", "limits": confine(start["memory_mb"], start["cpu_seconds"])})
    learner = Learner()
    while (request := _read(requests)) is not None:
        _write(replies, {"id": request["id"], **learner.answer(request)})


if __name__ == "__main__":
    main()
