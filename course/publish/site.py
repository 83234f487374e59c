"""Authority on building the site: lessons run, pages staged, MkDocs run on them, the result checked and swapped in."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import yaml

from course.files import swap_folder, write_atomically
from course.load.problem import Report
from course.model import Course, Lesson
from course.publish.execute import execute_lessons
from course.publish.forms import FormKeys
from course.publish.fresh import forget_fresh, inputs_digest, mark_fresh
from course.publish.hosted import Hosting
from course.publish.nav import expected_nav
from course.publish.stage import stage_site
from course.publish.templating import fill
from course.publish.templating import say as told

_WORD = re.compile(r"[\u4e00-\u9fff]{2,10}")
# What a page loads by itself; a link that a reader may follow is not among these.
_LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|link(?=[^>]*rel="?(?:stylesheet|icon|preload|preconnect|dns-prefetch|"""
    r"""prefetch|modulepreload)))[^>]*?\s(?:src|href)="?((?:https?:)?//[^\s">]+)""",
    re.IGNORECASE,
)


def build_site(
    course: Course,
    out: Path,
    form_keys: FormKeys,
    say: Callable[[str], None] = print,
    hosting: Hosting | None = None,
) -> Path:
    """Build the whole site under the folder `out` and return the site's folder, `out/site`.

    With `hosting`, its pages run code without a server. Lessons and pages that did not change are not made again. `say` is
    told each step in one sentence. The site that was there stays until the new one is whole. Raises CourseProblems on
    faults of the content.
    """
    ran: list[Lesson] = []
    digest = inputs_digest(course.root, hosting.runtime if hosting else None)
    forget_fresh(out)
    start = time.monotonic()
    run_lessons(course, out, say, lambda lesson, fresh: ran.append(lesson) if fresh else None)
    say(told("told_lessons", ran=len(ran), kept=len(course.lessons) - len(ran), seconds=time.monotonic() - start))
    start = time.monotonic()
    stage_site(course, out / "docs", out / "notebooks", form_keys, hosting)
    say(told("told_stage", seconds=time.monotonic() - start))
    site = _make(course, out, say)
    mark_fresh(digest, out)
    return site


def run_lessons(
    course: Course,
    out: Path,
    say: Callable[[str], None],
    done: Callable[[Lesson, bool], None] = lambda lesson, ran: None,
    only: Sequence[Lesson] | None = None,
) -> None:
    """Bring the notebooks (of `only` some lessons) up to date; lessons that need a kernel are told. Raises CourseProblems."""
    execute_lessons(
        course,
        out / "notebooks",
        done,
        lambda lesson: say(told("told_running", lesson=f"{lesson.chapter}/{lesson.slug}")),
        only,
    )


def _make(course: Course, out: Path, say: Callable[[str], None]) -> Path:
    site, fresh, start = out / "site", out / ".site.next", time.monotonic()
    config = _config(course, out, fresh)
    digest, kept = _digest(course, out), out / "site.sha256"
    if site.is_dir() and kept.is_file() and kept.read_text(encoding="utf-8") == digest:
        say(told("told_kept", place=site))
        return site
    kept.unlink(missing_ok=True)
    _run_mkdocs(course, config)
    _tell_lost(fresh)
    _refuse_outside(course, fresh)
    swap_folder(fresh, site)
    write_atomically(kept, digest)
    say(told("told_site", seconds=time.monotonic() - start, place=site))
    return site


def _config(course: Course, out: Path, site: Path) -> Path:
    """A configuration that inherits the course's `mkdocs.yml`, with this build's folders and the model's navigation."""
    words = out / "words.txt"
    write_atomically(words, "".join(f"{word} 100000\n" for word in course_words(course)))
    values = {
        "INHERIT": str(course.root / "mkdocs.yml"),
        "docs_dir": str(out / "docs"),
        "site_dir": str(site),
        "site_name": course.title,
        "nav": expected_nav(course),
        "plugins": {"search": {"jieba_dict_user": str(words)}},
    }
    path = out / "mkdocs.yml"
    write_atomically(path, yaml.safe_dump(values, allow_unicode=True, sort_keys=False))
    return path


def course_words(course: Course) -> list[str]:
    """The words of the course that search must not cut apart: names of metrics, terms, laws and tables."""
    registers, tables = course.registers, [table for data in course.datasets.values() for table in data.tables.values()]
    names = [entry.get("zh") for entry in (*registers.metrics.values(), *registers.glossary.values())]
    names += [entry.get("law_zh") for entry in registers.laws.values()] + [table.zh for table in tables]
    return sorted({name for name in names if name and _WORD.fullmatch(name)})


def _digest(course: Course, out: Path) -> str:
    """A digest of the staged files, the configurations and the tool's version."""
    sha = hashlib.sha256(json.dumps([version("mkdocs-material"), version("mkdocs")]).encode())
    for path in (course.root / "mkdocs.yml", out / "mkdocs.yml", out / "words.txt", *_files(out / "docs")):
        sha.update(f"\0{path.relative_to(path.anchor)}\0".encode())
        sha.update(hashlib.sha256(path.read_bytes()).digest())
    return sha.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))


def _run_mkdocs(course: Course, config: Path) -> None:
    """Run MkDocs, strictly and quietly. Raises CourseProblems with its warnings."""
    # jieba and the theme warn about Python and about MkDocs 2 on every run; neither is about this site.
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "mkdocs",
        "build",
        "--strict",
        "--quiet",
        "--clean",
        "-f",
        str(config),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=course.root,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"},
    )
    if done.returncode:
        report = Report(course.root)
        for line in (done.stderr + done.stdout).strip().splitlines() or [""]:
            report.add("publish.mkdocs", course.root / "mkdocs.yml", None, text=line.strip())
        report.raise_any()


def _tell_lost(site: Path) -> None:
    """The theme's page for an address that is not there speaks English and leads nowhere: it gets the course's words."""
    page = site / "404.html"
    text = page.read_text(encoding="utf-8")
    write_atomically(page, text.replace("<h1>404 - Not found</h1>", fill("lost")))


def outside_addresses(site: Path) -> list[tuple[Path, str]]:
    """What the pages of a built site would load from elsewhere, by page."""
    return [
        (page, address)
        for page in sorted(site.rglob("*.html"))
        for address in _LOADED.findall(page.read_text(encoding="utf-8"))
    ]


def _refuse_outside(course: Course, site: Path) -> None:
    report = Report(course.root)
    for page, address in outside_addresses(site):
        report.add("publish.outside", page.relative_to(site), None, address=address)
    report.raise_any()
