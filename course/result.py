"""Authority on the result contract (docs/result.md). Standard library only; builds, writes and reads results."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

SCHEMA_VERSION = 1

Status = Literal["passed", "failed", "skipped", "error"]
Overall = Literal["passed", "failed", "error"]
Form = Literal["write", "fix", "predict", "calc"]


@dataclass(frozen=True)
class DiffRow:
    """One place where two values differ; all text. `want` is None when it may not be shown."""

    where: str
    got: str
    want: str | None


@dataclass(frozen=True)
class TableRow:
    """One row that differs: its 1-based number, its cells as text, and which of them differ."""

    row: int
    got: tuple[str, ...]
    want: tuple[str, ...]
    differs: tuple[bool, ...]


@dataclass(frozen=True)
class TableDiff:
    """The first rows in which two tables of the same columns differ."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class CheckResult:
    """What one check came out as. `hint` is the 1-based number of the hint to offer; `seconds` is wall time."""

    id: str
    sentence: str
    status: Status
    points: float
    max_points: float
    message: str = ""
    hint: int | None = None
    seconds: float = 0.0
    diff: tuple[DiffRow, ...] = ()
    table: TableDiff | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of docs/result.md, `checks[]`."""
        plain = asdict(self)
        return {**plain, "diff": list(plain["diff"]) or None, "table": _lists(plain["table"])}


@dataclass(frozen=True)
class Misconception:
    """A known mistake named to the learner; `id` is like `E3.4:same_day`."""

    id: str
    title: str
    message: str


@dataclass(frozen=True)
class LoadFailure:
    """The learner's file did not load to its end; `line` is 1-based in the learner's file (None when unknown)."""

    kind: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class Result:
    """One submission judged on one exercise in one form."""

    exercise: dict[str, str]
    form: Form
    submission: dict[str, str]
    checks: tuple[CheckResult, ...]
    misconception: Misconception | None = None
    load: LoadFailure | None = None
    seeds: tuple[int, ...] = ()
    isolation_level: int = 0
    versions: dict[str, str | None] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def status(self) -> Overall:
        """`error` when any check is ours to mend, `passed` when all passed, else `failed`."""
        statuses = {check.status for check in self.checks}
        if "error" in statuses or not statuses:
            return "error"
        return "passed" if statuses == {"passed"} else "failed"

    @property
    def points(self) -> float | None:
        """Points earned, or None when the status is `error`: an error of ours never becomes a zero."""
        return None if self.status == "error" else sum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        return sum(check.max_points for check in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of docs/result.md."""
        plain = asdict(self)
        plain["checks"] = [check.to_dict() for check in self.checks]
        plain["seeds"] = list(self.seeds)
        return {
            "schema_version": SCHEMA_VERSION,
            "status": self.status,
            "points": self.points,
            "max_points": self.max_points,
            **plain,
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)


def from_dict(data: dict[str, Any]) -> Result:
    """Read a result object back.

    Raises ValueError when it is of another schema version or lacks a field.
    """
    if data.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"result schema_version {data.get('schema_version')!r}, expected {SCHEMA_VERSION}")
    try:
        checks = tuple(
            CheckResult(
                **{
                    **check,
                    "diff": tuple(DiffRow(**row) for row in check["diff"] or ()),
                    "table": _table(check.get("table")),
                }
            )
            for check in data["checks"]
        )
        named, load = data["misconception"], data["load"]
        return Result(
            exercise=data["exercise"],
            form=data["form"],
            submission=data["submission"],
            checks=checks,
            misconception=Misconception(**named) if named else None,
            load=LoadFailure(**load) if load else None,
            seeds=tuple(data["seeds"]),
            isolation_level=data["isolation_level"],
            versions=data["versions"],
            limits=data["limits"],
            seconds=data["seconds"],
        )
    except (KeyError, TypeError) as missing:
        raise ValueError(f"not a result object: {missing}") from missing


def _lists(value: Any) -> Any:
    """Tuples as the lists that JSON has."""
    if isinstance(value, dict):
        return {name: _lists(part) for name, part in value.items()}
    return [_lists(part) for part in value] if isinstance(value, (list, tuple)) else value


def _table(data: dict[str, Any] | None) -> TableDiff | None:
    if data is None:
        return None
    rows = (TableRow(r["row"], tuple(r["got"]), tuple(r["want"]), tuple(r["differs"])) for r in data["rows"])
    return TableDiff(tuple(data["columns"]), tuple(rows))
