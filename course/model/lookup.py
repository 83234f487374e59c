"""Looking a record up by a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

Record = TypeVar("Record")


def first(found: Iterator[Record], name: str) -> Record:
    """The first record found; KeyError with the name when there is none."""
    for record in found:
        return record
    raise KeyError(name)
