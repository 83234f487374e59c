"""Model and resolved notebooks to the staged site: plain Markdown, and every file its pages link to."""

from __future__ import annotations

import filecmp
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from importlib import metadata, resources
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from course.content import load_module
from course.files import swap_folder, write_atomically
from course.load.problem import CourseProblems, Problem, Report
from course.model import Chapter, Course, Dataset, Exercise, Lesson
from course.publish.cards import cards_script
from course.publish.chapter_page import chapter_page
from course.publish.charts import conclusion
from course.publish.claim_tests import claim_tests_page, has_claim_tests
from course.publish.coverage_page import coverage_page
from course.publish.dictionary_page import archive_place, dictionary_page, has_story, story_page
from course.publish.directives import SheetWanted
from course.publish.downloads import dataset_archive, lesson_download
from course.publish.execute import lesson_dataset, notebook_path
from course.publish.exercise_page import render_exercise
from course.publish.forms import FormFault, FormKeys
from course.publish.home import about_page, exercises_page, home_page
from course.publish.hosted import Host, Hosting
from course.publish.lesson_page import notebook_place, render_lesson
from course.publish.markup import UnknownReference
from course.publish.misconception_page import misconceptions_page
from course.publish.notebook import Notebooks
from course.publish.pages import Page
from course.publish.plan_page import plan_page, plan_script
from course.publish.progress_page import progress_page
from course.publish.quiz_page import diagnostic_page, quiz_page
from course.publish.references import targets
from course.publish.register_pages import REGISTERS, register_page
from course.publish.search_worker import mended_worker
from course.publish.sheets import workbook_bytes
from course.publish.usage import Usage
from course.publish.workfile import workfile_inputs, write_workfile

WEB = {"siyu.css": "web/siyu.css"} | {
    f"{name}.js": f"web/dist/{name}.js" for name in ("siyu", "siyu-editor", "siyu-qr", "siyu-worker")
}


def stage_site(course: Course, out: Path, notebooks: Path, form_keys: FormKeys, hosting: Hosting | None = None) -> None:
    """Write the whole site's sources into the folder `out`, in one step, from the notebooks under `notebooks`.

    `form_keys` computes what the forms of an exercise show. With `hosting`, pages run code by
    themselves. Raises CourseProblems with every fault found.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    fresh.chmod(0o755)
    try:
        stage = _Stage(course, fresh, notebooks, out.parent / "cache", Report(course.root), hosting)
        stage.lessons(course.lessons)
        stage.quizzes(course.chapters)
        stage.exercises(form_keys, course.exercises)
        stage.references()
        stage.assets()
        stage.hosted()
        stage.raise_any()
        swap_folder(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def stage_parts(
    course: Course,
    out: Path,
    notebooks: Path,
    form_keys: FormKeys,
    lessons: list[Lesson],
    exercises: list[Exercise],
    hosting: Hosting | None = None,
) -> list[str]:
    """Write the pages of some lessons and exercises anew into the staged folder `out`; the places of what changed.

    Nothing is written when there is a fault. Raises CourseProblems with every fault found.
    """
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as fresh:
        stage = _Stage(course, Path(fresh), notebooks, out.parent / "cache", Report(course.root), hosting)
        stage.lessons(lessons)
        stage.quizzes(course.chapter(slug) for slug in dict.fromkeys(lesson.chapter for lesson in lessons))
        stage.exercises(form_keys, exercises)
        stage.hosted()
        stage.raise_any()
        made = sorted(path.relative_to(fresh) for path in Path(fresh).rglob("*") if path.is_file())
        changed = [place for place in made if not _same(Path(fresh) / place, out / place)]
        for place in changed:
            (out / place).parent.mkdir(parents=True, exist_ok=True)
            (Path(fresh) / place).replace(out / place)
    return [place.as_posix() for place in changed]


def _same(new: Path, old: Path) -> bool:
    return old.is_file() and filecmp.cmp(new, old, shallow=False)


def light_style(style: bytes) -> bytes:
    """The style without comments, and without room around braces and semicolons: every page loads it."""
    return re.sub(rb"\s*([{};])\s*", rb"\1", re.sub(rb"/\*.*?\*/", b"", style, flags=re.DOTALL))


class _Stage:
    """One staging under way; faults are collected until the end."""

    def __init__(
        self, course: Course, out: Path, notebooks: Path, cache: Path, report: Report, hosting: Hosting | None
    ) -> None:
        self.course, self.out, self.cache, self.report = course, out, cache, report
        self.targets, self.usage = targets(course), Usage(course)
        self.taken: dict[str, list[tuple[str, str]]] = {}
        self.problems: list[Problem] = []
        self.read = Notebooks({lesson.slug: notebook_path(notebooks, lesson) for lesson in course.lessons})
        self.figure: Markup | None = None
        self.host = Host(course, hosting) if hosting else None

    def raise_any(self) -> None:
        """Raise CourseProblems when anything was found."""
        if found := (*self.report.problems, *self.problems):
            raise CourseProblems(found)

    def page(self, page: Page, text: str) -> None:
        write_atomically(self.out / page.source, text)

    def lessons(self, lessons: Sequence[Lesson]) -> None:
        """Lesson pages, their downloads, sheets and work files."""
        for lesson in lessons:
            notebook = self.read[lesson.slug]
            rendered = render_lesson(self.course, lesson, self.read, self.targets, self.report)
            self.page(rendered.page, rendered.text + (f"\n{self.host.lesson(lesson)}\n" if self.host else ""))
            dataset = lesson_dataset(self.course, lesson)
            write_atomically(
                self.out / notebook_place(lesson), lesson_download(notebook, lesson, dataset, self.targets)
            )
            for wanted in rendered.sheets:
                write_atomically(self.out / wanted.place, self._sheet(wanted))
            self.taken.setdefault(lesson.chapter, []).extend(
                (Path(place).name, place) for _, place in (*rendered.workfiles, *rendered.files)
            )
            for source, place in rendered.workfiles:
                write_atomically(self.out / place, self._workfile(source))
            for source, place in rendered.files:
                write_atomically(self.out / place, source.read_bytes())
            if not self.report.problems:
                self.figure = self.figure or conclusion(self.course, lesson, notebook)

    def quizzes(self, chapters: Iterable[Chapter]) -> None:
        """The pages of quizzes and diagnostics, with the lessons' charts."""
        for chapter in chapters:
            if chapter.questions:
                self.page(*quiz_page(self.course, chapter, self.read, self.targets, self.report))
            if chapter.diagnostic:
                self.page(*diagnostic_page(self.course, chapter, self.read, self.targets, self.report))

    def exercises(self, form_keys: FormKeys, exercises: Sequence[Exercise]) -> None:
        """Exercise pages and their sheets."""
        for exercise in exercises:
            try:
                rendered = render_exercise(self.course, exercise, form_keys(exercise), self.targets, self.usage)
            except CourseProblems as found:
                self.problems += found.problems
                continue
            except FormFault as fault:
                self.report.add("publish.form_fault", exercise.folder / "forms.yml", None, text=fault)
                continue
            self.page(rendered.page, rendered.text + (f"\n{self.host.exercise(exercise)}\n" if self.host else ""))
            if rendered.sheet:
                place, content = rendered.sheet
                write_atomically(self.out / place, content)

    def references(self) -> None:
        """Home, chapters, registers, dictionaries, about."""
        self.page(*home_page(self.course, self.figure))
        for chapter in self.course.chapters:
            self.page(*chapter_page(self.course, chapter, self.usage, self.taken.get(chapter.slug, ())))
        self.page(*exercises_page(self.course))
        self.page(*plan_page(self.course))
        self.page(*progress_page(self.course, self.usage))
        for register in REGISTERS:
            try:
                self.page(*register_page(self.course, register, self.targets, self.usage))
            except UnknownReference as fault:
                self.report.add("publish.no_reference", self.course.root / "course" / f"{register}.yml", None, id=fault)
        self.page(*misconceptions_page(self.course, self.targets, self.usage))
        self.page(*coverage_page(self.course))
        self.page(*about_page(self.targets))

    def assets(self) -> None:
        """The page's script and style, and the datasets with their dictionaries."""
        for name, source in WEB.items():
            content = resources.files("course.publish").joinpath(source)
            if content.is_file():
                written = content.read_bytes()
                write_atomically(self.out / "assets" / name, light_style(written) if name.endswith(".css") else written)
            else:
                self.report.add("publish.page_script", Path("course/publish") / source, None, name=source)
        write_atomically(self.out / "assets" / "cards.js", cards_script(self.course, self.targets))
        write_atomically(self.out / "assets" / "plan.js", plan_script(self.course))
        if worker := mended_worker():
            write_atomically(self.out / worker[0], worker[1])
        favicon = resources.files("course.publish").joinpath("templates/favicon.svg")
        write_atomically(self.out / "assets" / "favicon.svg", favicon.read_bytes())
        for dataset in self.course.datasets.values():
            self.dataset(dataset)

    def hosted(self) -> None:
        """What pages that run code by themselves ask for."""
        if self.host:
            self.host.write(self.out, write_atomically)

    def dataset(self, dataset: Dataset) -> None:
        """A dataset's dictionary, its story and its archive."""
        self.page(*dictionary_page(self.course, dataset, self.usage))
        if has_story(dataset):
            try:
                self.page(*story_page(dataset, self.targets))
            except UnknownReference as fault:
                self.report.add("publish.no_reference", dataset.folder / "README.md", None, id=fault)
        if has_claim_tests(dataset):
            self.page(*claim_tests_page(dataset, self.targets))
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
        made = load_module(dataset.folder / "make.py").make(
            dataset.main_seed, scale=wanted.scale, tables=list(wanted.tables)
        )
        return {name: made[name] for name in wanted.tables}
    tables = load_module(dataset.folder / "tables.py")
    return {name: tables.load(name, folder=dataset.folder) for name in wanted.tables}
