"""Streaming a brand into Parquet, against merely writing the same tables from memory.

ours: `course.data.parts.write_parts`, simulation included. floor: the typed frames of parts made before, written one after
another with all of DuckDB's threads; its time is that of the parts measured, scaled by the rows of all of them.
Seconds are the clock's and, in brackets, the processors': the former say little on a machine that does other work too.
Memory is the largest resident size of this process plus that of the largest worker times the workers.

Usage: python benchmarks/data_scale.py [MEMBERS] [FLOOR_PARTS]     quick: 34000 2; full: 1000000 4
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from course.data.parts import write_parts, write_table
from course.data.schema import read_dataset
from course.data.simulate import load_make
from course.model import Dataset

ROOT = Path(__file__).resolve().parents[1]
GOAL = 3.0


def peak_megabytes(workers: int) -> float:
    """The largest resident size so far, of this process and all workers at once."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + workers * child) / 1024


def processors() -> float:
    """Processor seconds so far, of this process and its children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class Watch:
    """Seconds by the clock and by the processors, added up over spans."""

    def __init__(self) -> None:
        self.clock = self.processor = 0.0

    def __enter__(self) -> Watch:
        self._began = time.perf_counter(), processors()
        return self

    def __exit__(self, *fault: object) -> None:
        self.clock += time.perf_counter() - self._began[0]
        self.processor += processors() - self._began[1]


def ours(dataset: Dataset, members: int, folder: Path) -> tuple[Watch, int]:
    """Time and rows of streaming so many members."""
    rows = 0
    with Watch() as watch:
        for step in write_parts(dataset, dataset.main_seed, members, folder):
            rows = step.rows
    return watch, rows


def floor(dataset: Dataset, members: int, parts: int, folder: Path) -> tuple[Watch, int]:
    """Time and rows of writing parts that are in memory already."""
    make, watch, rows = load_make(dataset), Watch(), 0
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        for part in range(1, parts + 1):
            frames = make.make_part(dataset.main_seed, members, part)
            with watch:
                for name, frame in frames.items():
                    write_table(connection, dataset, name, frame, folder / name / f"part-{part:05d}.parquet")
            rows += sum(map(len, frames.values()))
    return watch, rows


def main() -> None:
    """Print the figures and, as the last line, the same as JSON."""
    members, parts = (int(text) for text in (*sys.argv[1:], *("34000", "2")[len(sys.argv) - 1 :]))
    dataset, workers = read_dataset(ROOT / "datasets" / "qinghe"), os.cpu_count() or 1
    folder = Path(tempfile.mkdtemp(prefix="siyu-bench-"))
    try:
        streamed, rows = ours(dataset, members, folder / "streamed")
        memory = peak_megabytes(workers)
        size = sum(path.stat().st_size for path in folder.rglob("*.parquet")) / 1e6
        written, some = floor(dataset, members, parts, folder / "floor")
    finally:
        shutil.rmtree(folder)
    least, least_processor = (seconds * rows / some for seconds in (written.clock, written.processor))
    told = {"members": members, "rows": rows, "megabytes": size, "workers": workers, "peak_megabytes": memory, "goal": GOAL,
            "ours_s": streamed.clock, "floor_s": least, "ratio": streamed.clock / least,
            "processor_ratio": streamed.processor / least_processor}  # fmt: skip
    print(f"{members:,} members, {rows:,} rows, {size:,.0f} MB of Parquet, {workers} workers, peak {memory:,.0f} MB")
    print(f"floor {least:.1f} s ({least_processor:.1f})   ours {streamed.clock:.1f} s ({streamed.processor:.1f})")
    print(f"ratio {told['ratio']:.2f} (processors {told['processor_ratio']:.2f}), goal {GOAL}")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
