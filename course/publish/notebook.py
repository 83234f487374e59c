"""Authority on the resolved notebook: a lesson run once, its prose with the computed values filled in.

Everything published starts from it. Each block of the lesson is one cell; what the block was stands in the cell's
metadata under `siyu`: prose `{}`, a cell `{label, tags, options}`, a directive `{directive, argument, options}` with its
body as the cell's text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat

from course.files import write_atomically
from course.load.lesson import Code, Directive, Prose

# nbformat says that it is typed, and its functions are not.
v4: Any = nbformat.v4
_format: Any = nbformat
_ID = re.compile(r"[^A-Za-z0-9_-]")


def prose_cell(number: int, block: Prose, text: str) -> Any:
    """A Markdown cell of prose; `text` is the block's with the values filled in."""
    return v4.new_markdown_cell(text, id=f"b{number}", metadata={"siyu": {"line": block.line}})


def directive_cell(number: int, block: Directive, body: str) -> Any:
    """A Markdown cell of a directive's body, its name and argument beside it."""
    told = {"directive": block.name, "argument": block.argument, "options": block.options, "line": block.line}
    return v4.new_markdown_cell(body, id=f"b{number}", metadata={"siyu": told})


def code_cell(number: int, block: Code, options: dict[str, str], count: int, outputs: list[Any]) -> Any:
    """A code cell as it ran; its label names it in the page."""
    told = {"label": block.label or f"c{number}", "options": options, "line": block.line}
    return v4.new_code_cell(
        block.source,
        id=_ID.sub("-", f"b{number}-{block.label}")[:64],
        execution_count=count,
        outputs=outputs,
        metadata={"tags": list(block.tags), "siyu": told},
    )


def text_of(notebook: Any) -> str:
    """The notebook as the text of its file."""
    return f"{_format.writes(notebook)}\n"


def write_notebook(path: Path, cells: list[Any], key: str) -> None:
    """Write the resolved notebook, whole or not at all; `key` says what it was made from."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = v4.new_notebook(
        cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}, "siyu": {"key": key}}
    )
    _format.validate(notebook)
    write_atomically(path, text_of(notebook))


def read_notebook(path: Path) -> Any:
    """A resolved notebook (nbformat node)."""
    return _format.read(path, as_version=4)


class Notebooks(Mapping[str, Any]):
    """The resolved notebooks of a course's lessons by slug, each read when it is first asked for."""

    def __init__(self, places: Mapping[str, Path]) -> None:
        self._places, self._read = places, dict[str, Any]()

    def __getitem__(self, slug: str) -> Any:
        if slug not in self._read:
            self._read[slug] = read_notebook(self._places[slug])
        return self._read[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def key_of(path: Path) -> str:
    """What the notebook at `path` was made from; empty when there is none or it is broken."""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["metadata"]["siyu"]["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
