"""Authority on work files: `<name>.yml` and `<name>.py` to an .xlsx that a reader takes along. See docs/contracts.md.

Three sheets: the brand's, filled from the data; a blank one with the same formulas; one that states the definition. The
bytes depend on the source and the data only.
"""

from __future__ import annotations

import importlib.util
import io
import re
import string
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from course.files import write_atomically
from course.load.problem import Report
from course.load.record import Record
from course.load.source import read_yaml
from course.publish.sheets import settled

KINDS = ("count", "number", "percent", "date", "text")
_FORMATS = {"count": "#,##0", "number": "0.000", "percent": "0.0%", "date": "yyyy-mm-dd", "text": "@"}
_WIDTHS = {"count": 13, "number": 13, "percent": 13, "date": 24, "text": 18}
_FORMULA_CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>.*?</f>)<v\s*(?:/>|></v>)</c>')
_SHADE = PatternFill("solid", fgColor="EEF2EA")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A cell above the table that formulas name; `blank` is its value on the blank sheet, None for an empty cell."""

    name: str
    title: str
    kind: str
    value: Any
    blank: Any = None


@dataclass(frozen=True)
class Column:
    """A column of the table; `formula` fills its cells, `total` its cell of the last row (else `formula` does)."""

    name: str
    title: str
    kind: str
    formula: str = ""
    total: str = ""


@dataclass(frozen=True)
class WorkFile:
    """A work file's source as read."""

    path: Path
    title: str
    dataset: str
    sheets: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    total: str
    blank_rows: int
    notes: tuple[str, ...]
    definition: Mapping[str, str]

    @property
    def dataset_folder(self) -> Path:
        """`datasets/<dataset>/` of the course that holds the source."""
        return self.path.resolve().parents[3] / "datasets" / self.dataset


def write_workfile(source: Path, out: Path) -> None:
    """Write the workbook of `source` to `out`, whole or not at all. Raises CourseProblems when the source is not right."""
    workfile = read_workfile(source)
    tables = _module(workfile.dataset_folder / "tables.py")
    values = {parameter.name: parameter.value for parameter in workfile.parameters}
    rows, total = _module(source.with_suffix(".py")).fill(
        lambda name: tables.load(name, workfile.dataset_folder), **values
    )
    book = Workbook()
    book.remove(book.worksheets[0])
    filled, blank, definition = (book.create_sheet(title) for title in workfile.sheets)
    cached = _Sheet(workfile, filled, rows, total, filled=True).cached
    _Sheet(workfile, blank, [{}] * workfile.blank_rows, {}, filled=False)
    _define(definition, workfile)
    raw = io.BytesIO()
    book.save(raw)
    write_atomically(out, settled(_with_values(raw.getvalue(), "xl/worksheets/sheet1.xml", cached)))


def workfile_inputs(source: Path) -> list[Path]:
    """Every file the workbook is made from."""
    folder = read_workfile(source).dataset_folder
    return [
        source,
        source.with_suffix(".py"),
        *(path for name in ("dataset.toml", "tables.py", "*.csv", "*.csv.gz") for path in sorted(folder.glob(name))),
    ]


def read_workfile(source: Path) -> WorkFile:
    """The source, checked. Raises CourseProblems with every fault."""
    report = Report()
    found = read_yaml(source, report)
    report.raise_any()
    assert found is not None
    record = Record(found, report)
    record.schema_version()
    workfile = WorkFile(
        path=source,
        title=record.text("title"),
        dataset=record.text("dataset"),
        sheets=record.texts("sheets"),
        parameters=tuple(_parameter(child) for child in record.children("parameters", required=False)),
        columns=tuple(_column(child) for child in record.children("columns")),
        total=record.text("total"),
        blank_rows=record.whole("blank_rows"),
        notes=record.texts("notes", ()),
        definition=record.mapping("definition"),
    )
    record.done()
    _names(workfile, record)
    if len(workfile.sheets) != 3:
        record.problem("load.key_type", "sheets", key="sheets", kind="filled, blank, definition")
    report.raise_any()
    return workfile


def _parameter(record: Record) -> Parameter:
    kind = record.choice("kind", KINDS)
    read: Callable[[str], Any] = {"count": record.whole, "number": record.number}.get(kind, record.text)
    value, blank = read("value"), read("blank") if "blank" in record.data else None
    if kind == "date":
        value = _day(record, value)
    parameter = Parameter(record.text("name"), record.text("title"), kind, value, blank)
    record.done("blank")
    return parameter


def _day(record: Record, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        record.problem("load.key_type", "value", key=f"value {text}", kind="YYYY-MM-DD")
        return date.min


def _column(record: Record) -> Column:
    column = Column(
        record.text("name"),
        record.text("title"),
        record.choice("kind", KINDS),
        record.text("formula", ""),
        record.text("total", ""),
    )
    record.done()
    return column


def _names(workfile: WorkFile, record: Record) -> None:
    """Note names in formulas that stand for nothing."""
    columns = {column.name for column in workfile.columns}
    known = columns | {f"{name}_all" for name in columns} | {parameter.name for parameter in workfile.parameters}
    for at, column in enumerate(workfile.columns):
        for key in ("formula", "total"):
            for _, name, _, _ in string.Formatter().parse(getattr(column, key)):
                if name and name not in known:
                    record.problem("lint.unknown", "columns", at, key, key=key, id=name)


class _Sheet:
    """One sheet with the table: parameters on top, heads, rows, the total, notes. `cached` holds formulas' values by cell."""

    def __init__(self, workfile: WorkFile, sheet: Worksheet, rows: Sequence[Row], total: Row, filled: bool) -> None:
        self.workfile, self.sheet, self.cached = workfile, sheet, dict[str, Any]()
        self.head = len(workfile.parameters) + 3
        self.first, self.last = self.head + 1, self.head + len(rows)
        self._top(filled)
        for at, row in enumerate(rows, self.first):
            self._row(at, row, total=False)
        self._row(self.last + 1, total, total=True)
        self._notes()
        self._manners()

    def _top(self, filled: bool) -> None:
        """The title, the parameters and the columns' heads."""
        self.sheet["A1"] = self.workfile.title
        self.sheet["A1"].font = Font(bold=True, size=14)
        for at, parameter in enumerate(self.workfile.parameters, 2):
            self.sheet.cell(at, 1, parameter.title)
            cell = self.sheet.cell(at, 2, parameter.value if filled else parameter.blank)
            cell.number_format, cell.alignment = _FORMATS[parameter.kind], Alignment(horizontal="left")
        for at, column in enumerate(self.workfile.columns, 1):
            cell = self.sheet.cell(self.head, at, column.title)
            cell.font, cell.fill = Font(bold=True), _SHADE
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            self.sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[column.kind]

    def _row(self, at: int, row: Row, total: bool) -> None:
        for number, column in enumerate(self.workfile.columns, 1):
            cell = self.sheet.cell(at, number)
            cell.number_format = _FORMATS[column.kind]
            formula = (column.total or column.formula) if total else column.formula
            if formula:
                cell.number_format = (
                    "General" if column.kind == "text" else cell.number_format
                )  # "@" would show the formula
                cell.value = self._formula(formula, at)
                self.cached.update({cell.coordinate: row[column.name]} if column.name in row else {})
            elif total:
                cell.value = self.workfile.total if number == 1 else None
            else:
                cell.value = row.get(column.name)
            if total:
                cell.font, cell.fill = Font(bold=True), _SHADE

    def _formula(self, formula: str, at: int) -> str:
        """The formula with its names replaced by cells, seen from row `at`."""
        places = {parameter.name: f"$B${row}" for row, parameter in enumerate(self.workfile.parameters, 2)}
        for number, column in enumerate(self.workfile.columns, 1):
            letter = get_column_letter(number)
            places[column.name] = f"{letter}{at}"
            places[f"{column.name}_all"] = f"{letter}${self.first}:{letter}${self.last}"
        return formula.format_map(places)

    def _notes(self) -> None:
        for at, note in enumerate(self.workfile.notes, self.last + 3):
            self.sheet.cell(at, 1, note)

    def _manners(self) -> None:
        """Heads stay in sight, the sheet prints on one page's width, counts take whole numbers only."""
        self.sheet.freeze_panes = f"B{self.first}"
        self.sheet.page_setup.orientation, self.sheet.page_setup.fitToHeight = "landscape", 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        whole = DataValidation(
            "whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True, showErrorMessage=True
        )
        for number, column in enumerate(self.workfile.columns, 1):
            if column.kind == "count" and not column.formula:
                letter = get_column_letter(number)
                whole.add(f"{letter}{self.first}:{letter}{self.last}")
        self.sheet.add_data_validation(whole)


def _define(sheet: Worksheet, workfile: WorkFile) -> None:
    """The sheet that says what is counted."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 14, 90
    for at, (item, text) in enumerate(workfile.definition.items(), 1):
        sheet.cell(at, 1, item).font = Font(bold=True)
        sheet.cell(at, 2, text).alignment = Alignment(wrap_text=True, vertical="top")


def _with_values(workbook: bytes, part: str, values: Mapping[str, Any]) -> bytes:
    """The workbook with a computed value beside each formula of a sheet: previews on phones show it, they do not calculate."""

    def valued(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            return found[0]
        kind, shown = (' t="str"', escape(value)) if isinstance(value, str) else ("", str(value))
        return f'<c r="{found[1]}"{found[2]}{kind}>{found[3]}<v>{shown}</v></c>'

    with zipfile.ZipFile(io.BytesIO(workbook)) as old:
        contents = {name: old.read(name) for name in old.namelist()}
    contents[part] = _FORMULA_CELL.sub(valued, contents[part].decode()).encode()
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w") as written:
        for name, content in contents.items():
            written.writestr(name, content)
    return new.getvalue()


def _module(path: Path) -> ModuleType:
    """The file as a module under a name of its own. Raises CourseProblems when it is not there."""
    report = Report()
    if not path.is_file():
        report.add("load.missing", path, name=path.name)
    report.raise_any()
    spec = importlib.util.spec_from_file_location("_workfile_" + re.sub(r"\W", "_", str(path)), path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
