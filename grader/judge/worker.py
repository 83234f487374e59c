"""The worker: requests and replies as length-prefixed JSON. Becomes `__main__` of one zip file, for every level with a process.

Without arguments it is the level-1 worker, on its stdin and stdout. `enter` and `zygote` are the two stages of level 2, `probe`
asks the host.
Learner code never sees the judge's process. Everything is confined before a byte of the learner's is read; what learner code
prints goes nowhere.
"""

from __future__ import annotations

import os
import struct
import sys
from json import dumps, loads  # at once: learner code may replace them later
from typing import Any, BinaryIO

from grader.judge.learner import Learner, separate_builtins


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
    return loads(stream.read(struct.unpack(">I", head)[0]))


def write(stream: BinaryIO, plain: Any) -> None:
    """Send one reply."""
    data = dumps(plain, separators=(",", ":")).encode()
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


def serve(requests: BinaryIO, replies: BinaryIO, learner: Learner) -> None:
    """Answer requests until there are no more."""
    separate_builtins()
    while (request := _read(requests)) is not None:
        write(replies, {"id": request["id"], **learner.answer(request)})


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
    write(replies, {"kind": "ready", "limits": confine(start["memory_mb"], start["cpu_seconds"])})
    serve(requests, replies, Learner())


def _dispatch() -> None:
    stage = sys.argv[1] if len(sys.argv) > 1 else ""
    if stage == "enter":
        from grader.judge import enter

        enter.main()
    elif stage == "probe":
        from grader.judge import probe

        probe.main()
    elif stage == "zygote":
        from grader.judge import zygote

        zygote.main()
    else:
        main()


if __name__ == "__main__":
    _dispatch()
