"""Every page of the built site, visited once on a phone: no error, no request elsewhere, nothing wider than the screen."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

from tests.site.conftest import Visit

SITE = Path(__file__).parents[2] / "build" / "site"
HEAVIEST = 250_000
_OWN = re.compile(r'<script src="?([^" >]+)|<link[^>]*? href="?([^" >]+\.css[^" >]*)')
_LOOK = """() => ({
    wide: document.documentElement.scrollWidth > innerWidth,
    headed: document.querySelectorAll("h1").length > 0,
    small: [...document.querySelectorAll("article .siyu-button, article .siyu-choice, article .siyu-tab, article .siyu-option")]
        .filter(one => one.offsetParent && one.getBoundingClientRect().height < 44).length,
    scrolled: [...document.querySelectorAll("article table.siyu-table")]
        .filter(one => one.tHead?.rows.length === 1 && one.tHead.rows[0].cells.length > 4)
        .filter(one => one.parentElement.scrollWidth > one.parentElement.clientWidth + 1).length,
})"""


def pages(site: Path) -> list[Path]:
    """The pages of a built site."""
    found = sorted(site.rglob("index.html"))
    assert len(found) > 30, "build the site first: make site"
    return found


def test_every_page_is_quiet_and_fits_a_phone(phone: Visit) -> None:
    faults: dict[str, object] = {}
    for path in pages(SITE):
        place = f"/{path.relative_to(SITE).parent.as_posix()}/".replace("/./", "/")
        page = phone.goto(place)
        page.wait_for_function("!document.querySelector('.siyu-exercise:not(.siyu-ready)')")
        look = page.evaluate(_LOOK)
        if look != {"wide": False, "headed": True, "small": 0, "scrolled": 0} or phone.errors or phone.outside:
            faults[place] = (look, [*phone.errors], [*phone.outside])
            phone.errors.clear(), phone.outside.clear()
    assert faults == {}


@cache
def packed(path: Path) -> int:
    """What a host that compresses sends for a file, in bytes."""
    return len(gzip.compress(path.read_bytes(), 9))


def weights(site: Path) -> dict[str, int]:
    """By page, its text, look and script, compressed; the editor too where code can be written at once."""
    found = {}
    for page in pages(site):
        html = page.read_text("utf-8")
        own = [(page.parent / (script or look).split("?")[0]).resolve() for script, look in _OWN.findall(html)]
        assert len(own) >= 4, page
        own += [site / "assets" / "siyu-editor.js"] if "siyu-exercise" in html else []
        found[page.relative_to(site).parent.as_posix()] = packed(page) + sum(map(packed, own))
    return found


def test_a_page_is_light_before_any_code_runs() -> None:
    assert {place: weight for place, weight in weights(SITE).items() if weight > HEAVIEST} == {}
