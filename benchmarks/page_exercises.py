"""Every exercise solved in the page and every known mistake named there: the proof, as a table.

The site is built with the runtime that SIYU_RUNTIME names (else Pyodide's npm core) and served as plain files; headless
Chromium pastes each solution and each wrong file into the form 写 and presses 检查. A row a file: its verdict, the mistake
the page names, and whether that is the mistake `grader check` names. Exit status 1 when any is not; exercises whose
packages the runtime lacks are counted apart.

Usage: SIYU_RUNTIME=FOLDER python -m benchmarks.page_exercises [EXERCISE…]
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from course.load import load_course
from course.model import Exercise
from course.publish.needs import exercise_imports
from course.runtime.folder import Runtime
from grader.check import Checker
from grader.judge.source import read_source
from tests.hosted.desk import LONG, agree, check, ended, open_form, source, verdict
from tests.hosted.serving import ROOT, build_hosted, named_runtime, serving
from tests.site.conftest import chromium


@dataclass
class Row:
    """What became of one file in the page; `told` is the title that the grader gives, empty for a solution."""

    exercise: str
    file: str
    status: str
    named: str
    told: str
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the page said what the grader says."""
        return (self.status == "passed") if not self.told else (self.status == "failed" and self.named == self.told)


def rows_of(browser: Browser, base: str, exercise: Exercise) -> list[Row]:
    """The exercise's files through its page, opened for the first time; the solution first."""
    with browser.new_context() as context, Checker(exercise) as checker:
        page = context.new_page()
        page.goto(f"{base}/exercises/{exercise.slug}/")
        open_form(page, "写")
        rows = [shown(paste(page, exercise, "solution.py", "", first=True))]
        for mistake in exercise.mistakes:
            told = checker.check(read_source(mistake.path)).misconception
            rows.append(shown(paste(page, exercise, f"wrong/{mistake.path.name}", told.title if told else "?")))
    return rows


def paste(page: Page, exercise: Exercise, file: str, told: str, first: bool = False) -> Row:
    """One file pasted and checked; the `first` in a page is asked whether Python may be loaded.

    Seconds count once the driver is back from pressing: no less than that; `page_speed.py` has the page's own clock.
    """
    verdict(page).evaluate("node => node.replaceChildren()")
    check(page, source(exercise, file))
    if first:
        agree(page)
    began = time.perf_counter()
    said = ended(page)
    said.first.wait_for(timeout=4 * LONG if first else LONG)
    seconds = time.perf_counter() - began
    status = said.first.get_attribute("data-status") or said.first.inner_text()
    named = verdict(page).locator(".siyu-named-title")
    return Row(exercise.slug, file, status, named.first.inner_text() if named.count() else "", told, seconds)


def shown(row: Row) -> Row:
    """The row, printed as a row of the table."""
    print(
        f"{row.exercise:<18} {row.file:<34} {row.status:<7} {row.seconds:6.2f} s  {'ok ' if row.right else 'NO '} {row.named}"
    )
    return row


def versions(runtime: Runtime) -> str:
    """What ran the checks."""
    parts = [f"Pyodide {runtime.version}", f"Python {runtime.python}"]
    parts += [
        f"{name} {runtime.packages[name].version}" for name in ("pandas", "numpy", "pytest") if name in runtime.packages
    ]
    return ", ".join(parts)


def main(names: list[str]) -> int:
    """Print the table and its sums."""
    every = {one.slug: one for one in load_course(ROOT).exercises}
    chosen = [every[name] for name in names or every]
    with tempfile.TemporaryDirectory() as scratch:
        runtime = named_runtime(Path(scratch))
        able = [one for one in chosen if not runtime.providers(exercise_imports(one))[1]]
        print(versions(runtime), f"{len(able)} exercises of {len(chosen)} run on this runtime", sep="\n", flush=True)
        rows: list[Row] = []
        with serving(build_hosted(runtime, Path(scratch) / "build")) as (base, _), chromium() as browser:
            for exercise in able:
                rows += rows_of(browser, base, exercise)
    solved = [row for row in rows if not row.told]
    wrong = [row for row in rows if row.told]
    print(f"solved in the page: {sum(row.right for row in solved)} of {len(solved)} exercises")
    print(f"named in the page as by `grader check`: {sum(row.right for row in wrong)} of {len(wrong)} wrong files")
    return 0 if rows and all(row.right for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
