"""Authority on what a run has judged so far: an append-only file of lines that survives being killed at any instant.

A line is written in one piece after its verdict. A line cut short is dropped when the run is resumed, and judged again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from course.result import Result, from_dict

try:
    import fcntl
except ImportError:  # not POSIX: two runs into one folder are then the user's own care
    fcntl = None  # type: ignore[assignment]


class Busy(RuntimeError):
    """Another run writes into the same folder."""


@dataclass(frozen=True)
class Entry:
    """One judged submission: whose, of what, the verdict, what intake noted, and what it may be reused for."""

    learner: str
    exercise: str
    key: str
    notes: tuple[str, ...]
    result: Result
    missing: bool = False

    def to_line(self) -> str:
        """One line of JSON, without its end."""
        content = {
            "learner": self.learner,
            "exercise": self.exercise,
            "key": self.key,
            "missing": self.missing,
            "notes": list(self.notes),
            "result": self.result.to_dict(),
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def entry_from(data: dict[str, Any]) -> Entry:
    """Read a line's JSON back. Raises ValueError or KeyError when it is no entry."""
    return Entry(
        data["learner"], data["exercise"], data["key"], tuple(data["notes"]), from_dict(data["result"]), data["missing"]
    )


def reuse_key(*parts: object) -> str:
    """What a verdict depends on, as one text: equal parts, equal verdict."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]


class Journal:
    """The journal of one output folder. Only one run may hold it; raises Busy when another does."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "journal.jsonl"
        self._file = self.path.open("a+b", buffering=0)
        self._lock()
        self._places: dict[tuple[str, str], tuple[str, int, int]] = {}
        self._read()

    def _lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            self._file.close()
            raise Busy(str(self.path)) from fault

    def _read(self) -> None:
        """Learn where every whole line stands; cut a broken end off."""
        self._file.seek(0)
        at = end = 0
        with self.path.open("rb") as lines:
            for line in lines:
                whole = line.endswith(b"\n") and self._learn(line, at)
                at += len(line)
                end = at if whole or line.endswith(b"\n") else end
        if end < at:
            self._file.truncate(end)
        self._end = end

    def _learn(self, line: bytes, at: int) -> bool:
        try:
            data = json.loads(line)
            self._places[data["learner"], data["exercise"]] = (data["key"], at, len(line))
        except (ValueError, KeyError, TypeError):
            return False
        return True

    def has(self, learner: str, exercise: str, key: str) -> bool:
        """Whether this very submission was judged under these very conditions."""
        held = self._places.get((learner, exercise))
        return held is not None and held[0] == key

    def add(self, entry: Entry) -> None:
        """Append one entry in one write."""
        line = entry.to_line().encode("utf-8", "surrogatepass") + b"\n"
        self._file.write(line)
        key = entry.key if entry.result.status != "error" and not timed_out(entry.result) else ""
        self._places[entry.learner, entry.exercise] = (key, self._end, len(line))
        self._end += len(line)

    def entry(self, learner: str, exercise: str) -> Entry:
        """The last entry of a learner and exercise; KeyError when there is none."""
        _, at, size = self._places[learner, exercise]
        with self.path.open("rb") as file:
            file.seek(at)
            return entry_from(json.loads(file.read(size)))

    def entries(self, wanted: Iterator[tuple[str, str]]) -> Iterator[Entry]:
        """The wanted entries one at a time, those that are there."""
        return (self.entry(*name) for name in wanted if name in self._places)

    def sync(self) -> None:
        """Put what was written on the disk."""
        os.fsync(self._file.fileno())

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


def timed_out(result: Result) -> bool:
    """Whether a call ran into its time limit: such a verdict may come from a busy machine and is never reused."""
    limit = result.limits.get("seconds", 0.0)
    return bool(limit) and any(check.seconds >= limit for check in result.checks)
