"""Model and resolved notebooks to the staged site: plain Markdown, and every file its pages link to."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import tempfile
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from course.load.problem import CourseProblems, Problem, Report
from course.model import Course, Dataset
from course.publish.charts import conclusion
from course.publish.directives import SheetWanted
from course.publish.downloads import dataset_archive, lesson_download
from course.publish.execute import lesson_dataset, notebook_path
from course.publish.exercise_page import render_exercise
from course.publish.files import swap_folder, write_atomically
from course.publish.forms import FormKeys
from course.publish.home import about_page, chapter_page, exercises_page, home_page
from course.publish.lesson_page import notebook_place, render_lesson
from course.publish.markup import UnknownReference
from course.publish.notebook import read_notebook
from course.publish.pages import Page
from course.publish.references import targets
from course.publish.register_pages import REGISTERS, archive_place, dictionary_page, register_page
from course.publish.sheets import workbook_bytes
from course.publish.workfile import workfile_inputs, write_workfile

_WEB = {"siyu.css": "web/siyu.css", "siyu.js": "web/dist/siyu.js"}


def stage_site(course: Course, out: Path, notebooks: Path, form_keys: FormKeys) -> None:
    """Write the whole site's sources into the folder `out`, in one step, from the notebooks under `notebooks`.

    `form_keys` computes what the forms of an exercise show. Raises CourseProblems with every fault found.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    fresh.chmod(0o755)
    try:
        stage = _Stage(course, fresh, out.parent / "cache", Report(course.root))
        stage.lessons(notebooks)
        stage.exercises(form_keys)
        stage.references()
        stage.assets()
        stage.raise_any()
        swap_folder(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


class _Stage:
    """One staging under way; faults are collected until the end."""

    def __init__(self, course: Course, out: Path, cache: Path, report: Report) -> None:
        self.course, self.out, self.cache, self.report = course, out, cache, report
        self.targets = targets(course)
        self.problems: list[Problem] = []
        self.figure: Markup | None = None

    def raise_any(self) -> None:
        """Raise CourseProblems when anything was found."""
        if found := (*self.report.problems, *self.problems):
            raise CourseProblems(found)

    def page(self, page: Page, text: str) -> None:
        write_atomically(self.out / page.source, text)

    def lessons(self, notebooks: Path) -> None:
        """Lesson pages, their downloads, sheets and work files."""
        read = {lesson.slug: read_notebook(notebook_path(notebooks, lesson)) for lesson in self.course.lessons}
        for lesson in self.course.lessons:
            notebook = read[lesson.slug]
            rendered = render_lesson(self.course, lesson, read, self.targets, self.report)
            self.page(rendered.page, rendered.text)
            dataset = lesson_dataset(self.course, lesson)
            write_atomically(
                self.out / notebook_place(lesson), lesson_download(notebook, lesson, dataset, self.targets)
            )
            for wanted in rendered.sheets:
                write_atomically(self.out / wanted.place, self._sheet(wanted))
            for source, place in rendered.workfiles:
                write_atomically(self.out / place, self._workfile(source))
            for source, place in rendered.files:
                write_atomically(self.out / place, source.read_bytes())
            if not self.report.problems:
                self.figure = self.figure or conclusion(self.course, lesson, notebook)

    def exercises(self, form_keys: FormKeys) -> None:
        """Exercise pages and their sheets."""
        for exercise in self.course.exercises:
            try:
                rendered = render_exercise(self.course, exercise, form_keys(exercise), self.targets)
            except CourseProblems as found:
                self.problems += found.problems
                continue
            self.page(rendered.page, rendered.text)
            if rendered.sheet:
                place, content = rendered.sheet
                write_atomically(self.out / place, content)

    def references(self) -> None:
        """Home, chapters, registers, dictionaries, about."""
        self.page(*home_page(self.course, self.figure))
        for chapter in self.course.chapters:
            self.page(*chapter_page(self.course, chapter))
        self.page(*exercises_page(self.course))
        for register in REGISTERS:
            try:
                self.page(*register_page(self.course, register, self.targets))
            except UnknownReference as fault:
                self.report.add("publish.no_reference", self.course.root / "course" / f"{register}.yml", None, id=fault)
        self.page(*about_page(self.targets))

    def assets(self) -> None:
        """The page's script and style, and the datasets with their dictionaries."""
        for name, source in _WEB.items():
            content = resources.files("course.publish").joinpath(source)
            if content.is_file():
                write_atomically(self.out / "assets" / name, content.read_bytes())
            else:
                self.report.add("publish.page_script", Path("course/publish") / source, None, name=source)
        favicon = resources.files("course.publish").joinpath("templates/favicon.svg")
        write_atomically(self.out / "assets" / "favicon.svg", favicon.read_bytes())
        for dataset in self.course.datasets.values():
            self.page(*dictionary_page(dataset))
            write_atomically(self.out / archive_place(dataset), dataset_archive(dataset))

    def _sheet(self, wanted: SheetWanted) -> bytes:
        """The workbook of a lesson's sheet, kept while its tables and columns stay the same."""
        sources = [wanted.dataset.folder / name for name in ("dataset.toml", "tables.py", "make.py")]
        sources += sorted(wanted.dataset.folder.glob("simulation/*.py"))
        sources += [path for name in wanted.tables for path in sorted(wanted.dataset.folder.glob(f"{name}.csv*"))]
        asked = [{name: list(columns) for name, columns in wanted.tables.items()}, wanted.scale]
        kept = self.cache / f"{_key(sources, asked)}.xlsx"
        if not kept.is_file():
            write_atomically(kept, workbook_bytes(sheet_tables(wanted), wanted.dataset, wanted.tables))
        return kept.read_bytes()

    def _workfile(self, source: Path) -> bytes:
        """The workbook of a work file, kept while its source and data stay the same."""
        kept = self.cache / f"{_key(workfile_inputs(source), source.name)}.xlsx"
        if not kept.is_file():
            write_workfile(source, kept)
        return kept.read_bytes()


def _key(sources: list[Path], asked: object) -> str:
    """A digest of what a workbook is made from: the sources that are there, what was asked, and the code."""
    package = resources.files("course.publish")
    code = [package.joinpath(name).read_text(encoding="utf-8") for name in ("sheets.py", "workfile.py")]
    data = [[path.name, hashlib.sha256(path.read_bytes()).hexdigest()] for path in sources if path.is_file()]
    parts = [data, asked, code, metadata.version("openpyxl")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def sheet_tables(wanted: SheetWanted) -> dict[str, pd.DataFrame]:
    """The sheet's tables: a small sample from the dataset's own `make.py`, or the tables as its `tables.py` reads them."""
    dataset = wanted.dataset
    if wanted.scale:
        made = _module(dataset, "make").make(dataset.main_seed, scale=wanted.scale, tables=list(wanted.tables))
        return {name: made[name] for name in wanted.tables}
    tables = _module(dataset, "tables")
    return {name: tables.load(name, folder=dataset.folder) for name in wanted.tables}


def _module(dataset: Dataset, name: str) -> Any:
    """A module that stands in the dataset's folder."""
    spec = importlib.util.spec_from_file_location(f"siyu_{name}_{dataset.slug}", dataset.folder / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
