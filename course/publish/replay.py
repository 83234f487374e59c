"""What a lesson's run gave, kept so that a change of its text alone runs nothing: the same cells give the same outputs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import nbformat

from course.files import write_atomically
from course.publish.session import Fault

_format: Any = nbformat


class Runs(Protocol):
    """What runs a lesson: a kernel's session, or the replay of one. Both raise Fault."""

    async def run(self, code: str) -> tuple[int, list[Any]]:
        """One cell's count and outputs."""
        ...

    async def evaluate(self, expressions: Sequence[str]) -> list[str | Fault]:
        """The expressions' values after the cells so far."""
        ...


class Changed(Exception):
    """The lesson asks for something that was not run."""


class Recorder:
    """A session whose answers are noted."""

    def __init__(self, session: Runs) -> None:
        self._session = session
        self.cells: list[dict[str, Any]] = []
        self.values: list[dict[str, str]] = [{}]

    async def run(self, code: str) -> tuple[int, list[Any]]:
        """As the session's."""
        count, outputs = await self._session.run(code)
        self.cells.append({"code": code, "count": count, "outputs": outputs})
        self.values.append({})
        return count, outputs

    async def evaluate(self, expressions: Sequence[str]) -> list[str | Fault]:
        """As the session's."""
        values = await self._session.evaluate(expressions)
        self.values[-1].update({e: v for e, v in zip(expressions, values, strict=True) if isinstance(v, str)})
        return values

    def write(self, path: Path, basis: str) -> None:
        """Keep what was noted; `basis` says what it hangs on besides the lesson's cells."""
        kept = {"basis": basis, "cells": self.cells, "values": self.values}
        write_atomically(path, json.dumps(kept, ensure_ascii=False))


class Replay:
    """Answers out of a kept run. Raises Changed as soon as something else is asked."""

    def __init__(self, kept: dict[str, Any]) -> None:
        self._cells, self._values = kept["cells"], kept["values"]
        self._at = 0

    async def run(self, code: str) -> tuple[int, list[Any]]:
        """The kept answer of the next cell."""
        if self._at >= len(self._cells) or self._cells[self._at]["code"] != code:
            raise Changed
        cell = self._cells[self._at]
        self._at += 1
        return cell["count"], [_format.from_dict(output) for output in cell["outputs"]]

    async def evaluate(self, expressions: Sequence[str]) -> list[str | Fault]:
        """The kept values after the same cells."""
        known = self._values[self._at]
        if any(expression not in known for expression in expressions):
            raise Changed
        return [known[expression] for expression in expressions]


def read_replay(path: Path, basis: str) -> Replay | None:
    """The run kept at `path`, when it was made from the same `basis`."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Replay(kept) if kept["basis"] == basis else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
