"""Makes a dataset's tables with its own `make.py` and writes them as files that are the same bytes every time."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from course.content import load_module
from course.data.schema import FILE
from course.files import write_atomically
from course.load.problem import Report
from course.model import Dataset

if TYPE_CHECKING:
    import pandas as pd

_HEADER = re.compile(r"^\s*\[")


def load_make(dataset: Dataset) -> ModuleType:
    """The dataset's `make.py` as a module. Raises CourseProblems when there is none."""
    path = dataset.folder / "make.py"
    report = Report()
    if not path.is_file():
        report.add("data.no_make", path)
    report.raise_any()
    return load_module(path)


def make_tables(
    dataset: Dataset, seed: int, scale: float = 1.0, tables: Iterable[str] | None = None
) -> dict[str, pd.DataFrame]:
    """Simulated tables typed as `tables.load` gives them; all simulated ones when `tables` is None.

    Raises ValueError, in Chinese, for a table that is not simulated or a scale that is not positive.
    """
    made: dict[str, pd.DataFrame] = load_make(dataset).make(seed, scale, tables)
    return made


def write_tables(dataset: Dataset, frames: Mapping[str, pd.DataFrame], folder: Path) -> dict[str, str]:
    """Write typed tables of `make_tables` as `<name>.csv.gz` into `folder`, in text form; gives sha256 by table.

    Each file appears whole or not at all.
    """
    to_text = load_make(dataset).to_text
    folder.mkdir(parents=True, exist_ok=True)
    digests = {}
    for name, frame in frames.items():
        packed = pack(to_text(name, frame))
        write_atomically(folder / f"{name}.csv.gz", packed)
        digests[name] = hashlib.sha256(packed).hexdigest()
    return digests


def write_sample(dataset: Dataset) -> dict[str, str]:
    """Write what is committed of every simulated table beside `dataset.toml`, and its sha256 and `sample_rows` there."""
    frames = sample_tables(dataset, make_tables(dataset, dataset.main_seed))
    digests = write_tables(dataset, frames, dataset.folder)
    path = dataset.folder / FILE
    text = path.read_text(encoding="utf-8")
    for name, digest in digests.items():
        text = _with_line(text, name, "sha256", f'"{digest}"')
        if name in dataset.tables and dataset.tables[name].sample:
            text = _with_line(text, name, "sample_rows", str(len(frames[name])))
    write_atomically(path, text.encode())
    return digests


def sample_tables(dataset: Dataset, frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The rows of typed tables that are committed: those `make.sample(name, frame)` keeps, all where it says nothing."""
    keep = getattr(load_make(dataset), "sample", lambda name, frame: frame)
    return {name: keep(name, frame) for name, frame in frames.items()}


def csv_bytes(text: pd.DataFrame) -> bytes:
    """A frame of text as UTF-8 CSV with line feeds."""
    written: str = text.to_csv(index=False, lineterminator="\n")
    return written.encode()


def pack(text: pd.DataFrame) -> bytes:
    """A frame of text as gzipped CSV without the time and name that gzip would put in."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as file:
        file.write(csv_bytes(text))
    return packed.getvalue()


def _with_line(text: str, table: str, key: str, value: str) -> str:
    """The TOML text with a key of `[tables.<table>]` set; comments and order stay."""
    lines = text.splitlines()
    start = lines.index(f"[tables.{table}]")
    end = next((i for i in range(start + 1, len(lines)) if _HEADER.match(lines[i])), len(lines))
    line = f"{key} = {value}"
    for i in range(start + 1, end):
        if re.match(rf"{key}\s*=", lines[i]):
            lines[i] = line
            return "\n".join(lines) + "\n"
    last = max(i for i in range(start, end) if lines[i].strip())
    return "\n".join([*lines[: last + 1], line, *lines[last + 1 :]]) + "\n"
