"""The first process in the sandbox: imports pandas once, then gives each submission a fork of its own. Runs no learner code.

It hears the judge on the socket that is its stdin: `put` and `forget` tables, `fork` (with the fork's end of a socket), how
long a fork has `worked`, and `end`.
When the judge is gone it ends, and everything in the sandbox with it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from grader.judge import kernel, wire
from grader.judge.channel import Channel
from grader.judge.learner import Learner
from grader.judge.patience import processor_seconds
from grader.judge.worker import serve, write

TABLE_CAP = 2**30  # the judge is trusted: no cap but a sane one


class Zygote:
    """Forks and the tables that every fork is born with."""

    def __init__(self, judge: Channel, confine: Callable[[int, int], None]) -> None:
        self._judge, self._confine = judge, confine
        self._tables: dict[str, Any] = {}
        self._children: dict[int, int] = {}
        self._myself = os.pidfd_open(os.getpid())

    def serve(self) -> None:
        """Answer until the judge is gone."""
        gc.freeze()  # the collector would touch, and so copy, every page in every fork
        self._judge.send({"kind": "ready"})
        while True:
            data, descriptor = self._judge.receive_with_descriptor()
            if data is None:
                return
            request = json.loads(data)
            if request["op"] == "fork":
                assert descriptor is not None
                self._fork(request, descriptor)
            elif request["op"] == "end":
                self._end(request["id"])
            elif request["op"] == "worked":
                self._judge.send({"kind": "worked", "seconds": processor_seconds(self._children[request["id"]])})
            elif request["op"] == "put":
                self._tables[request["sha"]] = wire.decode(request["value"])
            else:
                self._tables.clear()

    def _fork(self, request: dict[str, Any], descriptor: int) -> None:
        kernel.unshare(kernel.NEW_PID)  # for the next child; then back, so that the one after it can have its own, too
        child = os.fork()
        if child == 0:
            self._be_born(request, descriptor)
        kernel.enter_namespace(self._myself, kernel.NEW_PID)
        self._children[request["id"]] = child
        os.close(descriptor)

    def _end(self, number: int) -> None:
        """Kill a fork. It is the first process of its pid namespace: all that it started is gone when it is."""
        child = self._children.pop(number)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self._judge.send({"kind": "ended"})

    def _be_born(self, request: dict[str, Any], descriptor: int) -> None:
        """In the fork: confined first, then it says so, then it serves."""
        requests, replies = os.fdopen(descriptor, "rb", closefd=False), os.fdopen(descriptor, "wb", closefd=False)
        try:
            self._confine(request["memory_mb"], request["cpu_seconds"])
            os.closerange(3, descriptor)
            os.closerange(descriptor + 1, 1 << 16)
        except BaseException as problem:
            write(replies, {"kind": "refused", "step": "confine", "text": f"{type(problem).__name__}: {problem}"})
            os._exit(3)
        try:
            write(replies, {"kind": "ready"})
            serve(requests, replies, Learner(self._tables))
        finally:
            os._exit(0)


def main() -> None:
    """`zygote INSIDE`: what to import first and where packages lie, as JSON."""
    inside = json.loads(sys.argv[2])
    judge = Channel(socket.socket(fileno=os.dup(0)), TABLE_CAP)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    sys.path.append(inside["packages"])
    from grader.judge import confine  # needs packages

    for name in inside["preload"]:
        __import__(name)
    if inside["preload"]:
        from grader.judge import warm  # before the forks, once for all

        warm.warm_up()
    Zygote(judge, confine.Confinement(inside["readable"])).serve()
    os._exit(0)
