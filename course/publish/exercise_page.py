"""An exercise folder as its page: the task, and the JSON the desk works from (docs/page.md)."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from course.load.lesson import Directive, Prose, parse_blocks
from course.load.problem import CourseProblems, Report
from course.model import Course, Dataset, Exercise
from course.publish.checks import read_checks, without_docstring
from course.publish.dictionary_page import dictionary_place
from course.publish.forms import CalcKey, FormKey
from course.publish.links import Link, lesson_link
from course.publish.markup import Markdown, UnknownReference
from course.publish.outputs import table_html
from course.publish.pages import Page, data_script
from course.publish.references import Target, exercise_place
from course.publish.sheets import workbook_bytes
from course.publish.templating import fill, say
from course.publish.usage import Usage

_TITLE = re.compile(r"\A\s*# .*\n?")


@dataclass(frozen=True)
class RenderedExercise:
    """An exercise's page and, when it has a 算 form, its sheet with the place under the site's root."""

    page: Page
    text: str
    sheet: tuple[str, bytes] | None


def sheet_place(exercise: Exercise) -> str:
    """Where the sheet of the 算 form is, under the site's root."""
    return f"assets/sheets/{exercise.slug}.xlsx"


def render_exercise(
    course: Course, exercise: Exercise, key: FormKey, targets: dict[str, Target], usage: Usage
) -> RenderedExercise:
    """The page of an exercise; `key` holds the computed values of its forms. Raises CourseProblems."""
    page = Page(exercise_place(exercise), "exercise", exercise.title, exercise.slug, exercise.chapter)
    view = _View(course, exercise, key, Markdown(targets, page.root))
    try:
        body = fill(
            "exercise",
            exercise=exercise,
            task=view.task(),
            related=view.related(usage),
            data=data_script(view.data(), "siyu-exercise"),
            chapter=course.chapter(exercise.chapter),
            root=page.root,
        )
    except UnknownReference as fault:
        raise view.problem("no_reference", "README.md", id=fault) from None
    return RenderedExercise(page, page.text(body, hide=("toc",)), view.sheet())


def local_time(text: str, zone: str) -> str:
    """`2026-01-05T02:00:00Z` as the clock on the wall in `zone`; text without an offset, or no time, stays."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None:
        return text
    local = moment.astimezone(ZoneInfo(zone))
    return local.strftime("%Y-%m-%d %H:%M:%S" if local.second else "%Y-%m-%d %H:%M")


class _View:
    """One exercise seen from its page."""

    def __init__(self, course: Course, exercise: Exercise, key: FormKey, markdown: Markdown) -> None:
        self.course, self.exercise, self.key, self.markdown = course, exercise, key, markdown

    @property
    def dataset(self) -> Dataset | None:
        return self.course.datasets.get(self.exercise.dataset)

    def task(self) -> Markup:
        """The README with its case tables. Raises CourseProblems, UnknownReference."""
        path = self.exercise.folder / "README.md"
        report = Report(self.course.root)
        blocks = parse_blocks(_TITLE.sub("", path.read_text(encoding="utf-8")), 1, path, report)
        parts = [
            self.markdown.block(block.text) if isinstance(block, Prose) else self._table(block, report)
            for block in blocks
            if isinstance(block, Prose | Directive)
        ]
        report.raise_any()
        return Markup("\n").join(parts)

    def related(self, usage: Usage) -> list[tuple[str, list[Markup]]]:
        """What the exercise goes with, by label: lessons, tables, metrics, claims, what to do before."""
        course, exercise, root = self.course, self.exercise, self.markdown.root
        names = usage.exercise_ids[exercise.id]
        tables = self.dataset.tables if self.dataset else {}
        place = root + dictionary_place(self.dataset) if self.dataset else ""
        known = {e.id for e in course.exercises}
        found = {
            "lessons": [fill("link", link=lesson_link(lesson, root)) for lesson in usage[exercise.id].lessons],
            "tables": [fill("link", link=Link(f"{place}#{name}", tables[name].zh)) for name in names if name in tables],
            "metrics": [self.markdown.link(name) for name in names if name in course.registers.metrics],
            "claims": [self.markdown.link(name) for name in names if name in course.registers.claims],
            "requires": [self.markdown.link(name) for name in exercise.requires if name in known],
        }
        return [(say(f"related.{key}"), links) for key, links in found.items() if links]

    def _table(self, block: Directive, report: Report) -> Markup:
        case, _, table = block.argument.partition("/")
        if block.name == "case-table" and (self.exercise.folder / "cases" / case / f"{table}.csv").is_file():
            return fill("case", title=self.title_of(table), name=table, table=self.case_table(case, table))
        report.add("publish.no_case", block.path, block.line, name=block.argument)
        return Markup("")

    def title_of(self, table: str) -> str:
        """The table's Chinese name, when a dataset describes it."""
        described = self.dataset.tables.get(table) if self.dataset else None
        return described.zh if described else table

    def case_table(self, case: str, table: str) -> Markup:
        """A small case as a table, its heads with their Chinese names as hover text."""
        with (self.exercise.folder / "cases" / case / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = list(csv.reader(file))
        described = self.dataset.tables.get(table) if self.dataset else None
        known = {column.name: column for column in described.columns} if described else {}
        for at, name in enumerate(head):
            if name in known and known[name].type == "ts" and self.dataset:
                for row in rows:
                    row[at] = local_time(row[at], self.dataset.timezone)
        return table_html(head, rows, [known[name].zh if name in known else name for name in head])

    def data(self) -> dict[str, Any]:
        """The object of `#siyu-exercise`. Raises CourseProblems, UnknownReference."""
        exercise, checks = self.exercise, read_checks(self.exercise.folder / "checks.py")
        read = {name: (exercise.folder / f"{name}.py").read_text(encoding="utf-8") for name in ("solution", "starter")}
        return {
            "schema_version": 1,
            "id": exercise.id,
            "slug": exercise.slug,
            "title": exercise.title,
            "points": sum(check.points for check in checks),
            "functions": [f.signature for f in exercise.functions],
            "hints": [self.markdown.block(hint) for hint in exercise.hints],
            **read,
            "checks": [{"id": check.id, "sentence": check.sentence, "points": check.points} for check in checks],
            "mistakes": {
                m.slug: {"title": m.title, "message": self.markdown.block(m.message)} for m in exercise.mistakes
            },
            "forms": self.forms(),
            "minutes": exercise.minutes,
            "required": {
                role.slug: [form for form in role.forms if form in exercise.forms.names] for role in self.course.roles
            },
        }

    def forms(self) -> dict[str, Any]:
        """The forms that the exercise has."""
        forms = self.exercise.forms
        found: dict[str, Any] = {}
        if forms.predict:
            found["predict"] = [self._predict(number) for number in range(len(forms.predict))]
        if forms.calc:
            found["calc"] = self._calc()
        if forms.fix:
            wrong = self.exercise.mistake(forms.fix.mistake)
            found["fix"] = {"code": without_docstring(wrong.path), "mistake": wrong.slug}
        if forms.write:
            found["write"] = {}
        if forms.deep:
            found["deep"] = {"ask": self.markdown.block(forms.deep)}
        return found

    def _predict(self, number: int) -> dict[str, Any]:
        question = self.exercise.forms.predict[number]
        found = next((key for key in self.key.predict if key.id == question.id), None)
        if found is None:
            raise self._no_value(question.id)
        tables = [
            {"name": table, "title": self.title_of(table), "html": self.case_table(question.case, table)}
            for table in question.show
        ]
        return {
            "id": question.id,
            "ask": self.markdown.block(question.ask),
            "tables": tables,
            "choices": [{"label": label, "is": which} for which, label in found.choices],
        }

    def _calc(self) -> dict[str, Any]:
        form, key = self.exercise.forms.calc, self._calc_key()
        assert form is not None
        answers = []
        for answer in form.answers:
            if answer.id not in key.right:
                raise self._no_value(answer.id)
            given = {
                slug: values[answer.id] for slug, values in key.mistakes.items() if values.get(answer.id) is not None
            }
            answers.append(
                {
                    "id": answer.id,
                    "label": answer.label,
                    "unit": answer.unit,
                    "tol": answer.tol,
                    "right": key.right[answer.id],
                    "mistakes": given,
                }
            )
        return {
            "ask": self.markdown.block(form.ask),
            "steps": [self.markdown.inline(step) for step in form.steps],
            "sheet": sheet_place(self.exercise) if key.tables else None,
            "answers": answers,
        }

    def _calc_key(self) -> CalcKey:
        if self.key.calc is None:
            raise self._no_value("calc")
        return self.key.calc

    def sheet(self) -> tuple[str, bytes] | None:
        """The 算 form's variant as a workbook; None without one."""
        form = self.exercise.forms.calc
        if form is None or self.dataset is None or not self._calc_key().tables:
            return None
        return sheet_place(self.exercise), workbook_bytes(self._calc_key().tables, self.dataset, form.columns)

    def problem(self, key: str, file: str, **values: object) -> CourseProblems:
        """The fault `key` of a file of the exercise, to be raised."""
        report = Report(self.course.root)
        report.add(f"publish.{key}", self.exercise.folder / file, None, **values)
        return CourseProblems(report.problems)

    def _no_value(self, part: str) -> CourseProblems:
        return self.problem("form_key", "forms.yml", id=self.exercise.id, part=part)
