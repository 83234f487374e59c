"""Tables as .xlsx files for WPS and Excel: one header row, data from row 2, the same bytes for the same tables."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from course.model import Dataset
from course.publish.templating import say

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_FORMATS = {"date": "yyyy-mm-dd", "ts": "yyyy-mm-dd hh:mm:ss"}


def workbook_bytes(tables: Mapping[str, pd.DataFrame], dataset: Dataset, columns: Mapping[str, Sequence[str]]) -> bytes:
    """A workbook with one sheet a table (all columns when `columns` names none) and a last sheet that explains them.

    Times are local to the dataset's zone, without a zone: sheets know none. Missing values are empty cells.
    """
    book = Workbook(write_only=True)
    chosen = {name: [*(columns.get(name) or frame.columns)] for name, frame in tables.items()}
    for name, frame in tables.items():
        _table(book.create_sheet(name), frame[chosen[name]], dataset, name)
    _about(book.create_sheet(say("sheet_about")), chosen, dataset)
    raw = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        book.save(raw)
    return settled(raw.getvalue())


def _table(sheet: Any, frame: pd.DataFrame, dataset: Dataset, name: str) -> None:
    sheet.freeze_panes = "A2"
    described = {column.name: column for column in dataset.tables[name].columns}
    for number in range(len(frame.columns)):
        sheet.column_dimensions[get_column_letter(number + 1)].width = 20
    sheet.append(
        [
            _head(sheet, f"{column} {described[column].zh}" if column in described else column)
            for column in frame.columns
        ]
    )
    kinds = [_FORMATS.get(described[column].type) if column in described else None for column in frame.columns]
    lists = [_plain(frame[column], dataset.timezone) for column in frame.columns]
    for row in zip(*lists, strict=True):
        sheet.append(
            [
                _dated(sheet, value, kind) if kind and value is not None else value
                for value, kind in zip(row, kinds, strict=True)
            ]
        )


def _plain(values: pd.Series[Any], zone: str) -> list[Any]:
    """The column as Python values, None where missing, times local and without a zone."""
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_convert(zone).dt.tz_localize(None)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return [None if pd.isna(value) else value.to_pydatetime(warn=False) for value in values]
    return [None if missing else value for value, missing in zip(values.tolist(), values.isna(), strict=True)]


def _head(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _dated(sheet: Any, value: Any, kind: str) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = kind
    return cell


def _about(sheet: Any, chosen: Mapping[str, Sequence[str]], dataset: Dataset) -> None:
    sheet.append([say("synthetic", brand=dataset.brand) if dataset.synthetic else dataset.title])
    sheet.append([_head(sheet, say(f"sheet_{part}")) for part in ("columns", "meaning", "unit")])
    for name, columns in chosen.items():
        for column in dataset.tables[name].columns:
            if column.name in columns:
                sheet.append([f"{name}.{column.name}", column.zh, column.unit])


def settled(workbook: bytes) -> bytes:
    """The workbook with the clock taken out of it."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return settled.getvalue()
