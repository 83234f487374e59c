"""The one call protocol of every isolation level: load a submission, call its functions, get outcomes."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from grader.judge import wire
from grader.judge.learner import Learner
from grader.judge.source import Source

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
    """Seconds of wall time for one call and for loading, memory in MB."""

    seconds: float = 5.0
    load_seconds: float = 10.0
    memory_mb: int = 2048


class Runner(Protocol):
    """A transport. `load` gives the load-time failure (or None), `call` an outcome; neither raises for learner faults."""

    level: int

    def load(self, source: Source) -> dict[str, Any] | None: ...

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome: ...

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


def encode_call(function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """The request for one call. Raises wire.Unsendable when a check passes something that does not cross."""
    return {
        "op": "call",
        "fn": function,
        "args": [wire.encode(arg) for arg in args],
        "kwargs": {name: wire.encode(arg) for name, arg in kwargs.items()},
    }


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

    def load(self, source: Source) -> dict[str, Any] | None:
        """Run the submission's cells here; returns the load-time failure or None."""
        with _silence():
            reply = self._learner.answer({"op": "load", "cells": source.plain_cells()})
        failure: dict[str, Any] | None = reply["failure"]
        return failure

    def call(self, function: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Outcome:
        """Call through the wire's encoding, so that values look as they do at every other level."""
        request = encode_call(function, args, kwargs)
        with _silence():
            reply = self._learner.answer(request)
        return read_outcome(reply)

    def close(self) -> None:
        """Nothing to release."""
