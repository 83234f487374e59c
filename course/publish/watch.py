"""Authority on rebuilding while an author writes: what changed, which pages that touches, and what is told of it.

A change of a lesson's or an exercise's own text makes those pages again (`stage_parts`, `rebuild_pages`); what reaches
further (titles, registers, datasets, the course's order) makes the whole site. A failed change leaves the site as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from course.content import forget_modules
from course.files import write_atomically
from course.load import CourseProblems, load_course
from course.load.problem import Problem, Report
from course.model import Course, Exercise, Lesson
from course.publish.forms import FormKeys
from course.publish.fresh import forget_fresh
from course.publish.hosted import Hosting
from course.publish.repage import Pages
from course.publish.site import build_site, run_lessons
from course.publish.stage import WEB, stage_parts
from course.publish.templating import say as told

CONTENT = ("chapters", "exercises", "datasets", "course", "mkdocs.yml")
_ENDS = (".md", ".py", ".toml", ".yml", ".csv", ".gz", ".css", ".js")


@dataclass(frozen=True)
class Told:
    """What open pages are told: being made, made (`pages` are site addresses, None for all of them), or what is wrong."""

    kind: str
    pages: tuple[str, ...] | None = None
    problems: tuple[Problem, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"kind": self.kind, "pages": self.pages, "problems": [str(problem) for problem in self.problems]}


class Rebuilder:
    """Keeps `out/site` at what the files say. One change is worked off at a time."""

    def __init__(
        self,
        course: Course,
        out: Path,
        form_keys: FormKeys,
        say: Callable[[str], None],
        tell: Callable[[Told], None],
        hosting: Hosting | None = None,
    ) -> None:
        self.course, self._out, self._form_keys, self._say, self._tell = course, out, form_keys, say, tell
        self._hosting = hosting
        self._pending: set[Path] = set()  # what changed since the site was last right
        self._staged: set[str] = set()  # what was staged since then
        self._pages = Pages(course.root, out / "mkdocs.yml", out / "site")

    def warm(self) -> None:
        """Load what the first change would wait for: MkDocs, and the dictionary that search cuts words by."""
        self._pages.rebuild([])

    def changed(self, paths: Iterable[Path]) -> None:
        """Work off one change of files; faults are told, never raised."""
        fresh = {path for path in paths if path.suffix in _ENDS and not self._is_code(path)}
        if not fresh:
            return
        self._pending |= fresh
        names = "、".join(sorted(path.name for path in fresh)[:3])
        self._say(told("told_change", files=names))
        self._tell(Told("working"))
        try:
            made = self._remake(sorted(self._pending))
            self._pending.clear()
            self._tell(Told("made", made))
        except CourseProblems as fault:
            self._refuse(fault.problems)
        except Exception as fault:  # a half-saved make.py may raise anything; watching goes on
            report = Report(self.course.root)
            report.add("publish.broken", max(fresh), None, name=type(fault).__name__, text=fault)
            self._refuse(report.problems)

    def _is_code(self, path: Path) -> bool:
        """Files of the package beside the registers: what runs was read at the start."""
        return (path.is_relative_to(self.course.root / "course" / "publish") and path.name not in WEB) or (
            path.is_relative_to(self.course.root / "course") and path.suffix == ".py"
        )

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        for problem in problems:
            self._say(str(problem))
        self._tell(Told("fault", problems=problems))

    def _remake(self, paths: list[Path]) -> tuple[str, ...] | None:
        """The addresses of the pages made again; None when it was the whole site. Raises CourseProblems."""
        start, root = time.monotonic(), self.course.root
        if styles := [path for path in paths if path.name in WEB]:
            self._copy(styles)
            if len(styles) == len(paths):
                return None
        if any(path.is_relative_to(root / "datasets") for path in paths):
            forget_modules(root / "datasets")
        course = load_course(root)
        touched = touched_parts(self.course, course, paths)
        made = None
        if touched is None:
            build_site(course, self._out, self._form_keys, self._say, self._hosting)
            self._pages.forget()
            self._staged.clear()
        else:
            made = self._parts(course, *touched)
        self.course = course
        if made is not None:
            self._say(told("told_page", pages="、".join(made), seconds=time.monotonic() - start))
        return made

    def _parts(self, course: Course, lessons: list[Lesson], exercises: list[Exercise]) -> tuple[str, ...]:
        if lessons:
            run_lessons(course, self._out, self._say, only=lessons)
        docs, site = self._out / "docs", self._out / "site"
        forget_fresh(self._out)
        (self._out / "site.sha256").unlink(missing_ok=True)  # the next whole build looks at everything
        notebooks = self._out / "notebooks"
        self._staged |= set(stage_parts(course, docs, notebooks, self._form_keys, lessons, exercises, self._hosting))
        pages = sorted(place for place in self._staged if place.endswith(".md"))
        self._pages.rebuild(sorted(self._staged))
        for place in self._staged.difference(pages):
            write_atomically(site / place, (docs / place).read_bytes())
        self._staged.clear()
        return tuple(f"{place.removesuffix('.md')}/" for place in pages)

    def _copy(self, paths: list[Path]) -> None:
        forget_fresh(self._out)
        for path in paths:
            for folder in ("docs", "site"):
                write_atomically(self._out / folder / "assets" / path.name, path.read_bytes())


def touched_parts(before: Course, after: Course, paths: list[Path]) -> tuple[list[Lesson], list[Exercise]] | None:
    """The lessons and exercises whose pages a change of these files touches; None when it may touch others too."""
    if _outline(before) != _outline(after):
        return None
    lessons: list[Lesson] = []
    for chapter in after.chapters:
        inside = [path for path in paths if path.is_relative_to(chapter.folder)]
        quiz = chapter.folder / "quiz.yml" in inside
        lessons += [lesson for lesson in chapter.lessons if quiz or lesson.path in inside]
    exercises = [e for e in after.exercises if any(path.is_relative_to(e.folder) for path in paths)]
    known = {lesson.path for lesson in lessons} | {chapter.folder / "quiz.yml" for chapter in after.chapters}
    stray = [
        p
        for p in paths
        if p not in known and p.name not in WEB and not any(p.is_relative_to(e.folder) for e in exercises)
    ]
    return None if stray else (lessons, exercises)


def _outline(course: Course) -> Course:
    """The course without what only its own pages show: an exercise's version, a chapter's questions."""
    return replace(
        course,
        chapters=tuple(
            replace(chapter, questions=tuple(question.id for question in chapter.questions))  # type: ignore[misc]
            for chapter in course.chapters
        ),
        exercises=tuple(replace(exercise, version="", forms=None, hints=()) for exercise in course.exercises),  # type: ignore[arg-type]
    )


def watch(rebuilder: Rebuilder) -> None:
    """Work off changes until the process ends; meant for a thread of its own."""
    from watchfiles import DefaultFilter
    from watchfiles import watch as watch_files

    root = rebuilder.course.root
    folders = [root / name for name in CONTENT if (root / name).exists()]
    rebuilder.warm()
    for changes in watch_files(*folders, watch_filter=DefaultFilter(), debounce=200, step=50, raise_interrupt=False):
        rebuilder.changed(Path(path) for _, path in changes)
