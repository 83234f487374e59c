"""Authority on a learner's progress: an append-only log of events, one JSON line each. Standard library only.

State is a fold over the log, merging is the union by event id, a reset is an event. The page keeps the same lines
(docs/page.md, "Progress"). A file is only ever appended to, so nothing in it gets lost, damaged lines included.
"""

from __future__ import annotations

import base64
import json
import os
import uuid
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

VERSION = 1
PREFIX = "siyu1:"
TEXT_BYTES_AT_MOST = 64 * 1024 * 1024

Kind = Literal["read", "run", "guess", "check", "hint", "solution", "quiz", "review", "done", "reset"]

_FIELDS = ("id", "at", "device", "kind", "ref", "payload")


@dataclass(frozen=True)
class Event:
    """One thing that happened. `at` is UTC like `2026-03-01T08:00:00.000Z`; `more` is what newer versions added."""

    id: str
    at: str
    device: str
    kind: str
    ref: str
    payload: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)

    def to_line(self) -> str:
        """The event as one line of JSON, without its end. Raises ValueError when the payload is no JSON."""
        own = {name: getattr(self, name) for name in _FIELDS}
        return json.dumps({**own, **self.more}, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with one lesson, exercise or question since its last reset.

    `tries` counts checks and answers that were judged; `best_points` is the most points of one check, None before any;
    `forms` are the exercise's forms passed; `passed` of a question is how it was last answered. `ticked` is what the
    learner said is done.
    """

    tries: int = 0
    passed: bool = False
    forms: frozenset[str] = frozenset()
    best_points: float | None = None
    hints: frozenset[int] = frozenset()
    mistakes: frozenset[str] = frozenset()
    read: bool = False
    solution: bool = False
    ticked: bool = False
    last_at: str = ""


@dataclass(frozen=True)
class Log:
    """Events by time, then id. `damaged` are lines that are no event, kept as they are; `version` is the newest seen."""

    events: tuple[Event, ...] = ()
    damaged: tuple[str, ...] = ()
    version: int = VERSION

    @property
    def newer(self) -> bool:
        """Whether a newer version of the course wrote some of it: what we do not know is kept, not used."""
        return self.version > VERSION

    def merge(self, other: Log) -> Log:
        """The union: any order and repetition of merging gives the same log."""
        return _log((*self.events, *other.events), (*self.damaged, *other.damaged), max(self.version, other.version))

    def state(self) -> dict[str, Standing]:
        """Where the learner stands, by ref."""
        standing: dict[str, Standing] = {}
        for event in self.events:
            before = Standing() if event.kind == "reset" else standing.get(event.ref, Standing())
            standing[event.ref] = replace(_after(before, event), last_at=event.at)
        return standing


class UnreadableTextError(ValueError):
    """Copied progress text that cannot be read. `key` names the sentence of `course/messages.toml` that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def new_event(kind: Kind, ref: str, device: str, payload: dict[str, Any] | None = None) -> Event:
    """An event that happens now."""
    return Event(str(uuid.uuid4()), _canonical(datetime.now(UTC)), device, kind, ref, payload or {})


def device(folder: Path) -> str:
    """This device's id, kept beside the log; made when missing."""
    path = folder / "device"
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        name = str(uuid.uuid4())
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(name + "\n", encoding="ascii")
        return name


def append(path: Path, *events: Event) -> None:
    """Add events to a log file, which is made when missing; one write, on disk when this returns.

    Raises ValueError when a payload is no JSON, OSError when the file cannot be written.
    """
    lines = "".join(event.to_line() + "\n" for event in events)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b", buffering=0) as file:
        size = file.seek(0, os.SEEK_END)
        if size == 0:
            lines = f"{_header()}\n{lines}"
        elif _last_byte(file.fileno(), size) != b"\n":  # a write was cut short: its line must not swallow ours
            lines = f"\n{lines}"
        file.write(lines.encode("ascii"))
        os.fsync(file.fileno())


def absorb(path: Path, other: Log) -> int:
    """Append what `other` has and the log file has not; returns how many events were new."""
    known = {event.id for event in read(path).events}
    new = [event for event in other.events if event.id not in known]
    if new:
        append(path, *new)
    return len(new)


def read(path: Path) -> Log:
    """The log of a file; empty when there is none."""
    try:
        return parse(path.read_bytes().decode("utf-8", errors="surrogateescape"))
    except FileNotFoundError:
        return Log()


def parse(text: str) -> Log:
    """The log in JSON lines, with or without a header."""
    events, damaged, version = [], [], VERSION
    for line in filter(str.strip, text.split("\n")):
        value = _json(line)
        if isinstance(value, dict) and isinstance(value.get("siyu_progress"), int):
            version = max(version, value["siyu_progress"])
        elif event := _event(value):
            events.append(event)
        else:
            damaged.append(line)
    return _log(events, damaged, version)


def export_text(log: Log) -> str:
    """The events as compact text that survives being copied through a chat."""
    lines = "\n".join([_header(log.version), *(event.to_line() for event in log.events)])
    return PREFIX + base64.b64encode(zlib.compress(lines.encode("ascii"), 9)).decode("ascii")


def import_text(text: str) -> Log:
    """The log in exported text, spaces and line breaks in it ignored. Raises UnreadableTextError."""
    packed = "".join(text.split())
    if not packed.startswith(PREFIX):
        raise UnreadableTextError("progress.not_text")
    unpack = zlib.decompressobj()
    try:
        lines = unpack.decompress(base64.b64decode(packed[len(PREFIX) :], validate=True), TEXT_BYTES_AT_MOST)
    except (ValueError, zlib.error) as fault:
        raise UnreadableTextError("progress.cut_text") from fault
    if not unpack.eof:
        raise UnreadableTextError("progress.long_text" if unpack.unconsumed_tail else "progress.cut_text")
    return parse(lines.decode("utf-8", errors="surrogateescape"))


def _after(standing: Standing, event: Event) -> Standing:
    """The standing once `event` happened; kinds nobody knows change nothing."""
    payload = event.payload
    if event.kind == "read":
        return replace(standing, read=True)
    if event.kind == "done":
        return replace(standing, ticked=True)
    if event.kind == "solution":
        return replace(standing, solution=True)
    if event.kind == "hint" and isinstance(payload.get("hint"), int):
        return replace(standing, hints=standing.hints | {payload["hint"]})
    if event.kind not in ("check", "quiz") or payload.get("status") == "error":  # an error of ours is no try
        return standing
    mistake = payload.get("mistake")
    judged = replace(
        standing,
        tries=standing.tries + 1,
        mistakes=standing.mistakes | ({mistake} if isinstance(mistake, str) else set()),
    )
    if event.kind == "quiz":
        return replace(judged, passed=payload.get("right") is True)
    return _checked(judged, payload)


def _checked(standing: Standing, payload: dict[str, Any]) -> Standing:
    points, form, passed = payload.get("points"), payload.get("form"), payload.get("status") == "passed"
    best = [value for value in (standing.best_points, points) if isinstance(value, int | float)]
    return replace(
        standing,
        passed=standing.passed or passed,
        best_points=max(best, default=None),
        forms=standing.forms | ({form} if passed and isinstance(form, str) else set()),
    )


def _log(events: Iterable[Event], damaged: Iterable[str], version: int) -> Log:
    """A log in its one form. Of two events with one id, the lesser line stays, whichever log it came from."""
    union: dict[str, Event] = {}
    for event in events:
        held = union.get(event.id)
        if held is None or event.to_line() < held.to_line():
            union[event.id] = event
    ordered = sorted(union.values(), key=lambda event: (event.at, event.id))
    return Log(tuple(ordered), tuple(sorted(set(damaged))), version)


def _event(value: Any) -> Event | None:
    """The event that a JSON value is; None when it is none."""
    if not isinstance(value, dict) or not isinstance(value.get("payload"), dict):
        return None
    if not all(isinstance(value.get(name), str) for name in _FIELDS[:-1]):
        return None
    try:
        at = datetime.fromisoformat(value["at"])
        moment = at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
    if moment is None:
        return None
    more = {name: part for name, part in value.items() if name not in _FIELDS}
    known = {name: value[name] for name in _FIELDS}
    return Event(**{**known, "at": _canonical(moment)}, more=more)


def _json(line: str) -> Any:
    """The JSON value of a line; None when it is none. NaN and Infinity are no JSON."""
    try:
        return json.loads(line, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(name: str) -> None:
    raise ValueError(name)


def _canonical(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _header(version: int = VERSION) -> str:
    return json.dumps({"siyu_progress": version})


def _last_byte(descriptor: int, size: int) -> bytes:
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1)
