"""The one door for tables: any frame narwhals knows becomes a lazy frame of the named columns, times as whole numbers.

Instants (`at`, `…_at`) become microseconds since 1970 UTC, days (`…_on`, `…_date`) days since 1970-01-01, so that pandas,
DuckDB and a cluster count the same windows, whatever the session's time zone. Shanghai is UTC+8 all the year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import narwhals as nw

from course.words import Words

Native = Any
"""A table: pandas or Polars frame, DuckDB relation, Dask or Spark frame."""
Frame = nw.LazyFrame[Any]
Moment = dt.date | dt.datetime
"""A date stands for its midnight in Shanghai; a datetime (or pandas Timestamp) carries its time zone."""
Span = tuple[Moment | None, Moment]
"""[start, end); None: from the beginning."""

MINUTE = 60_000_000
DAY = 86_400_000_000
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
_OFFSET = 8 * 60 * MINUTE
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_say = Words("course")
col = nw.col


def read(native: Native, name: str, *columns: str, within: Mapping[str, Span] | None = None) -> Frame:
    """Those columns of the table, lazily; of the rows whose instants lie in the spans `within`, by column.

    A span is asked of the table's own times, before they become numbers: an engine then reads only what lies in it, and
    knows how much that is. Raises ValueError, in Chinese: a missing column, an instant without a zone.
    """
    frame = nw.from_native(native).lazy()
    schema = frame.collect_schema()
    missing = [column for column in columns if column not in schema]
    if missing:
        raise ValueError(_say("metrics.missing", table=name, columns="、".join(missing)))
    for column in filter(is_instant, columns):
        if isinstance(schema[column], nw.Datetime) and schema[column].time_zone is None:
            raise ValueError(_say("metrics.naive", table=name, column=column))
    spans = [_lies_in(column, span) for column, span in (within or {}).items()]
    inside = frame.filter(*spans) if spans else frame
    return _whole_times(inside.select(*columns), columns)


def _lies_in(column: str, span: Span) -> nw.Expr:
    start, end = span
    before = col(column) < aware(end)
    return before if start is None else (col(column) >= aware(start)) & before


def is_instant(column: str) -> bool:
    """Whether a column of that name holds instants."""
    return column == "at" or column.endswith("_at")


def is_day(column: str) -> bool:
    """Whether a column of that name holds business days."""
    return column.endswith(("_on", "_date"))


def _whole_times(frame: Frame, columns: tuple[str, ...]) -> Frame:
    if frame.implementation.is_duckdb():  # narwhals has no epoch for it yet
        shown = [_duckdb_column(column) for column in columns]
        projected: Frame = nw.from_native(frame.to_native().project(", ".join(shown))).lazy()
        return projected
    instants = [col(column).dt.timestamp("us") for column in filter(is_instant, columns)]
    days = [(col(column).cast(nw.Datetime("us")).dt.timestamp("us") // DAY) for column in filter(is_day, columns)]
    return frame.with_columns(*instants, *days) if instants or days else frame


def _duckdb_column(column: str) -> str:
    if is_instant(column):
        return f'epoch_us("{column}") AS "{column}"'
    return f'epoch_us("{column}"::TIMESTAMP) // {DAY} AS "{column}"' if is_day(column) else f'"{column}"'


def aware(moment: Moment) -> dt.datetime:
    """The moment with a zone. Raises ValueError, in Chinese, for a datetime without one."""
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time(), SHANGHAI)
    if moment.tzinfo is None:
        raise ValueError(_say("metrics.moment", moment=moment))
    return moment


def until(span: Span | None, asof: Moment) -> Span:
    """The span, ended at asof when it goes on after it; without one, everything before asof."""
    start, end = span or (None, asof)
    return start, min(aware(end), aware(asof))


def instant(moment: Moment) -> int:
    """Microseconds since 1970 UTC. Raises ValueError, in Chinese, for a datetime without a zone."""
    return int((aware(moment) - _EPOCH) // dt.timedelta(microseconds=1))


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (dt.date(day.year, day.month, day.day) - _EPOCH.date()).days


def day_of(column: str | nw.Expr) -> nw.Expr:
    """The business day (days since 1970-01-01) of instants."""
    at = col(column) if isinstance(column, str) else column
    return (at + _OFFSET) // DAY


def midnight(day: nw.Expr) -> nw.Expr:
    """The instant a business day begins."""
    return day * DAY - _OFFSET


def window(start: Moment, end: Moment) -> str:
    """[start, end) in words, instants in Shanghai's time."""
    return f"[{shown(start)}, {shown(end)})"


def shown(moment: Moment) -> str:
    """A date, or an instant as Shanghai's clock shows it; midnight is the date alone."""
    if not isinstance(moment, dt.datetime):
        return moment.isoformat()
    local = moment.astimezone(SHANGHAI)
    return local.date().isoformat() if local.time() == dt.time() else local.strftime("%Y-%m-%d %H:%M:%S")


def in_window(column: str, start: Moment, end: Moment) -> nw.Expr:
    """Whether instants lie in [start, end)."""
    return (col(column) >= instant(start)) & (col(column) < instant(end))


def rows(frame: Frame) -> list[dict[str, Any]]:
    """The frame's rows, missing values as None."""
    found = frame.collect("pandas").rows(named=True)
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def row(frame: Frame, **expressions: nw.Expr) -> Mapping[str, Any]:
    """One row of aggregates over the whole frame, missing values as None."""
    return rows(frame.select(**expressions))[0]


def whole(value: Any) -> int:
    """A count or sum, 0 when nothing was there to add."""
    return int(value or 0)


def _plain(value: Any) -> Any:
    missing = value is None or value != value or str(value) in ("<NA>", "NaT")
    return None if missing else value
