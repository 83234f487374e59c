"""A Runner over workers in processes of their own: after a crash or a loop another worker loads the submission and goes on.

Level 1 and level 2 differ in what a worker is and in how dear a new one is; how a submission is taken through them is the same.
"""

from __future__ import annotations

from typing import Any, Protocol

from grader.judge.runner import Limits, Outcome, encode_call, read_outcome
from grader.judge.source import Source
from grader.judge.tables import Encoded

GIVE_UP_AFTER = 2


class Worker(Protocol):
    """A process that holds one submission."""

    sent: set[str]

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """The reply to a request; None when the process died or wrote too much. Raises TimeoutError."""
        ...

    def put(self, table: Encoded, seconds: float) -> bool:
        """Hand over a table; False when the process is gone. Raises TimeoutError."""
        ...

    def stop(self) -> None:
        """End the process and all it started."""
        ...


class Workers(Protocol):
    """Where workers come from."""

    level: int
    cheap: bool

    def start(self) -> Worker: ...

    def close(self) -> None: ...


class Remote:
    """A Runner. Each submission gets workers that no other submission has used."""

    def __init__(self, workers: Workers, limits: Limits = Limits()) -> None:
        self.level = workers.level
        self._workers, self._limits = workers, limits
        self._worker: Worker | None = None
        self._spare: Worker | None = (
            None if workers.cheap else workers.start()
        )  # its imports run beside the judge's own
        self._source: Source | None = None
        self._only_definitions = self._called = False
        self._number = 0
        self._timeouts: dict[str, int] = {}

    def load(self, source: Source) -> dict[str, Any] | None:
        """Load a submission into a new worker; returns the load-time failure or None.

        When its loading never ends or ends the process, what the file defines is loaded and the rest left out.
        """
        self._renew()
        self._source, self._timeouts, self._only_definitions = source, {}, False
        failure = self._load_again()
        if failure is not None and failure["kind"] in ("timeout", "crashed"):
            self._only_definitions = True
            self._load_again()
        return failure

    def _load_again(self) -> dict[str, Any] | None:
        assert self._source is not None and self._worker is not None
        self._called = False
        cells = self._source.plain_cells()
        request = {"op": "load", "id": 0, "cells": cells, "only_definitions": self._only_definitions}
        try:
            reply = self._worker.ask(request, self._limits.load_seconds)
        except TimeoutError:
            self._renew()
            return {"kind": "timeout", "seconds": self._limits.load_seconds}
        if reply is None or reply.get("kind") != "loaded":
            self._renew()
            return {"kind": "crashed"}
        failure = reply.get("failure")
        return failure if isinstance(failure, dict) and isinstance(failure.get("kind"), str) else None

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call a function of the submission. A function that timed out twice is not waited for again."""
        if self._timeouts.get(function, 0) >= GIVE_UP_AFTER:
            return Outcome("timeout", detail={"seconds": self._limits.seconds})
        request, tables = encode_call(function, args, kwargs)
        self._called = True
        self._number += 1
        try:
            reply = self._ask({**request, "id": self._number}, tables)
        except TimeoutError:
            self._timeouts[function] = self._timeouts.get(function, 0) + 1
            self._renew_and_load()
            return Outcome("timeout", detail={"seconds": self._limits.seconds})
        if reply is None:
            self._renew_and_load()
            return Outcome("crashed")
        outcome = read_outcome(reply) if reply.get("id") == self._number else Outcome("garbled")
        if outcome.kind == "garbled":  # whatever else lies on the way from this process is not to be trusted either
            self._renew_and_load()
        return outcome

    def _ask(self, request: dict[str, Any], tables: dict[str, Encoded]) -> dict[str, Any] | None:
        assert self._worker is not None
        for sha in tables.keys() - self._worker.sent:
            if not self._worker.put(tables[sha], self._limits.load_seconds):
                return None
        return self._worker.ask(request, self._limits.seconds)

    def fresh(self) -> bool:
        """Go to a worker in which nothing was called yet, where that is cheap; False when it is not, or this is one."""
        if not self._workers.cheap or not self._called:
            return False
        self._renew_and_load()
        return True

    def prepare(self) -> None:
        """Start the worker of the next submission ahead of time."""
        if self._spare is None:
            self._spare = self._workers.start()

    def _renew(self) -> None:
        if self._worker is not None:
            self._worker.stop()
        self._worker, self._spare = self._spare or self._workers.start(), None

    def _renew_and_load(self) -> None:
        self._renew()
        self._load_again()

    def close(self) -> None:
        """Stop every process of this runner."""
        for worker in (self._worker, self._spare):
            if worker is not None:
                worker.stop()
        self._workers.close()
