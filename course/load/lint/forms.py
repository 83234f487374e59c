"""Rules on `forms.yml` and the small cases: what they name exists, and the mended line can be mended."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from course.load.lesson import Directive, parse_blocks
from course.load.lint.code import parsed
from course.load.problem import Report
from course.load.source import line_in, read_text, read_yaml
from course.model import CalcForm, Course, Dataset, Exercise, FixForm, PredictQuestion

ANSWERS_AT_MOST = 5
CASE_ROWS_AT_MOST = 12


def check_forms(exercise: Exercise, course: Course, report: Report) -> None:
    """Note every fault of the forms and of the case tables."""
    dataset = course.datasets.get(exercise.dataset)
    _cases(exercise, dataset, report)
    _readme(exercise, report)
    if read_yaml(exercise.folder / "forms.yml", Report()) is None:  # told by loading
        return
    rules = _Forms(exercise, dataset, report)
    rules.minutes()
    rules.unique("predict", [question.id for question in exercise.forms.predict])
    for at, question in enumerate(exercise.forms.predict):
        rules.predict(question, at)
    if exercise.forms.calc:
        rules.calc(exercise.forms.calc)
    if exercise.forms.fix:
        rules.fix(exercise.forms.fix)


@dataclass(frozen=True)
class _Forms:
    """The rules on one exercise's forms."""

    exercise: Exercise
    dataset: Dataset | None
    report: Report

    def add(self, fault: str, *place: str | int, **values: object) -> None:
        path = self.exercise.folder / "forms.yml"
        self.report.add(f"lint.{fault}", path, line_in(path, *place), **values)

    @cached_property
    def own_args(self) -> bool:
        """Whether `checks.py` has a `form_args` that makes the arguments."""
        path = self.exercise.folder / "checks.py"
        tree = parsed(path, Report()) if path.is_file() else None
        return any(
            isinstance(node, ast.FunctionDef) and node.name == "form_args" for node in (tree.body if tree else ())
        )

    def minutes(self) -> None:
        """Each form but the optional 加深 has its minutes, and no minutes are given for a form that is not there."""
        path, present = self.exercise.folder / "exercise.toml", set(map(str, self.exercise.forms.names))
        for form in sorted((present - {"deep"}) - set(self.exercise.minutes)):
            self.report.add("lint.minutes_missing", path, line_in(path, "minutes"), form=form)
        for form in sorted(set(self.exercise.minutes) - present):
            self.report.add("lint.minutes_extra", path, line_in(path, "minutes"), form=form)

    def unique(self, key: str, ids: list[str], *place: str | int) -> None:
        for at, name in enumerate(ids):
            if name and name in ids[:at]:
                self.add("twice", *place, key, at, "id", id=name, first="forms.yml")

    def predict(self, question: PredictQuestion, at: int) -> None:
        here = ("predict", at)
        tables = _case_tables(self.exercise, question.case)
        if question.case and not tables:
            self.add("case_unknown", *here, "case", name=question.case)
        elif question.case:
            for name in question.show:
                if name not in tables:
                    self.add("show_unknown", *here, "show", name=name, case=question.case)
        self.call(question.call, question.args, tables, here)
        known = {"solution", *(mistake.slug for mistake in self.exercise.mistakes)}
        for name in question.choices:
            if name not in known:
                self.add("choice_unknown", *here, "choices", name=name)
        if (
            "solution" not in question.choices
            or len(set(question.choices)) != len(question.choices)
            or len(question.choices) < 2
        ):
            self.add("choices", *here, "choices")

    def calc(self, form: CalcForm) -> None:
        tables = _case_tables(self.exercise, form.case) if form.case else set(self.exercise.tables)
        if form.case and not tables:
            self.add("case_unknown", "calc", "case", name=form.case)
        if not form.case and self.exercise.dataset and form.scale <= 0:
            self.add("calc_scale", "calc")
        self.call(form.call, form.args, tables, ("calc",))
        self.unique("answers", [answer.id for answer in form.answers], "calc")
        if not 1 <= len(form.answers) <= ANSWERS_AT_MOST:
            self.add("answers", "calc", "answers", n=len(form.answers), most=ANSWERS_AT_MOST)
        for table, columns in form.columns.items():
            if table not in tables:
                self.add("table_unknown", "calc", "columns", table, name=table)
            elif self.dataset and table in self.dataset.tables:
                known = {column.name for column in self.dataset.tables[table].columns}
                for column in (name for name in columns if name not in known):
                    self.add("column_unknown", "calc", "columns", table, name=column, table=table)

    def call(self, name: str, args: Iterable[str], tables: set[str], here: tuple[str | int, ...]) -> None:
        """The function exists; each parameter is an argument or a table, and no argument is anything else."""
        function = next((f for f in self.exercise.functions if f.name == name), None)
        if function is None:
            self.add("call_unknown", *here, "call", name=name)
            return
        if self.own_args:
            return
        given = set(args)
        for extra in sorted(given - set(function.parameters)):
            self.add("arg_unknown", *here, "args", extra, name=extra, function=name)
        for parameter in function.parameters:
            if parameter not in given | tables:
                self.add("arg_missing", *here, "args", name=parameter, function=name)

    def fix(self, form: FixForm) -> None:
        mistake = next((m for m in self.exercise.mistakes if m.slug == form.mistake), None)
        if mistake is None:
            self.add("choice_unknown", "fix", "from", name=form.mistake)
            return
        body = body_without_docstring(mistake.path.read_text(encoding="utf-8"))
        count = body.count(form.was)
        if not form.was or count != 1:
            self.add("fix_was", "fix", "was", n=count, file=f"wrong/{form.mistake}.py")
        elif not _parses(body.replace(form.was, form.line)):
            self.add("fix_line", "fix", "line")


def body_without_docstring(text: str) -> str:
    """A file's text without its module docstring: what a learner of 改 starts from."""
    tree = ast.parse(text)
    if ast.get_docstring(tree) is None:
        return text
    end = tree.body[0].end_lineno or 0
    return "\n".join(text.splitlines()[end:]).lstrip("\n") + "\n"


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _case_tables(exercise: Exercise, case: str) -> set[str]:
    return {path.stem for path in exercise.folder.glob(f"cases/{case}/*.csv")} if case else set()


def _cases(exercise: Exercise, dataset: Dataset | None, report: Report) -> None:
    """Each case table is one of the exercise's, short, and in the dataset's columns."""
    for path in sorted(exercise.folder.glob("cases/*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file)) or [[]]
        if path.stem not in exercise.tables:
            report.add("lint.table_unknown", path, name=path.stem)
        elif dataset and path.stem in dataset.tables:
            known = {column.name for column in dataset.tables[path.stem].columns}
            for column in (name for name in header if name not in known):
                report.add("lint.column_unknown", path, 1, name=column, table=path.stem)
        if len(rows) > CASE_ROWS_AT_MOST:
            report.add("lint.case_long", path, len(rows) + 1, n=len(rows), most=CASE_ROWS_AT_MOST)
        for number, row in enumerate(rows, 2):
            if row and len(row) != len(header):
                report.add("lint.case_width", path, number, got=len(row), want=len(header))


def _readme(exercise: Exercise, report: Report) -> None:
    """The only directive of a task is `{case-table} NAME/TABLE`, and that table is there."""
    path = exercise.folder / "README.md"
    text = read_text(path, Report()) or ""
    for block in parse_blocks(text, 1, path, report):
        if isinstance(block, Directive):
            if block.name != "case-table":
                report.add("lint.directive", path, block.line, name=block.name, known="case-table")
            elif not (exercise.folder / "cases" / f"{block.argument}.csv").is_file():
                report.add("lint.case_unknown", path, block.line, name=block.argument)
