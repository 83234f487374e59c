"""Authority on running lessons: each once, on its dataset, into a resolved notebook that is reused while nothing changed."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from course.load.lesson import Block, Code, Directive, Prose, read_lesson
from course.load.problem import CourseProblems, Problem, Report
from course.model import Course, Dataset, Lesson
from course.publish.notebook import code_cell, directive_cell, key_of, prose_cell, write_notebook
from course.publish.replay import Changed, Recorder, Runs, read_replay
from course.publish.session import Fault, open_session

_ROLE = re.compile(r"\{(eval|lit)\}(`+)(.+?)\2", re.DOTALL)
_VERSIONS = ("altair", "nbclient", "numpy", "pandas", "vl-convert-python")
_SOURCES = ("execute.py", "kernel_setup.py", "notebook.py", "replay.py", "session.py")
_AT_ONCE = 2


def notebook_path(notebooks: Path, lesson: Lesson) -> Path:
    """Where the lesson's resolved notebook stands under the folder `notebooks`."""
    return notebooks / lesson.chapter / f"{lesson.slug}.ipynb"


def execute_lessons(
    course: Course,
    notebooks: Path,
    say: Callable[[Lesson, bool], None] = lambda lesson, ran: None,
    starting: Callable[[Lesson], None] = lambda lesson: None,
    only: Sequence[Lesson] | None = None,
) -> None:
    """Bring the notebooks of all lessons, or of `only` some, up to date; one whose cells did not change is not run.

    They stand under `notebooks`. `starting` is told each lesson that needs a kernel, `say` each lesson and whether it ran.
    Raises CourseProblems with the first fault of every lesson that has one.
    """
    problems = asyncio.run(_execute_all(course, course.lessons if only is None else only, notebooks, say, starting))
    if problems:
        raise CourseProblems(tuple(problems))


async def _execute_all(
    course: Course,
    lessons: Sequence[Lesson],
    notebooks: Path,
    say: Callable[[Lesson, bool], None],
    starting: Callable[[Lesson], None],
) -> list[Problem]:
    turn = asyncio.Semaphore(_AT_ONCE)
    problems: list[Problem] = []
    digests = {slug: dataset_digest(dataset) for slug, dataset in course.datasets.items()}

    async def one(lesson: Lesson) -> None:
        dataset = lesson_dataset(course, lesson)
        basis = run_basis(digests[dataset.slug] if dataset else "")
        target, key, ran = notebook_path(notebooks, lesson), lesson_key(course, lesson, basis), False
        try:
            async with turn:
                if key_of(target) != key:
                    ran = await _renew(course, lesson, target, key, basis, starting)
        except CourseProblems as found:
            problems.extend(found.problems)
        say(lesson, ran)

    await asyncio.gather(*map(one, lessons))
    return problems


def lesson_dataset(course: Course, lesson: Lesson) -> Dataset | None:
    """The dataset whose tables the lesson names; None when it names none."""
    named = set(lesson.tables)
    holds = [dataset for dataset in course.datasets.values() if named & set(dataset.tables)]
    return max(holds, key=lambda dataset: len(named & set(dataset.tables)), default=None)


def dataset_digest(dataset: Dataset) -> str:
    """A digest of the files that a kernel may read of a dataset."""
    sha = hashlib.sha256()
    for pattern in ("dataset.toml", "*.py", "simulation/*.py", "*.csv", "*.csv.gz"):
        for path in sorted(dataset.folder.glob(pattern)):
            sha.update(path.relative_to(dataset.folder).as_posix().encode() + b"\0")
            sha.update(hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()


def run_basis(data: str) -> str:
    """A digest of what the outputs of a lesson's cells hang on besides the cells; `data` is the dataset's digest."""
    package = resources.files("course.publish")
    code = [package.joinpath(name).read_text(encoding="utf-8") for name in _SOURCES]
    return hashlib.sha256(json.dumps([data, [metadata.version(name) for name in _VERSIONS], code]).encode()).hexdigest()


def lesson_key(course: Course, lesson: Lesson, basis: str) -> str:
    """A digest of everything the lesson's notebook is made from; `basis` is `run_basis`'s."""
    registers = course.registers
    parts = {
        "lesson": lesson.path.read_text(encoding="utf-8"),
        "basis": basis,
        "registers": [registers.claims, registers.laws, registers.metrics, registers.glossary],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


async def _renew(
    course: Course, lesson: Lesson, target: Path, key: str, basis: str, starting: Callable[[Lesson], None]
) -> bool:
    """Write the lesson's notebook, from the kept run or from a new one; whether it ran. Raises CourseProblems."""
    _, blocks = read_lesson(lesson.path)
    kept = target.with_suffix(".run.json")
    replay = read_replay(kept, basis)
    if replay is not None:
        with contextlib.suppress(Changed):
            write_notebook(target, await _cells(blocks, replay, lesson, course.root), key)
            return False
    starting(lesson)
    dataset = lesson_dataset(course, lesson)
    environment = {"PYTHONPATH": str(dataset.folder), "SIYU_DATA": str(dataset.folder)} if dataset else {}
    with tempfile.TemporaryDirectory(prefix="siyu-lesson-") as scratch:
        async with open_session(Path(scratch), environment) as session:
            recorder = Recorder(session)
            cells = await _cells(blocks, recorder, lesson, course.root)
    recorder.write(kept, basis)
    write_notebook(target, cells, key)
    return True


async def _cells(blocks: list[Block], session: Runs, lesson: Lesson, root: Path) -> list[Any]:
    run = LessonRun(session, lesson, root)
    return [await run.block(number, block) for number, block in enumerate(blocks)]


class LessonRun:
    """One lesson going through its session. The first fault ends it: what follows would only repeat it."""

    def __init__(self, session: Runs, lesson: Lesson, root: Path) -> None:
        self.session, self.lesson, self.root = session, lesson, root

    async def block(self, number: int, block: Block) -> Any:
        """The block's cell of the notebook. Raises CourseProblems."""
        if isinstance(block, Prose):
            return prose_cell(number, block, await self._fill(block.text, block.line))
        if isinstance(block, Directive):
            self._refuse_inner_cells(block)
            return directive_cell(number, block, await self._fill(block.body, block.body_line))
        try:
            count, outputs = await self.session.run(block.source)
        except Fault as fault:
            raise self._problem("publish.cell", block.source_line + fault.line - 1, fault, block.label) from None
        options = {name: await self._fill(value, block.line) for name, value in block.options.items()}
        return code_cell(number, block, options, count, outputs)

    async def _fill(self, text: str, line: int) -> str:
        """`text` with the value of each `{eval}` and the words of each `{lit}` in their places."""
        evals = [found for found in _ROLE.finditer(text) if found[1] == "eval"]
        values = []
        for found, value in zip(evals, await self.session.evaluate([found[3].strip() for found in evals]), strict=True):
            if isinstance(value, Fault):
                key = "publish.eval" if value.name else "publish.eval_kind"
                raise self._problem(key, line + text.count("\n", 0, found.start()), value, found[3])
            values.append(value)
        return _ROLE.sub(lambda found: values.pop(0) if found[1] == "eval" else found[3], text)

    def _refuse_inner_cells(self, block: Directive) -> None:
        """A cell inside a directive would be read as text: its body is Markdown."""
        for inner in block.blocks():
            if isinstance(inner, Code):
                raise self._problem("publish.inner_cell", inner.line, Fault("", ""), block.name)

    def _problem(self, key: str, line: int, fault: Fault, code: str) -> CourseProblems:
        report = Report(self.root)
        report.add(key, self.lesson.path, line, name=fault.name, text=fault.text, code=code)
        return CourseProblems(report.problems)
