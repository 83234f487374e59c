"""Authority on how long a lesson or a form of an exercise takes: its parts counted, weighed by `course/timing.toml`.

The chapter's quiz is not in a lesson (the plan counts its questions), nor are exercises; 加深 has nothing to count. Nobody's
time is measured here: `course.plan.measured` reads that off progress logs.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from course.load.lesson import EVAL, REFERENCE, Block, Code, Directive, Prose, parse_blocks, scan_lesson
from course.load.problem import Report
from course.model import Course, Exercise, FormName, Lesson

Parts = dict[str, float]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z0-9][\w.,%]*", re.ASCII)
_ROW = re.compile(r"^\|(?!\s*:?-)", re.MULTILINE)
_ITEM = re.compile(r"^(?:\d+\.|[-*] \[[ xX]\]) ", re.MULTILINE)
_ITEMS = {"sheet": "step", "monday": "action", "recall": "question"}
_APART = ("quiz", "practice")


@dataclass(frozen=True)
class Rates:
    """`course/timing.toml`: `seconds` and a newcomer's factor by part, and the numbers that stand above them there."""

    seconds: dict[str, float]
    newcomer: dict[str, float]
    characters_a_word: float
    again: float
    lesson_within: float
    exercise_within: float
    write_between: tuple[int, int]
    pause_minutes: float


@cache
def rates() -> Rates:
    """The course's rates."""
    data = tomllib.loads(resources.files("course").joinpath("timing.toml").read_text(encoding="utf-8"))
    parts = data.pop("rates")
    return Rates(
        {part: rate["seconds"] for part, rate in parts.items()},
        {part: rate.get("newcomer", 1.0) for part, rate in parts.items()},
        write_between=tuple(data.pop("write_between")),
        **data,
    )


class UncountableError(ValueError):
    """An exercise whose files cannot be counted: one is missing or broken, or 改 starts from no mistake of its."""


@dataclass(frozen=True)
class Estimate:
    """What a lesson (`form` None) or a form is declared to take, and the model's minutes by part; 加深 has none.

    `within` is the share of the model's minutes by which the declared ones may differ.
    """

    form: FormName | None
    declared: int
    parts: Parts
    within: float

    @property
    def modelled(self) -> float:
        """The model's minutes; 0 when there is nothing to count."""
        return sum(self.parts.values())

    @property
    def far(self) -> bool:
        """Whether the declared minutes are too far from the model's."""
        return bool(self.parts) and abs(self.declared - self.modelled) > self.within * self.modelled


def estimate_lesson(course: Course, lesson: Lesson) -> Estimate:
    """A lesson's minutes, declared and modelled."""
    parts = weighed(lesson_parts(lesson), for_newcomers(course, lesson.chapter))
    return Estimate(None, lesson.minutes, parts, rates().lesson_within)


def estimate_forms(course: Course, exercise: Exercise) -> list[Estimate]:
    """The minutes of an exercise's forms that declare any. Raises UncountableError."""
    newcomer = for_newcomers(course, exercise.chapter)
    try:
        counted = form_parts(exercise)
    except (OSError, ValueError, SyntaxError, KeyError) as fault:
        raise UncountableError(exercise.slug) from fault
    return [
        Estimate(form, exercise.minutes[form], weighed(counted.get(form, {}), newcomer), rates().exercise_within)
        for form in exercise.forms.names
        if form in exercise.minutes
    ]


def weighed(parts: Mapping[str, float], newcomer: bool = False) -> Parts:
    """Minutes by part. Raises KeyError for a part without a rate."""
    known = rates()
    return {
        part: n * known.seconds[part] * (known.newcomer[part] if newcomer else 1) / 60 for part, n in parts.items() if n
    }


def for_newcomers(course: Course, chapter: str) -> bool:
    """Whether a chapter's readers have never programmed: it says that it requires no other."""
    return course.presets.requires.get(chapter) == ()


def lesson_parts(lesson: Lesson) -> Parts:
    """How many of each part a lesson has."""
    return _sum(*_blocks(scan_lesson(lesson.path, Report())[1], "", lesson.path))


def form_parts(exercise: Exercise) -> dict[FormName, Parts]:
    """How many of each part the forms of an exercise have. `estimate_forms` says what cannot be counted."""
    forms, share = exercise.forms, rates().again
    task = _task(exercise)
    again = {part: n * share for part, n in task.items()}
    found: dict[FormName, Parts] = {}
    if forms.predict:
        asked = [_text(question.ask) for question in forms.predict]
        shown = sum(_rows(exercise, f"{q.case}/{table}") for q in forms.predict for table in q.show)
        found["predict"] = _sum(task, *asked, {"row": shown, "choice": len(forms.predict)})
    if forms.calc:
        done: Parts = {"sheet": 1, "own_step": len(forms.calc.steps), "answer": len(forms.calc.answers)}
        found["calc"] = _sum(again, _text(forms.calc.ask), done)
    if forms.fix:
        lines = code_lines(exercise.mistake(forms.fix.mistake).path)
        found["fix"] = _sum(again, {"line": len(lines), "mend": 1})
    if forms.write:
        given = code_lines(exercise.folder / "starter.py")
        own = [line for line in code_lines(exercise.folder / "solution.py") if line not in given]
        found["write"] = _sum(task, {"written_line": len(own), "trap": len(exercise.mistakes)})
    return found


def code_lines(path: Path) -> list[str]:
    """Lines of Python that do something: neither blank nor comment, docstring or import."""
    text = path.read_text(encoding="utf-8")
    passed: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        told = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if told or isinstance(node, ast.Import | ast.ImportFrom):
            passed.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))  # type: ignore[attr-defined]
    lines = ((at, line.strip()) for at, line in enumerate(text.splitlines(), 1))
    return [line for at, line in lines if line and line[0] != "#" and at not in passed]


def _blocks(blocks: Iterable[Block], within: str, path: Path) -> Iterator[Parts]:
    """The parts of each block that stands in a directive of the name `within`, or in none."""
    for block in blocks:
        if isinstance(block, Prose):
            yield _prose(block.text, within)
        elif isinstance(block, Code):
            yield _cell(block)
        elif block.name not in _APART:
            yield {block.name: 1} if block.name in rates().seconds else {}
            yield from _blocks(parse_blocks(block.body, block.body_line, path, Report()), block.name, path)


def _prose(text: str, within: str) -> Parts:
    """Steps of a sheet have their own rate, reading included; a hand block is worked along."""
    items = {_ITEMS[within]: float(len(_ITEM.findall(text)))} if within in _ITEMS else {}
    if within == "sheet":
        return items
    read = _text(text)
    return items | ({"worked_character": read.pop("character")} if within == "hand" else {}) | read


def _cell(cell: Code) -> Parts:
    """What a cell gives to look at, and its code where that is open."""
    if "assert" in cell.tags:
        return {}
    kind = "chart" if "chart" in cell.tags else "output"
    seen = {} if "hide-output" in cell.tags else {kind: 1.0}
    if "show" not in cell.tags:
        return seen
    return seen | {"run": 1, "line": sum(bool(line.strip()) for line in cell.source.splitlines())}


def _text(text: str) -> Parts:
    """Characters to read, words counted as some; an `{eval}` or a reference is a word."""
    text = REFERENCE.sub(" 0 ", EVAL.sub(" 0 ", _ITEM.sub("", text)))
    words = len(_WORD.findall(text)) * rates().characters_a_word
    return {"character": len(_HAN.findall(text)) + words, "row": len(_ROW.findall(text))}


def _task(exercise: Exercise) -> Parts:
    """The README, with the case tables that it shows."""
    path = exercise.folder / "README.md"
    blocks = parse_blocks(path.read_text(encoding="utf-8"), 1, path, Report())
    shown = [_rows(exercise, block.argument) for block in blocks if isinstance(block, Directive)]
    return _sum({"row": sum(shown)}, *(_text(block.text) for block in blocks if isinstance(block, Prose)))


def _rows(exercise: Exercise, table: str) -> int:
    """Rows of a case's table, named like `hand/orders`."""
    text = (exercise.folder / "cases" / f"{table}.csv").read_text(encoding="utf-8")
    return max(0, len(text.splitlines()) - 1)


def _sum(*counted: Parts) -> Parts:
    parts: Parts = {}
    for more in counted:
        for part, n in more.items():
            parts[part] = parts.get(part, 0) + n
    return parts
