"""The work file: what a reader finds in each sheet, that formulas and the values beside them agree, and that bytes stay."""

from __future__ import annotations

import re
import shutil
from datetime import date
from math import exp, floor, log, sqrt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import from_excel, to_excel

from course.load.problem import CourseProblems
from course.publish.workfile import read_workfile, workfile_inputs, write_workfile

SOURCE = """\
schema_version: 1
title: 小周报
dataset: shop
sheets: [小店（已填）, 空白, 口径]
parameters:
  - {name: z, title: 区间用的 z, kind: number, value: 1.96, blank: 1.96}
  - {name: asof, title: 截至日, kind: date, value: 2026-02-01}
columns:
  - {name: week, title: 首购周, kind: date}
  - {name: n, title: 满窗（人）, kind: count, total: '=SUM({n_all})'}
  - {name: k, title: 复购（人）, kind: count, total: '=SUM({k_all})'}
  - {name: state, title: 状态, kind: text, formula: '=IF({week}>{asof},"以后","以前")',
     total: '=COUNTIF({state_all},"以前")&" 周"'}
  - {name: rate, title: 复购率（%）, kind: percent, formula: '=IF(N({n})=0,"",{k}/{n})'}
total: 合计
blank_rows: 3
notes: [只填前三列。]
definition: {指标: 复购率, 分母: 满窗的人}
"""
FILL = """\
from datetime import date

def fill(load, z, asof):
    n = int(load("orders")["order_id"].nunique())
    rows = [{"week": date(2026, 1, 5), "n": n, "k": 2, "state": "以前", "rate": 2 / n},
            {"week": date(2026, 1, 12), "n": 0, "k": 0, "state": "以前", "rate": ""}]
    assert asof == date(2026, 2, 1) and z == 1.96
    return rows, {"n": n, "k": 2, "state": "2 周", "rate": 2 / n}
"""
CONTENT = Path(__file__).parent / "content"
REAL = sorted((Path(__file__).parents[2] / "chapters").glob("*/files/*.yml"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A work file in a course of its own."""
    shutil.copytree(CONTENT / "datasets/shop", tmp_path / "datasets/shop")
    folder = tmp_path / "chapters/cycle/files"
    folder.mkdir(parents=True)
    (folder / "weekly.yml").write_text(SOURCE, encoding="utf-8")
    (folder / "weekly.py").write_text(FILL, encoding="utf-8")
    return folder / "weekly.yml"


def sheets(path: Path, values: bool = False) -> list[Any]:
    return openpyxl.load_workbook(path, data_only=values).worksheets


def test_filled_sheet_has_data_formulas_and_values(source: Path, tmp_path: Path) -> None:
    write_workfile(source, tmp_path / "out.xlsx")
    formulas, values = sheets(tmp_path / "out.xlsx")[0], sheets(tmp_path / "out.xlsx", values=True)[0]
    assert formulas.title == "小店（已填）"
    assert [cell.value for cell in formulas[5]] == ["首购周", "满窗（人）", "复购（人）", "状态", "复购率（%）"]
    assert [cell.value for cell in formulas[6]][1:] == [5, 2, '=IF(A6>$B$3,"以后","以前")', '=IF(N(B6)=0,"",C6/B6)']
    assert [cell.value for cell in values[6]][1:] == [5, 2, "以前", 0.4]
    assert [cell.value for cell in formulas[8]] == [
        "合计",
        "=SUM(B$6:B$7)",
        "=SUM(C$6:C$7)",
        '=COUNTIF(D$6:D$7,"以前")&" 周"',
        '=IF(N(B8)=0,"",C8/B8)',
    ]
    assert [cell.value for cell in values[8]] == ["合计", 5, 2, "2 周", 0.4]
    assert formulas["A10"].value == "只填前三列。"


def test_blank_sheet_keeps_formulas_and_nothing_else(source: Path, tmp_path: Path) -> None:
    write_workfile(source, tmp_path / "out.xlsx")
    blank, values = sheets(tmp_path / "out.xlsx")[1], sheets(tmp_path / "out.xlsx", values=True)[1]
    assert (blank["B2"].value, blank["B3"].value) == (1.96, None)
    assert [blank.cell(row, 5).value for row in (6, 7, 8)] == [
        f'=IF(N(B{row})=0,"",C{row}/B{row})' for row in (6, 7, 8)
    ]
    assert all(cell.value is None for row in values.iter_rows(6, 8) for cell in row)


def test_definition_sheet_says_the_terms(source: Path, tmp_path: Path) -> None:
    write_workfile(source, tmp_path / "out.xlsx")
    assert list(sheets(tmp_path / "out.xlsx")[2].iter_rows(values_only=True)) == [
        ("指标", "复购率"),
        ("分母", "满窗的人"),
    ]


def test_inputs_are_source_script_and_data(source: Path) -> None:
    found = {path.name for path in workfile_inputs(source)}
    assert found == {"weekly.yml", "weekly.py", "dataset.toml", "tables.py", "orders.csv"}


@pytest.mark.parametrize(
    ("was", "now", "named"),
    [
        ("{k}/{n}", "{kk}/{n}", "kk"),
        ("kind: count, total", "kind: counts, total", "counts"),
        ("[小店（已填）, 空白, 口径]", "[空白]", "sheets"),
        ("title: 小周报\n", "", "title"),
        ("value: 2026-02-01", "value: 二月", "二月"),
    ],
)
def test_a_wrong_source_is_told(source: Path, was: str, now: str, named: str) -> None:
    source.write_text(SOURCE.replace(was, now), encoding="utf-8")
    with pytest.raises(CourseProblems, match=named):
        read_workfile(source)


def test_a_missing_script_is_told(source: Path, tmp_path: Path) -> None:
    source.with_suffix(".py").unlink()
    with pytest.raises(CourseProblems, match=r"weekly\.py"):
        write_workfile(source, tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_work_files_calculate_to_the_values_beside_them(path: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    write_workfile(path, one)
    write_workfile(path, two)
    assert one.read_bytes() == two.read_bytes()
    formulas, values = sheets(one)[0], sheets(one, values=True)[0]
    found = [cell for row in formulas.iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert found
    for cell in found:
        want, got = values[cell.coordinate].value, calculated(cell.value, values)
        assert got == (pytest.approx(want, rel=1e-12, abs=1e-12) if isinstance(want, int | float) else want or ""), (
            cell.coordinate
        )


FUNCTIONS: dict[str, Any] = {
    "ABS": abs,
    "EXP": exp,
    "LN": log,
    "SQRT": sqrt,
    "MAX": max,
    "MIN": min,
    "OR": lambda *given: any(given),
    "N": lambda value: value or 0,
    "ISNUMBER": lambda value: isinstance(value, int | float),
    "WEEKDAY": lambda day, kind: {2: from_excel(day).isoweekday()}[kind],
    "CHOOSE": lambda number, *choices: choices[number - 1],
    "SUM": lambda values: sum(value for value in values if not isinstance(value, str)),
    "ROUND": lambda value, digits: floor(value * 10**digits + 0.5) / 10**digits,
    "COUNTIF": lambda values, wanted: values.count(wanted),
    "SUMIF": lambda tests, wanted, values: sum(v for test, v in zip(tests, values, strict=True) if test == wanted),
}


def calculated(formula: str, sheet: Any) -> Any:
    """What a spreadsheet gives for the formula over the sheet's values: its text read as Python."""

    def cell(name: str) -> Any:
        value = sheet[name].value
        return to_excel(value) if isinstance(value, date) else "" if value is None else value

    def cells(first: str, last: str) -> list[Any]:
        return [cell(found.coordinate) for row in sheet[f"{first}:{last}"] for found in row]

    texts = re.findall(r'"([^"]*)"', formula)
    places = iter(range(len(texts)))
    code = re.sub(r'"[^"]*"', lambda _: f"text[{next(places)}]", formula[1:].replace("$", ""))
    code = re.sub(r"\b([A-Z]\d+):([A-Z]\d+)\b", r"cells('\1','\2')", code)
    code = re.sub(r"(?<!')\b([A-Z]\d+)\b(?!')", r"cell('\1')", code)
    code = conditional(re.sub(r"(?<![<>])=", "==", code).replace("<>", "!=").replace("^", "**"))
    if "&" in code:
        code = "+".join(f"str({part})" for part in code.split("&"))
    return eval(code, {**FUNCTIONS, "cell": cell, "cells": cells, "text": texts})


def conditional(code: str) -> str:
    """Each `IF(test,yes,no)` as Python's, which computes one side only."""
    found = re.search(r"(?<![A-Z])IF\(", code)
    if found is None:
        return code
    parts, start, at, depth = [], found.end(), found.end(), 0
    while depth >= 0:
        depth += (code[at] == "(") - (code[at] == ")")
        if depth < 0 or (depth == 0 and code[at] == ","):
            parts.append(code[start:at])
            start = at + 1
        at += 1
    test, yes, no = parts
    return conditional(f"{code[: found.start()]}(({yes}) if ({test}) else ({no})){code[at:]}")
