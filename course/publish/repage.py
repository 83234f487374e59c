"""Builds some pages of a built site again, with MkDocs' own functions: what a change of their text alone needs.

Navigation, other pages and the theme's files stay as they are; the search index gets the pages' new entries. A page made
here is byte for byte the page of a whole build. Raises CourseProblems with MkDocs' warnings, and then writes nothing.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.files import write_atomically
from course.load.problem import Report

Entries = dict[str, list[dict[str, Any]]]


class Pages:
    """The pages of a built site. What MkDocs prepares before its first page is kept from one change to the next."""

    def __init__(self, root: Path, config: Path, site: Path) -> None:
        self._root, self._config, self._site = root, config, site
        self._prepared: _Prepared | None = None

    def forget(self) -> None:
        """The whole site was built anew: its navigation and files may be others."""
        self._prepared = None

    def rebuild(self, staged: Iterable[str]) -> None:
        """Build the pages among the staged files (places under the docs folder) into the site again."""
        heard = _Heard()
        logging.getLogger("mkdocs").addHandler(heard)
        try:
            made, entries = self._render(list(staged))
        except Exception:
            self.forget()  # a page was left half made
            raise
        finally:
            logging.getLogger("mkdocs").removeHandler(heard)
        report = Report(self._root)
        for line in heard.lines:
            report.add("publish.mkdocs", self._root / "mkdocs.yml", None, text=line)
        report.raise_any()
        for path, page in made.items():
            write_atomically(path, page)
        if made:
            _renew_search(self._site / "search" / "search_index.json", entries)

    def _render(self, staged: list[str]) -> tuple[dict[Path, bytes], Entries]:
        """The pages by their files, and their search entries by the page's address."""
        os.environ["NO_MKDOCS_2_WARNING"] = "1"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba and the theme warn about Python on every run
            if self._prepared is None or not all(map(self._prepared.files.get_file_from_path, staged)):
                self._prepared = _prepare(self._config, self._site)
            return _render(self._prepared, staged)


@dataclass(frozen=True)
class _Prepared:
    """What `mkdocs.commands.build.build` has prepared before its first page."""

    settings: Any
    files: Any
    nav: Any
    env: Any


def _render(prepared: _Prepared, staged: list[str]) -> tuple[dict[Path, bytes], Entries]:
    from mkdocs.commands import build

    made: dict[Path, bytes] = {}
    entries: Entries = {}
    for page in filter(None, (prepared.files.get_file_from_path(source).page for source in staged)):
        build._populate_page(page, prepared.settings, prepared.files)
        made[Path(page.file.abs_dest_path)] = _page(page, prepared)
        index = prepared.settings.plugins["material/search"].search_index
        entries[page.url], index.entries = list(index.entries), []
    return made, entries


class _Heard(logging.Handler):
    """Warnings of MkDocs: a strict build ends with them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _prepare(config: Path, site: Path) -> _Prepared:
    from mkdocs.config import load_config
    from mkdocs.structure.files import get_files, set_exclusions
    from mkdocs.structure.nav import get_navigation

    settings = load_config(str(config), site_dir=str(site))
    logging.getLogger("jieba").setLevel(logging.WARNING)  # its import, just now, has set it to tell everything
    settings.plugins.on_startup(command="build", dirty=False)
    settings = settings.plugins.on_config(settings)
    settings.plugins.on_pre_build(config=settings)
    files = get_files(settings)
    env = settings.theme.get_env()
    files.add_files_from_theme(env, settings)
    files = settings.plugins.on_files(files, config=settings)
    set_exclusions(files, settings)
    nav = settings.plugins.on_nav(get_navigation(files, settings), config=settings, files=files)
    return _Prepared(settings, files, nav, settings.plugins.on_env(env, config=settings, files=files))


def _page(page: Any, prepared: _Prepared) -> bytes:
    """One page as `mkdocs.commands.build` renders it, not written."""
    from mkdocs.commands.build import get_context

    settings, nav = prepared.settings, prepared.nav
    page.active = True
    context = get_context(nav, prepared.files.documentation_pages(), settings, page)
    template = prepared.env.get_template(page.meta.get("template", "main.html"))
    context = settings.plugins.on_page_context(context, page=page, config=settings, nav=nav)
    output: str = settings.plugins.on_post_page(template.render(context), page=page, config=settings)
    page.active = False
    return output.encode("utf-8", errors="xmlcharrefreplace")


def _renew_search(path: Path, entries: Entries) -> None:
    """Put each page's entries where its old ones stand."""
    index = json.loads(path.read_text(encoding="utf-8"))
    for address, fresh in entries.items():
        own = [number for number, entry in enumerate(index["docs"]) if entry["location"].partition("#")[0] == address]
        first = own[0] if own else len(index["docs"])
        others = [entry for entry in index["docs"] if entry["location"].partition("#")[0] != address]
        index["docs"] = [*others[:first], *fresh, *others[first:]]
    write_atomically(path, json.dumps(index, separators=(",", ":")))
