"""Streams a dataset too large for memory into Parquet, part by part: `<folder>/<table>/part-00012.parquet`.

Parts are made by the dataset's `make_part`, several at a time, in a folder beside the one asked for. That folder gets its
name when all of them are there, and until then can be taken up again: parts that are whole are not made twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.data.schema import read_dataset
from course.data.simulate import load_make
from course.files import write_atomically
from course.model import Column, Dataset
from course.words import Words

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

PLAN = "parts.json"
_TYPES = {"date": "DATE", "ts": "TIMESTAMPTZ", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN"}
_say = Words("course")


@dataclass(frozen=True)
class Progress:
    """How far the writing has come: parts done of all (that of the whole brand's tables is one), rows in them."""

    done: int
    total: int
    rows: int


def unfinished(folder: Path) -> Path:
    """Where the parts stand until all are there."""
    return folder.parent / f".{folder.name}.making"


def write_parts(
    dataset: Dataset, seed: int, members: int, folder: Path, workers: int | None = None
) -> Iterator[Progress]:
    """Make about `members` members and all that hangs on them into `folder`; tells after each part how far it is.

    Memory is that of `workers` parts (as many as processors when None). Broken off, it is taken up again by the same call.
    Raises ValueError, in Chinese: a folder that exists, parts of another plan, a dataset that is not made in parts.
    """
    make, making = load_make(dataset), unfinished(folder)
    if not hasattr(make, "make_part"):
        raise ValueError(_say("cli.data_no_parts"))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValueError(_say("cli.data_folder_used", folder=folder))
    total = make.parts_for(members) + 1
    plan = {"dataset": dataset.slug, "seed": seed, "members": members, "made_by": _fingerprint(dataset)}
    done = _resume(making, plan)
    yield Progress(len(done), total, _rows(done))
    missing = [part for part in range(total) if str(part) not in done]
    with contextlib.closing(_made(dataset, seed, members, missing, making, workers or os.cpu_count() or 1)) as made:
        for part, rows in made:
            done[str(part)] = rows
            write_atomically(making / PLAN, json.dumps({**plan, "done": done}).encode())
            yield Progress(len(done), total, _rows(done))
    if folder.exists():
        folder.rmdir()
    making.rename(folder)


def _resume(making: Path, plan: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Rows by table of the parts that are whole; a new folder when nothing was begun."""
    if not making.exists():
        making.mkdir(parents=True)
        write_atomically(making / PLAN, json.dumps({**plan, "done": {}}).encode())
        return {}
    try:
        begun = json.loads((making / PLAN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        begun = {}
    if {name: begun.get(name) for name in plan} != plan:
        raise ValueError(_say("cli.data_other_plan", folder=making))
    done: dict[str, dict[str, int]] = begun["done"]
    return done


def _fingerprint(dataset: Dataset) -> str:
    """A digest of what the rows hang on: the dataset's description and the code that makes it."""
    paths = [dataset.folder / "dataset.toml", *sorted(dataset.folder.rglob("*.py"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _rows(done: Mapping[str, Mapping[str, int]]) -> int:
    return sum(sum(rows.values()) for rows in done.values())


def _made(
    dataset: Dataset, seed: int, members: int, parts: list[int], making: Path, workers: int
) -> Generator[tuple[int, dict[str, int]], None, None]:
    """Each part with its rows by table, as it gets done. No more are begun than there are workers."""
    rest = iter(parts)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        begun: dict[Future[dict[str, int]], int] = {}
        try:
            while True:
                while len(begun) < workers and (part := next(rest, None)) is not None:
                    begun[pool.submit(write_part, dataset.folder, seed, members, part, making)] = part
                if not begun:
                    return
                for ready in wait(begun, return_when=FIRST_COMPLETED).done:
                    yield begun.pop(ready), ready.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def write_part(home: Path, seed: int, members: int, part: int, making: Path) -> dict[str, int]:
    """Make one part of the dataset of that folder and write its tables; gives rows by table."""
    import duckdb

    dataset = read_dataset(home)
    frames = load_make(dataset).make_part(seed, members, part)
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1; SET enable_progress_bar = false")
        for name, frame in frames.items():
            write_table(connection, dataset, name, frame, making / name / f"part-{part:05d}.parquet")
    return {name: len(frame) for name, frame in frames.items()}


def write_table(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, name: str, frame: pd.DataFrame, path: Path
) -> None:
    """A typed frame as one Parquet file, in the types of the dataset's table; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    begun = path.with_suffix(".begun")
    connection.register("made", frame)
    columns = ", ".join(
        f'"{column.name}"::{parquet_type(column)} AS "{column.name}"' for column in dataset.tables[name].columns
    )
    connection.execute(f"COPY (SELECT {columns} FROM made) TO '{_quoted(begun)}' (FORMAT parquet)")
    connection.unregister("made")
    begun.replace(path)


def parquet_type(column: Column) -> str:
    """The type, in DuckDB's words, that a column has in Parquet."""
    return _TYPES.get(column.type, "VARCHAR")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
