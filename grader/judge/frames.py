"""Tables on the wire: Series and DataFrame to and from tagged JSON. Imported only when a table crosses."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from grader.judge.wire import Garbled, Unsendable

MAX_COLUMNS = 1_000
MAX_CELLS = 5_000_000

Scalar = Callable[[Any], Any]
_BLOCKS = {f"{kind}{bits}" for kind in ("int", "uint", "float") for bits in (8, 16, 32, 64)} | {"float16", "bool"}
_MASKED = {"Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64", "Float32", "Float64", "boolean"}


def encode_table(table: Any, scalar: Scalar) -> Any:
    """`{"$frame": …}` or `{"$series": …}`; `scalar` encodes labels and object cells. Raises Unsendable."""
    if table.size > MAX_CELLS:
        raise Unsendable("too_big", f"{table.size}")
    if isinstance(table, pd.Series):
        return {
            "$series": {
                "name": scalar(table.name),
                "index": _encode_index(table.index, scalar),
                "values": _encode_column(table.array, scalar),
            }
        }
    if table.shape[1] > MAX_COLUMNS:
        raise Unsendable("too_big", f"{table.shape[1]}")
    return {
        "$frame": {
            "columns": [scalar(name) for name in table.columns],
            "index": _encode_index(table.index, scalar),
            "data": [_encode_column(table.iloc[:, i].array, scalar) for i in range(table.shape[1])],
        }
    }


def _encode_index(index: pd.Index[Any], scalar: Scalar) -> Any:
    if isinstance(index, pd.RangeIndex):
        return {"range": [index.start, index.stop, index.step], "name": scalar(index.name)}
    if isinstance(index, pd.MultiIndex):
        levels = [_encode_column(index.get_level_values(i).array, scalar) for i in range(index.nlevels)]
        return {"levels": levels, "names": [scalar(name) for name in index.names]}
    return {"values": _encode_column(index.array, scalar), "name": scalar(index.name)}


def _encode_column(array: Any, scalar: Scalar) -> Any:
    dtype = array.dtype
    name = str(dtype)
    if isinstance(dtype, pd.CategoricalDtype):
        return {
            "dtype": "category",
            "categories": _encode_column(dtype.categories.array, scalar),
            "codes": _block(np.asarray(array.codes, dtype="int64")),
            "ordered": bool(dtype.ordered),
        }
    if isinstance(dtype, pd.StringDtype) or name == "str":
        return {"dtype": "str", "values": array.to_numpy(dtype=object, na_value=None).tolist()}
    if name in _BLOCKS:
        return {"dtype": name, "block": _block(np.asarray(array))}
    if name in _MASKED:
        mask = np.asarray(array.isna())
        filled = array.fillna(False) if name == "boolean" else array.fillna(0)
        return {
            "dtype": name,
            "block": _block(filled.to_numpy(dtype=name.lower().replace("boolean", "bool"))),
            "mask": _block(mask),
        }
    if name.startswith("datetime64"):
        unit = (
            np.datetime_data(getattr(dtype, "base", dtype))[0]
            if not isinstance(dtype, pd.DatetimeTZDtype)
            else dtype.unit
        )
        zone = str(dtype.tz) if isinstance(dtype, pd.DatetimeTZDtype) else None
        return {"dtype": f"datetime64[{unit}]", "zone": zone, "block": _block(np.asarray(pd.DatetimeIndex(array).asi8))}
    if name.startswith("timedelta64"):
        return {"dtype": name, "block": _block(np.asarray(array).view("int64"))}
    if isinstance(dtype, pd.PeriodDtype):
        return {"dtype": name, "block": _block(np.asarray(array.asi8))}
    if name == "object":
        return {"dtype": "object", "values": [scalar(item) for item in array]}
    raise Unsendable("dtype", name)


def _block(values: np.ndarray[Any, Any]) -> str:
    little = np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<"), copy=False)
    return base64.b64encode(little.tobytes()).decode()


def same_table(one: Any, other: Any) -> bool:
    """Whether two tables are the same for certain; False may also mean that only a closer look can tell."""
    return (
        type(one) is type(other)
        and type(one.index) is type(other.index)
        and one.index.names == other.index.names
        and (isinstance(one, pd.Series) or one.columns.names == other.columns.names)
        and (_same_bits(one, other) or bool(one.equals(other)))
    )


def _same_bits(one: Any, other: Any) -> bool:
    """Whether an untouched copy is seen at a glance: the same labels, the same bytes (of objects: the same objects)."""
    if isinstance(one, pd.Series):
        return bool(one.index.is_(other.index)) and _bits(one.array) == _bits(other.array)
    if one.shape != other.shape or not (one.index.is_(other.index) and one.columns.is_(other.columns)):
        return False
    pairs = zip(one._iter_column_arrays(), other._iter_column_arrays(), strict=True)
    return all(mine.dtype == theirs.dtype and _bits(mine) == _bits(theirs) for mine, theirs in pairs)


def _bits(array: Any) -> tuple[bytes, ...] | object:
    parts = (array, *(getattr(array, name, None) for name in ("_ndarray", "_data", "_mask")))
    found = tuple(part.tobytes() for part in parts if isinstance(part, np.ndarray))
    return found or object()  # arrays of another kind are never the same here


def decode_table(kind: str, body: Any, scalar: Scalar) -> Any:
    """The Series or DataFrame of an encoded body. Raises Garbled (or what pandas raises on forged parts)."""
    index = _decode_index(body["index"], scalar)
    if kind == "series":
        return pd.Series(_decode_column(body["values"], scalar), index=index, name=scalar(body["name"]))
    names, data = [scalar(name) for name in body["columns"]], body["data"]
    if len(names) != len(data) or len(names) > MAX_COLUMNS:
        raise Garbled("columns do not fit")
    parts = {i: pd.Series(_decode_column(column, scalar), index=index) for i, column in enumerate(data)}
    frame = pd.DataFrame(parts, index=index)
    frame.columns = pd.Index(names) if names else pd.RangeIndex(0)
    return frame


def _decode_index(body: Any, scalar: Scalar) -> pd.Index[Any]:
    if "range" in body:
        start, stop, step = body["range"]
        if abs(stop - start) > MAX_CELLS * abs(step):
            raise Garbled("index too long")
        return pd.RangeIndex(start, stop, step, name=scalar(body["name"]))
    if "levels" in body:
        names = [scalar(name) for name in body["names"]]
        return pd.MultiIndex.from_arrays([_decode_column(level, scalar) for level in body["levels"]], names=names)
    labels: pd.Index[Any] = pd.Index(_decode_column(body["values"], scalar), name=scalar(body["name"]))
    return labels


def _decode_column(body: Any, scalar: Scalar) -> Any:
    name = body["dtype"]
    if name == "category":
        categories = pd.Index(_decode_column(body["categories"], scalar))
        return pd.Categorical.from_codes(
            _unblock(body["codes"], "int64").tolist(), categories=categories, ordered=body["ordered"]
        )
    if name == "str":
        return pd.array(_texts(body["values"]), dtype="str")
    if name == "object":
        cells = np.empty(len(body["values"]), dtype=object)
        for i, item in enumerate(body["values"]):
            cells[i] = scalar(item)
        return cells
    if name in _BLOCKS:
        return _unblock(body["block"], name)
    if name in _MASKED:
        values = _unblock(body["block"], name.lower().replace("boolean", "bool"))
        array = pd.array(values, dtype=name)
        array[_unblock(body["mask"], "bool")] = pd.NA
        return array
    return _decode_time(name, body)


def _texts(values: list[Any]) -> list[Any]:
    if not set(map(type, values)) <= {str, type(None)}:
        raise Garbled("not text")
    return values


def _decode_time(name: str, body: Any) -> Any:
    ticks = _unblock(body["block"], "int64")
    if name.startswith("datetime64["):
        moments = pd.DatetimeIndex(ticks.view(name))
        return moments.tz_localize("UTC").tz_convert(body["zone"]).array if body["zone"] else moments.array
    if name.startswith("timedelta64["):
        return pd.array(ticks.view(name))
    if name.startswith("period["):
        return pd.PeriodIndex.from_ordinals(ticks, freq=name[7:-1]).array  # type: ignore[attr-defined]
    raise Garbled(f"dtype {name[:30]}")


def _unblock(text: str, dtype: str) -> np.ndarray[Any, Any]:
    return np.frombuffer(base64.b64decode(text, validate=True), dtype=np.dtype(dtype).newbyteorder("<")).astype(dtype)
