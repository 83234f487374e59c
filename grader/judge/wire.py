"""Authority on how values cross between the judge and learner code: plain JSON, tagged, capped, never executable.

Standard library only; pandas and NumPy are used when the process already has them or when a table arrives. Both sides and
every transport use this encoding, so a value looks the same at every isolation level.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Callable
from json import dumps, loads  # at once: learner code may replace them later
from typing import Any

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 20
MAX_NODES = 500_000
MAX_INT_BITS = 1024
MAX_TEXT = 1_000_000


class Unsendable(Exception):
    """A value that does not cross. `reason` is a key of the grader's messages, `detail` fills it."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


class Garbled(Exception):
    """Bytes that are not a value of this encoding."""


def pack(plain: Any) -> bytes:
    """JSON bytes of an already encoded value. Raises Unsendable when they are over the cap."""
    data = dumps(plain, separators=(",", ":"), allow_nan=False).encode()
    if len(data) > MAX_BYTES:
        raise Unsendable("too_big", f"{len(data) / 2**20:.0f} MB")
    return data


def unpack(data: bytes) -> Any:
    """The encoded value in JSON bytes. Raises Garbled when they are over the cap or are not JSON."""
    if len(data) > MAX_BYTES + 4096:
        raise Garbled("too many bytes")
    try:
        return loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as problem:
        raise Garbled(str(problem)) from problem


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


# ---------------------------------------------------------------- encoding


def encode(value: Any) -> Any:
    """The tagged JSON form of a value.

    Crossing types: None, bool, int, float, str, date, datetime or Timestamp, list, tuple, set, dict (scalar or tuple keys),
    Series, DataFrame; NumPy scalars become Python's. Raises Unsendable for anything else and for values over the caps.
    """
    return _Encoder().encode(value, 0)


class _Encoder:
    """Counts nodes on the way down; reads subclasses through their base class so that overridden methods are not asked."""

    def __init__(self) -> None:
        self.nodes = 0

    def encode(self, value: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH:
            raise Unsendable("too_deep")
        if self.nodes > MAX_NODES:
            raise Unsendable("too_big", f"> {MAX_NODES}")
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str:
            return _text(value)
        if kind is int:
            return _integer(value)
        if kind is float:
            return _float(value)
        return self._encode_other(value, kind, depth)

    def _encode_other(self, value: Any, kind: type, depth: int) -> Any:
        found, scalar = _pandas_scalar(value)
        if found:
            return self.encode(scalar, depth) if not isinstance(scalar, dict) else scalar
        if issubclass(kind, (bool, int)):
            return _integer(int.__int__(value))
        if issubclass(kind, float):
            return _float(float.__float__(value))
        if issubclass(kind, str):
            return _text(str.__str__(value))
        if issubclass(kind, dt.datetime):
            return _moment(value)
        if issubclass(kind, dt.date):
            return {"$date": dt.date.isoformat(value)}
        if issubclass(kind, (list, tuple, set, frozenset, dict)):
            return self._encode_container(value, kind, depth)
        return self._encode_table(value, kind, depth)

    def _encode_container(self, value: Any, kind: type, depth: int) -> Any:
        if issubclass(kind, list):
            return [self.encode(item, depth + 1) for item in list.__iter__(value)]
        if issubclass(kind, tuple):
            return {"$tuple": [self.encode(item, depth + 1) for item in tuple.__iter__(value)]}
        if issubclass(kind, dict):
            return {"$dict": [[self._key(k, depth), self.encode(v, depth + 1)] for k, v in dict.items(value)]}
        base = set if issubclass(kind, set) else frozenset
        items = [self._key(item, depth) for item in base.__iter__(value)]
        return {"$set": sorted(items, key=lambda item: dumps(item, sort_keys=True))}

    def _key(self, key: Any, depth: int) -> Any:
        plain = self.encode(key, depth + 1)
        if isinstance(plain, list) or (
            isinstance(plain, dict) and plain.keys() & {"$set", "$dict", "$frame", "$series"}
        ):
            raise Unsendable("bad_key", type(key).__name__)
        return plain

    def _encode_table(self, value: Any, kind: type, depth: int) -> Any:
        pandas = sys.modules.get("pandas")
        if pandas is not None and issubclass(kind, (pandas.DataFrame, pandas.Series)):
            from grader.judge import frames

            return frames.encode_table(value, lambda item: self.encode(item, depth + 1))
        raise Unsendable("type", kind.__name__)


def _text(value: str) -> str:
    if len(value) > MAX_TEXT:
        raise Unsendable("too_big", f"{len(value)}")
    return value


def _integer(value: int) -> int:
    if value.bit_length() > MAX_INT_BITS:
        raise Unsendable("too_big", "int")
    return value


def _float(value: float) -> Any:
    if math.isfinite(value):
        return value
    return {"$float": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}


def _moment(value: dt.datetime) -> Any:
    zone = value.tzinfo
    name = getattr(zone, "key", None) or getattr(zone, "zone", None)
    return {"$ts": [value.isoformat(), name if isinstance(name, str) else None]}


def _pandas_scalar(value: Any) -> tuple[bool, Any]:
    """(True, a Python value or an encoded missing value) for NumPy and pandas scalars, else (False, None)."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if pandas is not None:
        if value is pandas.NaT:
            return True, {"$missing": "NaT"}
        if value is pandas.NA:
            return True, {"$missing": "NA"}
        if numpy is not None and isinstance(value, numpy.datetime64):
            return True, pandas.Timestamp(value)
    if (
        numpy is not None
        and isinstance(value, numpy.generic)
        and not isinstance(value, (numpy.datetime64, numpy.timedelta64))
    ):
        return True, value.item()
    return False, None


# ---------------------------------------------------------------- decoding


def decode(plain: Any) -> Any:
    """The value of an encoded form, rebuilt from plain types. Raises Garbled for anything this encoding does not write."""
    try:
        return _Decoder().decode(plain, 0)
    except Garbled:
        raise
    except Exception as problem:  # whatever a forged table does to pandas is the bytes' fault, not ours
        raise Garbled(f"{type(problem).__name__}: {problem}") from problem


class _Decoder:
    """Counts nodes, because forged bytes may hold more of them than the encoder would write."""

    def __init__(self) -> None:
        self.nodes = 0

    def decode(self, plain: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH + 2:
            raise Garbled("too deep")
        if self.nodes > MAX_NODES + 1:
            raise Garbled("too many values")
        if plain is None or isinstance(plain, (bool, str, int, float)):
            return plain
        if isinstance(plain, list):
            return [self.decode(item, depth + 1) for item in plain]
        if not isinstance(plain, dict) or len(plain) != 1:
            raise Garbled("not a tagged value")
        ((tag, body),) = plain.items()
        reader = _READERS.get(tag)
        if reader is None:
            raise Garbled(f"unknown tag {tag[:20]}")
        return reader(body, lambda item: self.decode(item, depth + 1))


Inner = Callable[[Any], Any]


def _read_moment(body: Any, inner: Inner) -> Any:
    text, zone = body
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        moment = pandas.Timestamp(text)
        return moment.tz_convert(zone) if zone else moment
    from zoneinfo import ZoneInfo

    value = dt.datetime.fromisoformat(text)
    return value.astimezone(ZoneInfo(zone)) if zone else value


def _read_missing(body: Any, inner: Inner) -> Any:
    import pandas

    return {"NaT": pandas.NaT, "NA": pandas.NA}[body]


def _read_float(body: Any, inner: Inner) -> float:
    if body not in ("nan", "inf", "-inf"):
        raise Garbled("bad float")
    return float(body)


def _read_table(kind: str) -> Any:
    def read(body: Any, inner: Inner) -> Any:
        from grader.judge import frames

        return frames.decode_table(kind, body, inner)

    return read


_READERS: dict[str, Any] = {
    "$float": _read_float,
    "$ts": _read_moment,
    "$missing": _read_missing,
    "$date": lambda body, inner: dt.date.fromisoformat(body),
    "$tuple": lambda body, inner: tuple(inner(item) for item in body),
    "$set": lambda body, inner: {inner(item) for item in body},
    "$dict": lambda body, inner: {inner(k): inner(v) for k, v in body},
    "$frame": _read_table("frame"),
    "$series": _read_table("series"),
}
