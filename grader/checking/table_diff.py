"""Two tables side by side where they differ: a few rows, a few columns, every differing cell marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course.result import TableDiff, TableRow

ROWS = 5
COLUMNS = 8
CELL = 40


def table_diff(got: Any, want: Any, equal: Callable[[Any, Any], bool], show: Callable[[Any], str]) -> TableDiff | None:
    """The first rows in which two frames differ; None when no cell does. Same columns, same order, same length.

    `equal` compares two cells, `show` gives a cell as text.
    """
    faults = {
        name: [not equal(mine, right) for mine, right in zip(got[name].tolist(), want[name].tolist(), strict=True)]
        for name in want.columns
    }
    rows = [row for row in range(len(want)) if any(fault[row] for fault in faults.values())][:ROWS]
    if not rows:
        return None
    names = _columns(list(want.columns), {name for name in want.columns if any(faults[name][row] for row in rows)})
    return TableDiff(
        tuple(_text(name, str) for name in names),
        tuple(
            TableRow(
                row + 1,
                tuple(_text(got[name].iat[row], show) for name in names),
                tuple(_text(want[name].iat[row], show) for name in names),
                tuple(faults[name][row] for name in names),
            )
            for row in rows
        ),
    )


def _columns(names: list[Any], differing: set[Any]) -> list[Any]:
    """At most COLUMNS names in their order, differing ones before others."""
    first = [name for name in names if name in differing][:COLUMNS]
    others = [name for name in names if name not in differing][: COLUMNS - len(first)]
    return [name for name in names if name in first or name in others]


def _text(value: Any, show: Callable[[Any], str]) -> str:
    text = value if isinstance(value, str) else show(value)
    return text if len(text) <= CELL else text[: CELL - 1] + "…"
