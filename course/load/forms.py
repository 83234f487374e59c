"""Reads `forms.yml`: the forms 判 算 改 写 加深 of an exercise."""

from __future__ import annotations

from pathlib import Path

from course.load.problem import Report
from course.load.record import Record
from course.load.source import read_yaml
from course.model import CalcAnswer, CalcForm, FixForm, Forms, PredictQuestion

FORMATS = ("percent1", "int", "float2", "yuan", "text")


def read_forms(folder: Path, report: Report) -> Forms | None:
    """The forms of an exercise folder; None when `forms.yml` cannot be read, with the problems noted."""
    source = read_yaml(folder / "forms.yml", report)
    if source is None:
        return None
    record = Record(source, report)
    deep = record.child("deep", required=False)
    forms = Forms(
        predict=tuple(_question(child) for child in record.children("predict", required=False)),
        calc=_calc(record.child("calc", required=False)),
        fix=_fix(record.child("fix", required=False)),
        write=record.child("write", required=False) is not None,
        deep=_deep(deep) if deep else "",
    )
    record.done()
    return forms


def _question(record: Record) -> PredictQuestion:
    question = PredictQuestion(
        id=record.text("id"),
        ask=record.text("ask"),
        case=record.text("case", ""),
        show=record.texts("show", ()),
        call=record.text("call"),
        args=record.mapping("args", {}),
        read=record.text("read", ""),
        format=record.choice("format", FORMATS),
        choices=record.texts("choices"),
    )
    record.done()
    return question


def _calc(record: Record | None) -> CalcForm | None:
    if record is None:
        return None
    columns = record.child("columns", required=False)
    form = CalcForm(
        ask=record.text("ask"),
        call=record.text("call"),
        args=record.mapping("args", {}),
        answers=tuple(_answer(child) for child in record.children("answers")),
        steps=record.texts("steps"),
        scale=record.number("scale", 0.0),
        case=record.text("case", ""),
        columns={table: columns.texts(table) for table in columns.data} if columns else {},
    )
    record.done()
    return form


def _answer(record: Record) -> CalcAnswer:
    answer = CalcAnswer(
        id=record.text("id"),
        label=record.text("label"),
        read=record.text("read", ""),
        tol=record.number("tol"),
        times=record.number("times", 1.0),
        unit=record.text("unit", ""),
        count=record.text("count", ""),
    )
    record.done()
    return answer


def _fix(record: Record | None) -> FixForm | None:
    if record is None:
        return None
    form = FixForm(mistake=record.text("from"), was=record.text("was"), line=record.text("line"))
    record.done()
    return form


def _deep(record: Record) -> str:
    ask = record.text("ask")
    record.done()
    return ask
