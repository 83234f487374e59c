"""Compares what a submission gave with what was wanted; the only source of what a learner reads about a difference."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any

from course.result import DiffRow, TableDiff
from course.words import Words
from grader.checking.table_diff import table_diff

say = Words("grader")

SHOWN = 5
TEXT = 80


class CheckFailed(Exception):
    """The learner's result is not as wanted. `message` is for the learner; `diff` the places, `table` the rows."""

    def __init__(self, message: str, diff: tuple[DiffRow, ...] = (), table: TableDiff | None = None) -> None:
        super().__init__(message)
        self.message, self.diff, self.table = message, diff, table


def expect(
    got: Any,
    want: Any,
    *,
    tol: float = 1e-9,
    order: bool = True,
    dtype: bool = False,
    note: str = "",
    hidden: bool = False,
) -> None:
    """Raise CheckFailed unless `got` equals `want`.

    `tol` is absolute and relative, for floats anywhere inside. `order=False` compares lists as bags and tables by
    their sorted rows. `dtype=True` also compares column types and int against float. Tables are compared by column
    name: column order and row labels do not matter. NaN equals NaN; None is not NaN, except inside a table. `hidden`
    keeps the wanted value out of the message.
    """
    places = list(differences(got, want, tol=tol, order=order, dtype=dtype))
    if not places:
        return
    diff = tuple(DiffRow(where, show(mine), None if hidden else show(right)) for where, mine, right in places[:SHOWN])
    message = say("expect.differs_hidden" if hidden else "expect.differs")
    if len(places) > SHOWN:
        message += say("expect.more", count=len(places) - SHOWN)
    table = None if hidden else _rows_apart(got, want, tol, order)
    raise CheckFailed(message + (say("expect.note", note=note) if note else ""), diff, table)


def _rows_apart(got: Any, want: Any, tol: float, order: bool) -> TableDiff | None:
    """The differing rows of two tables that have the same columns and length; None of anything else."""
    pandas = sys.modules.get("pandas")
    if pandas is None or not (isinstance(got, pandas.DataFrame) and isinstance(want, pandas.DataFrame)):
        return None
    if sorted(map(repr, got.columns)) != sorted(map(repr, want.columns)) or len(got) != len(want):
        return None

    def equal(mine: Any, right: Any) -> bool:
        return (_is_missing(mine) and _is_missing(right)) or _equal(mine, right, tol, False)

    return table_diff(*_aligned(got, want, order), equal, show)


def same(got: Any, want: Any, tol: float = 1e-9) -> bool:
    """Whether two values are equal as `expect` sees it."""
    return next(differences(got, want, tol=tol), None) is None


Place = tuple[str, Any, Any]
_ABSENT = object()


def differences(
    got: Any, want: Any, *, tol: float = 1e-9, order: bool = True, dtype: bool = False, where: str = ""
) -> Iterator[Place]:
    """Places (where, got, want) in which two values differ."""
    options = {"tol": tol, "order": order, "dtype": dtype}
    name = where or say("expect.whole")
    if _is_table(got) or _is_table(want):
        yield from _table_differences(got, want, where, options)
    elif isinstance(want, dict) and isinstance(got, dict):
        yield from _dict_differences(got, want, where, options)
    elif isinstance(want, (list, tuple)) and isinstance(got, (list, tuple)):
        yield from _sequence_differences(list(got), list(want), where, options)
    elif not _equal(got, want, tol, dtype):
        yield name, got, want


def _is_table(value: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series))


def _equal(got: Any, want: Any, tol: float, dtype: bool) -> bool:
    if got is want:
        return True
    if got is None or want is None:
        return False
    if isinstance(got, bool) != isinstance(want, bool):
        return False
    if isinstance(got, (int, float)) and isinstance(want, (int, float)):
        if dtype and isinstance(got, int) != isinstance(want, int):
            return False
        if math.isnan(got) or math.isnan(want):
            return math.isnan(got) and math.isnan(want)
        return got == want or math.isclose(got, want, rel_tol=tol, abs_tol=tol)
    if type(got) is not type(want) and not (isinstance(got, type(want)) or isinstance(want, type(got))):
        return False
    try:
        return bool(got == want)
    except (TypeError, ValueError):
        return False


def _dict_differences(
    got: dict[Any, Any], want: dict[Any, Any], where: str, options: dict[str, Any]
) -> Iterator[Place]:
    for key in [*want, *(key for key in got if key not in want)]:
        name = f"{where}.{_label(key)}" if where else _label(key)
        mine, right = got.get(key, _ABSENT), want.get(key, _ABSENT)
        if mine is _ABSENT or right is _ABSENT:
            yield name, mine, right
        else:
            yield from differences(mine, right, where=name, **options)


def _sequence_differences(got: list[Any], want: list[Any], where: str, options: dict[str, Any]) -> Iterator[Place]:
    if len(got) != len(want):
        yield _inside(where, say("expect.length")), len(got), len(want)
        return
    if not options["order"]:
        got, want = sorted(got, key=repr), sorted(want, key=repr)
    for i, (mine, right) in enumerate(zip(got, want, strict=True)):
        yield from differences(mine, right, where=f"{where}[{i}]", **options)


def _table_differences(got: Any, want: Any, where: str, options: dict[str, Any]) -> Iterator[Place]:
    import pandas as pd

    if type(got) is not type(want):
        yield where or say("expect.whole"), got, want
        return
    if isinstance(want, pd.Series):
        # A Series carries its meaning in its labels: compare as a mapping when they are not just positions.
        if not isinstance(want.index, pd.RangeIndex):
            yield from _dict_differences(dict(got.items()), dict(want.items()), where, options)
            return
        got, want = got.to_frame("value"), want.to_frame("value")
    yield from _frame_differences(got, want, where, options)


def _frame_differences(got: Any, want: Any, where: str, options: dict[str, Any]) -> Iterator[Place]:
    missing = [name for name in want.columns if name not in got.columns]
    extra = [name for name in got.columns if name not in want.columns]
    if missing or extra or not got.columns.is_unique:
        yield _inside(where, say("expect.columns")), list(got.columns), list(want.columns)
        return
    if len(got) != len(want):
        yield _inside(where, say("expect.rows")), len(got), len(want)
        return
    got, want = _aligned(got, want, options["order"])
    for name in want.columns:
        yield from _column_differences(got[name], want[name], name, options)


def _aligned(got: Any, want: Any, order: bool) -> tuple[Any, Any]:
    """Both tables with the wanted order of columns; rows as they are, or sorted when their order says nothing."""
    got = got[list(want.columns)]
    if order or not len(want.columns):
        return got, want
    by = {"by": list(want.columns), "kind": "stable", "key": lambda column: column.map(repr)}
    return got.sort_values(**by), want.sort_values(**by)


def _column_differences(got: Any, want: Any, name: Any, options: dict[str, Any]) -> Iterator[Place]:
    if options["dtype"] and got.dtype != want.dtype:
        yield str(name), str(got.dtype), str(want.dtype)
        return
    for number, (mine, right) in enumerate(zip(got.tolist(), want.tolist(), strict=True), start=1):
        if not (_is_missing(mine) and _is_missing(right)) and not _equal(mine, right, options["tol"], False):
            yield say("expect.row", number=number, column=_label(name)), mine, right


def _is_missing(value: Any) -> bool:
    pandas = sys.modules["pandas"]
    return (
        value is None or value is pandas.NaT or value is pandas.NA or (isinstance(value, float) and math.isnan(value))
    )


def _inside(where: str, what: str) -> str:
    return f"{where} {what}" if where else what


def _label(key: Any) -> str:
    return key if isinstance(key, str) else show(key)


def show(value: Any) -> str:
    """A value in the few characters a sentence can bear."""
    if value is _ABSENT:
        return say("expect.missing")
    if isinstance(value, float):
        return f"{value:.6g}"
    if _is_table(value):
        return type(value).__name__
    text = str(value) if not isinstance(value, str) else f"“{value}”"
    return text if len(text) <= TEXT else text[: TEXT - 1] + "…"
