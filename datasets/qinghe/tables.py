"""Reads this folder's tables, typed as the `dataset.toml` beside this file says. Standard library and pandas only.

    from tables import load
    orders = load("orders")
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
DTYPES = {
    "str": ("str", "str"), "enum": ("str", "str"), "int": ("int64", "Int64"), "float": ("float64", "float64"),
    "bool": ("bool", "boolean"), "date": ("str", "str"), "ts": ("str", "str"),     # times are parsed after reading
}
NAMES = {"int": "整数", "float": "数", "bool": " true 或 false", "date": "日期（如 2026-02-28）",
         "ts": "时间（如 2026-02-28T01:30:00Z）"}
OFFSET = r"(?:Z|[+-]\d\d:?\d\d)$"


def load(name: str, folder: str | Path | None = None, raw: bool = False, partial: bool = False) -> pd.DataFrame:
    """One table: `<name>.csv.gz` or `<name>.csv` in `folder`, else in `$SIYU_DATA`, else beside this file.

    Columns come in the order of `dataset.toml`, others are left out. Types: str and enum `str`; int `int64`, or `Int64`
    when values may be missing; float `float64`; bool `bool` or `boolean`; date `datetime64[us]` at midnight; ts
    `datetime64[us, Asia/Shanghai]`. `raw=True` gives all columns of the file as text, untouched; `partial=True` is content
    with the columns that are there (hand-made cases).
    Raises ValueError, in Chinese, for an unknown table, a missing file or column, or a value of another type.
    """
    path = _path(name, Path(folder or os.environ.get("SIYU_DATA") or HERE))
    if raw:
        return _read(path)
    columns = _schema()["tables"][name]["columns"]
    present = _read(path, nrows=0).columns
    missing = [column for column in columns if column not in present]
    if partial:
        columns = {column: spec for column, spec in columns.items() if column in present}
    elif missing:
        raise ValueError(f"{path.name} 缺这些列：{'、'.join(missing)}。对照 dataset.toml 补上。")
    dtypes = {column: DTYPES[spec["type"]][spec.get("null", False)] for column, spec in columns.items()}
    try:
        frame = _read(path, dtypes, usecols=list(columns), na_values=[""])
    except (ValueError, TypeError, OverflowError) as fault:
        raise ValueError(_culprit(path, columns)) from fault
    return pd.DataFrame({column: _typed(path, frame[column], spec) for column, spec in columns.items()})


@cache
def _schema() -> dict[str, Any]:
    return tomllib.loads((HERE / "dataset.toml").read_text(encoding="utf-8"))


def _path(name: str, folder: Path) -> Path:
    """The table's file."""
    if name not in _schema()["tables"]:
        raise ValueError(f"没有叫 {name} 的表。可用的表：{'、'.join(_schema()['tables'])}。")
    for path in (folder / f"{name}.csv.gz", folder / f"{name}.csv"):
        if path.is_file():
            return path
    raise ValueError(f"找不到表 {name} 的文件：{folder} 里没有 {name}.csv.gz 或 {name}.csv。")


def _read(path: Path, dtype: Any = "str", **options: Any) -> pd.DataFrame:
    """The CSV; nothing but what `options` names counts as missing."""
    try:
        frame: pd.DataFrame = pd.read_csv(path, dtype=dtype, keep_default_na=False, encoding="utf-8-sig", **options)
        return frame
    except UnicodeDecodeError as fault:
        raise ValueError(f"{path.name} 不是 UTF-8 文本。在 WPS 或 Excel 里另存为“CSV UTF-8”。") from fault
    except pd.errors.EmptyDataError as fault:
        raise ValueError(f"{path.name} 是空文件。") from fault
    except (pd.errors.ParserError, EOFError, OSError) as fault:
        raise ValueError(f"{path.name} 读不出来：{fault}。重新导出或下载这个文件。") from fault


def _typed(path: Path, values: pd.Series, spec: dict[str, Any]) -> pd.Series:
    """A column as read, with times parsed."""
    if spec["type"] not in ("date", "ts"):
        return values
    try:
        if spec["type"] == "date":
            return pd.to_datetime(values, format="%Y-%m-%d").astype("datetime64[us]")
        return _instants(values, spec.get("naive", ""))
    except (ValueError, TypeError, OverflowError) as fault:
        raise ValueError(_complaint(path, values, spec)) from fault


def _instants(values: pd.Series, naive: str) -> pd.Series:
    """Instants from text; text without an offset is local time of the zone `naive`."""
    bare = ~values.str.contains(OFFSET, na=True)
    if bare.any() and not naive:
        raise ValueError("no offset")
    at = pd.to_datetime(values, format="ISO8601", utc=True)
    if bare.any():
        at = at.mask(bare, at.dt.tz_localize(None).dt.tz_localize(naive).dt.tz_convert("UTC"))
    return at.dt.tz_convert(_schema()["timezone"]).dt.as_unit("us")


def _culprit(path: Path, columns: dict[str, Any]) -> str:
    """The complaint about the first column that cannot be read as its type."""
    text = _read(path)
    for column, spec in columns.items():
        if spec["type"] in ("int", "float", "bool") and not _misfits(text[column], spec)[0].empty:
            return _complaint(path, text[column], spec)
    return f"{path.name} 读不成 dataset.toml 写的类型。"


def _complaint(path: Path, values: pd.Series, spec: dict[str, Any]) -> str:
    """What is wrong with a column, at the first line where it is."""
    found, why = _misfits(values, spec)
    row, value = (found.index[0], found.iloc[0]) if len(found) else (0, "")
    return f"{path.name} 第 {row + 2} 行 {values.name}：{why}，读到“{value}”。"


def _misfits(values: pd.Series, spec: dict[str, Any]) -> tuple[pd.Series, str]:
    """The values that are not of the type, and what they should be. Missing ones may be "" or NA."""
    text = values.fillna("")
    if spec["type"] == "int":
        fits = text.str.fullmatch(r"[+-]?\d+")
    elif spec["type"] == "float":
        fits = pd.to_numeric(text, errors="coerce").notna()
    elif spec["type"] == "bool":
        fits = text.str.fullmatch("true|false|True|False|TRUE|FALSE")
    else:
        fits = pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True).notna()
        if spec["type"] == "ts" and not spec.get("naive"):
            fits &= text.str.contains(OFFSET)
    why = f"应为{NAMES[spec['type']]}"
    return text[~fits & ((text != "") | (not spec.get("null", False)))], why
