"""Builds some pages of a built site again, with MkDocs' own functions: what a change of their text alone needs.

Navigation, other pages and the theme's files stay as they are; the search index gets the pages' new entries. A page made
here is byte for byte the page of a whole build. Raises CourseProblems with MkDocs' warnings, and then writes nothing.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from pathlib import Path
from typing import Any

from course.files import write_atomically
from course.load.problem import Report


def rebuild_pages(root: Path, config: Path, site: Path, sources: list[str]) -> None:
    """Build the staged pages `sources` (places under the docs folder) into `site` again. `config` is the build's own."""
    heard = _Heard()
    logging.getLogger("mkdocs").addHandler(heard)
    try:
        made, entries = _render(config, site, sources)
    finally:
        logging.getLogger("mkdocs").removeHandler(heard)
    report = Report(root)
    for line in heard.lines:
        report.add("publish.mkdocs", root / "mkdocs.yml", None, text=line)
    report.raise_any()
    for path, page in made.items():
        write_atomically(path, page)
    if made:
        _renew_search(site / "search" / "search_index.json", entries)


class _Heard(logging.Handler):
    """Warnings of MkDocs: a strict build ends with them."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


Entries = dict[str, list[dict[str, Any]]]


def _render(config: Path, site: Path, sources: list[str]) -> tuple[dict[Path, bytes], Entries]:
    """The pages by their files, and their search entries by the page's address."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba and the theme warn about Python on every run
        settings, files, nav, env = _prepare(config, site)
        pages = [found.page for source in sources if (found := files.get_file_from_path(source)) and found.page]
        around = {id(page): page for p in pages for page in (p, p.previous_page, p.next_page) if page}
        from mkdocs.commands import build

        for page in around.values():
            build._populate_page(page, settings, files)
        made, entries = {}, {}
        for page in pages:
            made[Path(page.file.abs_dest_path)] = _page(page, settings, files, nav, env)
            index = settings.plugins["material/search"].search_index
            entries[page.url], index.entries = list(index.entries), []
    return made, entries


def _prepare(config: Path, site: Path) -> tuple[Any, Any, Any, Any]:
    """What `mkdocs.commands.build.build` prepares before its first page."""
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
    return settings, files, nav, settings.plugins.on_env(env, config=settings, files=files)


def _page(page: Any, settings: Any, files: Any, nav: Any, env: Any) -> bytes:
    """One page as `mkdocs.commands.build` renders it, not written."""
    from mkdocs.commands.build import get_context

    page.active = True
    context = get_context(nav, files.documentation_pages(), settings, page)
    template = env.get_template(page.meta.get("template", "main.html"))
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
