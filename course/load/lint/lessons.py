"""Rules on a lesson's body: directives, references, cells, figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from course.load.lesson import EVAL, Block, Code, Directive, Prose, cut_at_rule, parse_blocks, scan_lesson
from course.load.lint.ids import mistake_ids, reference_ids, references
from course.load.lint.numbers import bare_figures, without_code
from course.load.problem import Report
from course.model import Course, Lesson

DIRECTIVES = (
    "scene",
    "hand",
    "guess",
    "mistake",
    "claim",
    "monday",
    "define",
    "practice",
    "recall",
    "quiz",
    "workfile",
    "sheet",
    "case",
)
TAGS = ("show", "hide-output", "assert", "chart")
CELL_LINES_AT_MOST = 12

_CHOICE = re.compile(r"^[-*] \[([ xX])\] ", re.MULTILINE)
_NEED_ARGUMENT = ("guess", "mistake", "claim", "define", "practice", "quiz", "workfile", "sheet", "case")


def check_lesson(lesson: Lesson, course: Course, report: Report) -> None:
    """Note every fault of a lesson's body."""
    _, blocks = scan_lesson(lesson.path, Report())
    rules = _Body(lesson, course, report)
    rules.hands(blocks)
    for block in blocks:
        rules.block(block)


@dataclass(frozen=True)
class _Body:
    """The rules on one lesson; `labels` are the cell labels and guess ids seen so far."""

    lesson: Lesson
    course: Course
    report: Report
    labels: set[str] = field(default_factory=set)

    def add(self, fault: str, line: int, **values: object) -> None:
        self.report.add(f"lint.{fault}", self.lesson.path, line, **values)

    def hands(self, blocks: list[Block]) -> None:
        """The next cell after each `hand` block asserts its figures."""
        for at, block in enumerate(blocks):
            if isinstance(block, Directive) and block.name == "hand":
                after = next((b for b in blocks[at + 1 :] if not isinstance(b, Prose)), None)
                if not (isinstance(after, Code) and "assert" in after.tags and _asserts(after.source)):
                    self.add("hand", block.line)

    def block(self, block: Block, outer: str = "") -> None:
        if isinstance(block, Prose):
            self.prose(block, by_hand=outer == "hand")
        elif isinstance(block, Code):
            self.code(block, outer)
        else:
            self.directive(block, outer)

    def prose(self, block: Prose, by_hand: bool) -> None:
        """References are known, expressions parse, and figures are computed or cited."""
        for line, name in references(without_code(block.text), block.line):
            if name not in reference_ids(self.course):
                self.add("reference", line, id=name)
        for found in EVAL.finditer(block.text):
            if not _is_expression(found[2]):
                self.add("eval", block.line + block.text.count("\n", 0, found.start()), got=found[2])
        if not by_hand:
            for line, figure in bare_figures(block.text, block.line):
                self.add("figure", line, figure=figure)

    def code(self, cell: Code, outer: str) -> None:
        if outer:
            self.add("cell_nested", cell.line, outer=outer)
        self.label(cell.label, cell.line)
        for tag in cell.tags:
            if tag not in TAGS:
                self.add("tag", cell.line, tag=tag, known=" ".join(TAGS))
        for option in cell.options:
            if option not in ("alt", "caption"):
                self.add("cell_option", cell.line, option=option)
        height = len(cell.source.splitlines())
        if height > CELL_LINES_AT_MOST and not {"chart", "assert"} & set(cell.tags):
            self.add("cell_long", cell.line, n=height, most=CELL_LINES_AT_MOST)
        for option in ("alt", "caption"):
            if "chart" in cell.tags and not cell.options.get(option):
                self.add("chart", cell.line, option=option)
        if not _parses(cell.source):
            self.add("cell_python", cell.line)

    def label(self, label: str, line: int) -> None:
        if label in self.labels:
            self.add("twice", line, id=label, first=self.lesson.path.name)
        elif label:
            self.labels.add(label)

    def directive(self, block: Directive, outer: str) -> None:
        if block.name not in DIRECTIVES:
            self.add("directive", block.line, name=block.name, known=" ".join(DIRECTIVES))
            return
        if block.name in _NEED_ARGUMENT and not block.argument:
            self.add("argument", block.line, name=block.name)
        for fault, values in self.arguments(block):
            self.add(fault, block.line, **values)
        if block.name == "guess":
            self.guess(block)
        if block.name == "case" and not all(part.strip() for part in cut_at_rule(block.body)):
            self.add("case", block.line)
        for inner in parse_blocks(block.body, block.body_line, self.lesson.path, self.report):
            self.block(inner, "hand" if outer == "hand" else block.name)

    def arguments(self, block: Directive) -> Iterator[tuple[str, dict[str, object]]]:
        """Faults of what a directive names."""
        course, registers = self.course, self.course.registers
        chapter = course.chapter(self.lesson.chapter)
        known = {
            "mistake": mistake_ids(course),
            "claim": registers.claims,
            "define": registers.metrics,
            "practice": [exercise.id for exercise in course.exercises],
            "quiz": [question.id for question in chapter.questions],
            "case": registers.cases,
        }
        for name in block.argument.split():
            if block.name in known and name not in known[block.name]:
                yield "reference", {"id": name}
            elif block.name == "workfile" and not list((chapter.folder / "files").glob(f"{name}.*")):
                yield "workfile", {"name": name}
            elif block.name == "sheet":
                yield from self.sheet(name)

    def sheet(self, argument: str) -> Iterator[tuple[str, dict[str, object]]]:
        """Faults of one `table:column,column`."""
        table, _, columns = argument.partition(":")
        tables = [d.tables[table] for d in self.course.datasets.values() if table in d.tables]
        if not tables:
            yield "table_unknown", {"name": table}
        known = {column.name for found in tables for column in found.columns}
        for name in filter(None, columns.split(",")):
            if tables and name not in known:
                yield "column_unknown", {"name": name, "table": table}

    def guess(self, block: Directive) -> None:
        """A guess has an id of its own, at least two choices, one right, and a reason after `---`."""
        self.label(block.argument, block.line)
        marks = _CHOICE.findall(block.body)
        if len(marks) < 2 or sum(mark != " " for mark in marks) != 1 or not re.search(r"^---\s*$", block.body, re.M):
            self.add("guess", block.line)


def _asserts(source: str) -> bool:
    try:
        return any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(source)))
    except SyntaxError:
        return False


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _is_expression(text: str) -> bool:
    try:
        ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return False
    return True
