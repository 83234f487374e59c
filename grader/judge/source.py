"""A submission as text: a `.py` file or the code cells of a `.ipynb`, read without running anything."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.judge.learner import FILE

MAX_BYTES = 5 * 2**20


@dataclass(frozen=True)
class Cell:
    """One piece of source run in order: `name` is `submission.py` or `cell 3` (of a notebook)."""

    name: str
    text: str


@dataclass(frozen=True)
class Source:
    """A submission's text. `fault` is a key of the grader's messages when the file could not be read as source."""

    name: str
    sha256: str
    cells: tuple[Cell, ...]
    fault: str = ""
    fault_detail: str = ""

    def plain_cells(self) -> list[dict[str, Any]]:
        """The cells as the wire carries them."""
        return [{"name": cell.name, "text": cell.text} for cell in self.cells]


def from_text(text: str, name: str = FILE) -> Source:
    """A submission typed in the page."""
    return Source(name, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), (Cell(FILE, text),))


def read_source(path: Path) -> Source:
    """Read a submission file. What is wrong with the file stands in `fault`; raises OSError when it cannot be opened."""
    with path.open("rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    return source_from_bytes(path.name, data)


def source_from_bytes(name: str, data: bytes) -> Source:
    """The same for bytes at hand; `name` decides between notebook and Python."""
    sha = hashlib.sha256(data).hexdigest()
    if len(data) > MAX_BYTES:
        return Source(name, sha, (), "source.too_large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        return Source(name, sha, (), "source.not_utf8", str(problem.start))
    if "\0" in text:
        return Source(name, sha, (), "source.not_text")
    if name.endswith(".ipynb"):
        return _read_notebook(name, sha, text)
    return Source(name, sha, (Cell(FILE, text),))


def _read_notebook(name: str, sha: str, text: str) -> Source:
    import nbformat

    try:
        notebook = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
        cells = tuple(
            Cell(f"cell {number}", plain_python(cell.source))
            for number, cell in enumerate(notebook.cells, start=1)
            if cell.cell_type == "code" and cell.source.strip()
        )
    except Exception as problem:  # nbformat raises many kinds for a damaged file
        return Source(name, sha, (), "source.bad_notebook", type(problem).__name__)
    return Source(name, sha, cells) if cells else Source(name, sha, (), "source.empty_notebook")


def plain_python(text: str) -> str:
    """A cell without IPython's extras: `%`, `!` and `?` lines become `pass`, so that line numbers hold."""
    try:
        ast.parse(text)
        return text
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last for a parser's stack, not for ours
        pass
    lines = text.split("\n")
    if lines[0].startswith("%%"):
        lines = ["pass", *lines[1:]] if lines[0].split()[0] in ("%%time", "%%timeit", "%%capture") else ["pass"]
    return "\n".join(_plain_line(line) for line in lines)


def _plain_line(line: str) -> str:
    body = line.lstrip()
    if body.startswith(("%", "!", "?")) or (body.rstrip().endswith("?") and "#" not in body and '"' not in body):
        return line[: len(line) - len(body)] + "pass"
    return line
