"""The one call protocol of every isolation level: load a submission, call its functions, get outcomes."""

from __future__ import annotations

import contextlib
import io
import json
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from grader.judge import wire
from grader.judge.learner import Learner
from grader.judge.source import Source
from grader.judge.tables import KEPT, Encoded, encode_table, is_table

ANSWERS_KEPT = 256

Kind = Literal[
    "returned",
    "raised",
    "missing",
    "not_function",
    "signature",
    "unsendable",
    "memory",
    "timeout",
    "crashed",
    "garbled",
]


@dataclass(frozen=True)
class Outcome:
    """What one call came to. `value` only when `returned`; `detail` fills the learner's message; `changed` are the
    positions of arguments that the function altered."""

    kind: Kind
    value: Any = None
    detail: dict[str, Any] = field(default_factory=dict)
    changed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Limits:
    """Seconds of wall time for one call and for loading (`patience`: more while the machine is too busy), memory in MB."""

    seconds: float = 5.0
    load_seconds: float = 10.0
    memory_mb: int = 2048


class HostFailed(Exception):
    """A fault of this host, never the learner's, in words for whoever runs the grader."""


class Runner(Protocol):
    """A transport. `load` gives the load-time failure (or None), `call` an outcome; neither raises for learner faults."""

    level: int

    def load(self, source: Source) -> dict[str, Any] | None: ...

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome: ...

    def fresh(self) -> bool:
        """Go to a process in which the submission is loaded and nothing was called; False when that cannot be had or is so."""
        ...

    def close(self) -> None: ...


KINDS = frozenset(Kind.__args__)  # type: ignore[attr-defined]


def read_outcome(reply: dict[str, Any]) -> Outcome:
    """The outcome in a worker's reply, which may be forged: strict, and `garbled` when it is not of the protocol."""
    try:
        kind = reply["kind"]
        if kind not in KINDS:
            raise wire.Garbled(str(kind)[:20])
        changed = tuple(int(i) for i in reply.get("changed", ()))
        if kind == "returned":
            return Outcome(kind, wire.decode(reply["value"]), changed=changed)
        detail = {key: reply.get(key) for key in ("type", "text", "line", "cell", "given", "reason", "detail")}
        return Outcome(kind, detail={key: _short(value) for key, value in detail.items()}, changed=changed)
    except (wire.Garbled, KeyError, TypeError, ValueError, AttributeError) as problem:
        return Outcome("garbled", detail={"text": str(problem)[:200]})


def _short(value: Any) -> Any:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return str(value)[:300]


def encode_call(
    function: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Encoded]]:
    """The request for one call, and the tables that it refers to by hash.

    Raises wire.Unsendable when a check passes something that does not cross.
    """
    used: dict[str, Encoded] = {}

    def encode(value: Any) -> Any:
        if not is_table(value):
            return wire.encode(value)
        encoded = encode_table(value)
        used[encoded.sha] = encoded
        return {"$ref": encoded.sha}

    plain_kwargs = {name: encode(arg) for name, arg in kwargs.items()}
    return {"op": "call", "fn": function, "args": [encode(arg) for arg in args], "kwargs": plain_kwargs}, used


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What learner code prints goes nowhere, as at every other level."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


class InProcess:
    """Level 0: the submission lives in this very process. Practice only: nothing stops it from cheating or looping."""

    level = 0

    def __init__(self) -> None:
        self._learner = Learner()
        self._sent: set[str] = set()

    def load(self, source: Source) -> dict[str, Any] | None:
        """Run the submission's cells here; returns the load-time failure or None."""
        with _silence():
            reply = self._learner.answer({"op": "load", "cells": source.plain_cells()})
        failure: dict[str, Any] | None = reply["failure"]
        return failure

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call through the wire's encoding, so that values look as they do at every other level."""
        return read_outcome(self.answer(*encode_call(function, args, kwargs)))

    def answer(self, request: dict[str, Any], tables: dict[str, Encoded]) -> dict[str, Any]:
        """The reply to an encoded call."""
        with _silence():
            self._put(tables)
            return self._learner.answer(request)

    def _put(self, tables: dict[str, Encoded]) -> None:
        if len(self._sent) + len(tables) > KEPT:
            self._learner.answer({"op": "forget"})
            self._sent.clear()
        for sha in tables.keys() - self._sent:
            self._learner.answer({"op": "put", "sha": sha, "value": wire.unpack(tables[sha].packed)})
            self._sent.add(sha)

    def fresh(self) -> bool:
        """There is no other process to go to."""
        return False

    def close(self) -> None:
        """Nothing to release."""


class Remembering:
    """A trusted Runner's answers, kept: the solution is asked the same for every submission of a class.

    What is kept is the wire's form, so that each asker gets a value of its own.
    """

    def __init__(self, runner: InProcess) -> None:
        self.level = runner.level
        self._runner = runner
        self._answers: OrderedDict[str, dict[str, Any]] = OrderedDict()

    def load(self, source: Source) -> dict[str, Any] | None:
        """Load the trusted file."""
        self._answers.clear()
        return self._runner.load(source)

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """The answer to this very call, computed once."""
        request, tables = encode_call(function, args, kwargs)
        key = json.dumps(request, separators=(",", ":"))
        if key not in self._answers:
            self._answers[key] = self._runner.answer(request, tables)
            while len(self._answers) > ANSWERS_KEPT:
                self._answers.popitem(last=False)
        return read_outcome(self._answers[key])

    def fresh(self) -> bool:
        """There is no other process to go to."""
        return False

    def close(self) -> None:
        """Nothing to release."""
