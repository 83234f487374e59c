"""Tables on their way to a submission: encoded once, known by a hash of their content, found again without looking inside.

A check hands the same table to many submissions. Copies that share its memory (pandas copies on write) are known by where their
values lie; the shallow copy kept here makes sure that a later change goes elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from grader.judge import wire

KEPT = 160  # more than the tables that the checks of one exercise hand over


@dataclass(frozen=True)
class Encoded:
    """A table in the wire's form: `packed` are the JSON bytes of it, `sha` names its content."""

    sha: str
    packed: bytes


_known: OrderedDict[Any, tuple[Any, Encoded]] = OrderedDict()


def is_table(value: Any) -> bool:
    """Whether this is a pandas table; pandas is not imported to find out."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series))


def encode_table(table: Any) -> Encoded:
    """The encoded form of a table. Raises wire.Unsendable."""
    key = _lies_at(table)
    if key in _known:
        kept, encoded = _known[key]
        if _same_labels(kept, table):
            _known.move_to_end(key)
            return encoded
    packed = json.dumps(wire.encode(table), separators=(",", ":"), allow_nan=False).encode()
    encoded = Encoded(hashlib.sha256(packed).hexdigest(), packed)
    if key is not None:
        _known[key] = (table.copy(deep=False), encoded)
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return encoded


def _lies_at(table: Any) -> Any:
    """Type, shape, and for each column its dtype and where its values lie in memory; None when one cannot be told."""
    arrays = (
        [table.array] if table.ndim == 1 else list(table._iter_column_arrays())
    )  # a Series each would cost a millisecond
    places = [_column_place(array) for array in arrays]
    return None if None in places else (type(table), table.shape, tuple(places))


def _column_place(array: Any) -> tuple[Any, ...] | None:
    parts: list[Any] = [array, *(getattr(array, name, None) for name in ("_ndarray", "_data", "_mask"))]
    places = [
        (part.__array_interface__["data"][0], part.strides) for part in parts if hasattr(part, "__array_interface__")
    ]
    return (str(array.dtype), id(getattr(array, "categories", None)), *places) if places else None


def _same_labels(one: Any, other: Any) -> bool:
    def same(mine: Any, theirs: Any) -> bool:
        return bool(mine.is_(theirs)) and list(mine.names) == list(theirs.names)

    if one.ndim == 1:
        return same(one.index, other.index) and one.name is other.name
    return same(one.index, other.index) and same(one.columns, other.columns)
