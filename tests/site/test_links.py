"""Every link of the built site that stays on the site leads to a file and, with a fragment, to an anchor in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "site"


@cache
def parsed(page: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """The ids of a page and what it links to or loads."""
    soup = BeautifulSoup(page.read_bytes(), "html.parser")
    ids = {str(node.get("id")) for node in soup.find_all(id=True)}
    found = [str(node[name]) for name in ("href", "src") for node in soup.find_all(attrs={name: True})]
    return frozenset(ids), tuple(found)


def test_every_link_within_the_site_resolves() -> None:
    assert SITE.is_dir(), "build the site first: make site"
    broken = []
    pages = [page for page in sorted(SITE.rglob("*.html")) if page.name != "404.html"]
    for page in pages:
        here = f"https://site.test/{page.relative_to(SITE).as_posix().removesuffix('index.html')}"
        for link in parsed(page)[1]:
            address = urlsplit(urljoin(here, link))
            if address.netloc != "site.test" or address.scheme != "https":
                continue
            target = SITE / unquote(address.path).lstrip("/")
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                broken.append((page.relative_to(SITE).as_posix(), link))
            elif address.fragment and target.suffix == ".html":
                anchor = unquote(address.fragment)
                if anchor not in parsed(target)[0] and not anchor.startswith("__"):
                    broken.append((page.relative_to(SITE).as_posix(), link))
    assert len(pages) > 10
    assert broken == []


@pytest.mark.parametrize("name", ["siyu.js", "siyu-editor.js", "siyu-qr.js", "siyu-worker.js", "siyu.css"])
def test_the_pages_own_files_are_there(name: str) -> None:
    assert (SITE / "assets" / name).is_file()
