"""Authority on `results.jsonl` and `gradebook.db`: a finished run's verdicts, in the order of learners and exercises.

Both are written beside their place and moved there in one step, so that a reader sees an old one or a whole new one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.classroom.journal import Entry

SCHEMA_VERSION = 1

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE results (
    learner TEXT NOT NULL,
    exercise TEXT NOT NULL,
    slug TEXT NOT NULL,
    version TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'error')),
    missing INTEGER NOT NULL CHECK (missing IN (0, 1)),
    points REAL,
    max_points REAL NOT NULL,
    misconception TEXT,
    isolation_level INTEGER NOT NULL,
    submission TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    seeds TEXT NOT NULL,
    notes TEXT NOT NULL,
    CHECK ((status = 'error') = (points IS NULL)),
    PRIMARY KEY (learner, exercise)
) WITHOUT ROWID;
CREATE TABLE checks (
    learner TEXT NOT NULL,
    exercise TEXT NOT NULL,
    place INTEGER NOT NULL,
    check_id TEXT NOT NULL,
    sentence TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('passed', 'failed', 'skipped', 'error')),
    points REAL NOT NULL,
    max_points REAL NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (learner, exercise, place),
    FOREIGN KEY (learner, exercise) REFERENCES results (learner, exercise)
) WITHOUT ROWID;
"""


def write_results(entries: Iterable[Entry], path: Path) -> None:
    """One JSON line a submission and exercise: learner, whether it is missing, intake's notes and the Result."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8", errors="surrogatepass") as stream:
        for entry in entries:
            content = {
                "learner": entry.learner,
                "missing": entry.missing,
                "notes": list(entry.notes),
                "result": entry.result.to_dict(),
            }
            stream.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    part.replace(path)


def write_gradebook(entries: Iterable[Entry], path: Path, meta: Mapping[str, str]) -> None:
    """The same in SQLite: a row a submission and exercise, a row a check. Points are NULL where the fault is ours."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with sqlite3.connect(part) as book:
        book.executescript(_SCHEMA)
        book.executemany("INSERT INTO meta VALUES (?, ?)", {"schema_version": str(SCHEMA_VERSION), **meta}.items())
        for entry in entries:
            book.execute(f"INSERT INTO results VALUES ({', '.join('?' * 14)})", _result_row(entry))
            book.executemany(f"INSERT INTO checks VALUES ({', '.join('?' * 9)})", _check_rows(entry))
    book.close()
    part.replace(path)


def _result_row(entry: Entry) -> tuple[object, ...]:
    result = entry.result
    return (
        entry.learner,
        entry.exercise,
        result.exercise["slug"],
        result.exercise["version"],
        result.status,
        int(entry.missing),
        result.points,
        result.max_points,
        result.misconception.id if result.misconception else None,
        result.isolation_level,
        _text(result.submission["name"]),
        result.submission["sha256"],
        json.dumps(list(result.seeds)),
        json.dumps(list(entry.notes), ensure_ascii=True),
    )


def _check_rows(entry: Entry) -> list[tuple[object, ...]]:
    name = (entry.learner, entry.exercise)
    return [
        (*name, place, check.id, check.sentence, check.status, check.points, check.max_points, _text(check.message))
        for place, check in enumerate(entry.result.checks)
    ]


def _text(value: str) -> str:
    """Text that SQLite takes: what is no character becomes a mark."""
    return value.encode("utf-8", "replace").decode("utf-8")
