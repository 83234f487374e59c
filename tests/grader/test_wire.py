"""Properties of the wire: what crosses comes back equal; what does not is refused; forged bytes never raise anything else."""

from __future__ import annotations

import collections
import datetime as dt
import enum
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checking.expect import same
from grader.judge import wire
from grader.judge.runner import KINDS, read_outcome

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=20)
    | st.dates()
)
keys = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.tuples(st.integers(), st.text(max_size=3))
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(keys, inner, max_size=4)
        | st.sets(st.integers() | st.text(max_size=5), max_size=4)
    ),
    max_leaves=20,
)


def through(value: Any) -> Any:
    """A value sent and received."""
    return wire.decode(wire.unpack(wire.pack(wire.encode(value))))


def equal(one: Any, other: Any) -> bool:
    """Equal with types, NaN equal to NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or one == other
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(equal(one[key], other[key]) for key in one)
    return bool(one == other)


@given(values)
def test_plain_values_come_back_equal(value: Any) -> None:
    assert equal(through(value), value)


@given(values)
def test_encoding_twice_is_the_same(value: Any) -> None:
    assert wire.pack(wire.encode(value)) == wire.pack(wire.encode(through(value)))


columns = st.fixed_dictionaries(
    {},
    optional={
        "i": st.lists(st.integers(-(2**62), 2**62), min_size=3, max_size=3).map(lambda v: pd.array(v, dtype="int64")),
        "f": st.lists(st.floats(), min_size=3, max_size=3).map(lambda v: pd.array(np.array(v, dtype="float64"))),
        "s": st.lists(st.none() | st.text(max_size=5), min_size=3, max_size=3).map(lambda v: pd.array(v, dtype="str")),
        "b": st.lists(st.booleans(), min_size=3, max_size=3).map(lambda v: np.array(v)),
        "n": st.lists(st.none() | st.integers(-9, 9), min_size=3, max_size=3).map(lambda v: pd.array(v, dtype="Int64")),
        "t": st.lists(
            st.none() | st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)), min_size=3, max_size=3
        ).map(
            lambda v: (
                pd.DatetimeIndex(pd.to_datetime(pd.Series(v, dtype="object")))
                .tz_localize("Asia/Shanghai")
                .as_unit("us")
                .array
            )
        ),
        "c": st.lists(st.sampled_from("xyz"), min_size=3, max_size=3).map(pd.Categorical),
        "o": st.lists(st.none() | st.integers() | st.text(max_size=3), min_size=3, max_size=3).map(
            lambda v: pd.Series(v, dtype="object").array
        ),
    },
)
indexes = st.sampled_from(
    [pd.RangeIndex(3), pd.Index(["a", "b", "b"]), pd.MultiIndex.from_tuples([(1, "a"), (1, "b"), (2, "a")])]
)


@settings(deadline=None)
@given(columns, indexes)
def test_tables_come_back_equal(data: dict[str, Any], index: pd.Index[Any]) -> None:
    frame = pd.DataFrame({name: pd.Series(column, index=index) for name, column in data.items()}, index=index)
    pd.testing.assert_frame_equal(through(frame), frame, check_freq=False)
    for name in frame:
        pd.testing.assert_series_equal(through(frame[name]), frame[name], check_freq=False)


def test_numpy_and_subclasses_become_plain() -> None:
    class Level(enum.IntEnum):
        LOW = 1

    class Loud(dict):  # type: ignore[type-arg]
        def items(self) -> Any:
            raise RuntimeError("asked")

    assert type(through(np.float64(2.5))) is float and type(through(np.int32(3))) is int
    assert type(through(np.bool_(True))) is bool and type(through(Level.LOW)) is int
    assert through(collections.Counter("aab")) == {"a": 2, "b": 1} and through(Loud(a=1)) == {"a": 1}
    assert through(np.datetime64("2026-03-01")) == pd.Timestamp("2026-03-01")
    assert through(pd.NaT) is pd.NaT and through(None) is None


def test_a_moment_keeps_its_zone() -> None:
    moment = pd.Timestamp("2026-03-01 08:00", tz="Asia/Shanghai")
    assert through(moment) == moment and str(through(moment).tz) == "Asia/Shanghai"


def nested(depth: int) -> Any:
    """A list in a list …"""
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (object(), "type"),
        (lambda: 1, "type"),
        (iter([1]), "type"),
        (np.array([1]), "type"),
        (1j, "type"),
        (b"x", "type"),
        (nested(50), "too_deep"),
        ("x" * 2_000_000, "too_big"),
        (2**5000, "too_big"),
        (list(range(600_000)), "too_big"),
        ({frozenset({1}): 2}, "bad_key"),
        (pd.Series([1j, 2j]), "dtype"),
    ],
)
def test_what_does_not_cross_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(wire.Unsendable) as refused:
        wire.encode(value)
    assert refused.value.reason == reason


def test_a_list_that_holds_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(wire.Unsendable):
        wire.encode(loop)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "$frame",
                    "$series",
                    "$dict",
                    "$tuple",
                    "$ts",
                    "$float",
                    "$set",
                    "$date",
                    "index",
                    "data",
                    "columns",
                    "values",
                    "dtype",
                    "block",
                    "range",
                    "name",
                    "x",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=15,
)


@settings(deadline=None, max_examples=300)
@given(json_values)
def test_forged_values_decode_or_are_garbled(plain: Any) -> None:
    try:
        value = wire.decode(plain)
    except wire.Garbled:
        return
    again = wire.decode(wire.encode(value))  # what was let in is a value of the wire: it crosses again, unchanged
    assert type(again) is type(value) and same(again, value)


@given(st.binary(max_size=200))
def test_forged_bytes_unpack_or_are_garbled(data: bytes) -> None:
    try:
        wire.unpack(data)
    except wire.Garbled:
        return


replies = st.fixed_dictionaries(
    {"kind": st.sampled_from(sorted(KINDS)) | json_values},
    optional=dict.fromkeys(("value", "changed", "type", "text", "line", "cell", "given", "reason"), json_values),
)


@settings(max_examples=300)
@given(replies | json_values)
def test_forged_replies_are_outcomes(reply: Any) -> None:
    assert read_outcome(reply).kind in KINDS


def test_more_values_than_are_ever_written_are_garbled() -> None:
    with pytest.raises(wire.Garbled, match="too many"):
        wire.decode([[]] * (wire.MAX_NODES + 1))
