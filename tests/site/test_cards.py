"""Hover cards in the built site: by pointer, by keyboard, by touch, and from a folder without a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site.conftest import Visit

SITE = Path(__file__).parents[2] / "build" / "site"
LESSON = "/lifecycle/repeat-rate/"


def reference(page: Page, name: str = "") -> Locator:
    """The first reference in the lesson's text, or the first to `name`."""
    return page.locator(f"article a[data-card{f'={name!r}' if name else ''}]").first


def boxes(page: Page, link: Locator) -> tuple[dict[str, float], dict[str, float]]:
    """Where the link and the card are, in the view."""
    return tuple(  # type: ignore[return-value]
        found.evaluate(
            "e => { const b = e.getBoundingClientRect(); return {top: b.top, bottom: b.bottom, left: b.left, right: b.right} }"
        )
        for found in (link, page.locator(".siyu-card"))
    )


def test_a_metric_tells_its_parts_on_hover(visit: Visit) -> None:
    page = visit.goto(LESSON)
    link = reference(page, "retention_classic")
    link.scroll_into_view_if_needed()
    text = page.locator("article").first  # not the document: Material folds its tabs away some time after a scroll
    before = text.evaluate("e => e.scrollHeight")
    link.hover()
    card = page.locator(".siyu-card")
    expect(card).to_be_visible()
    for part in ("分子", "分母", "窗口"):
        expect(card).to_contain_text(part)
    at, shown = boxes(page, link)
    assert shown["top"] >= at["bottom"] or shown["bottom"] <= at["top"], "the card covers what it explains"
    assert text.evaluate("e => e.scrollHeight") == before, "nothing shifts"
    card.hover()
    page.wait_for_timeout(500)
    expect(card).to_be_visible()
    page.mouse.move(0, 0)
    expect(card).to_be_hidden()


def test_the_keyboard_opens_and_dismisses_it(visit: Visit) -> None:
    page = visit.goto(LESSON)
    link = reference(page)
    link.evaluate("e => e.focus({focusVisible: true})")
    card = page.locator(".siyu-card")
    expect(card).to_be_visible()
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    assert link.evaluate("e => e === document.activeElement"), "the place on the page is kept"


def test_a_first_tap_shows_the_card_and_the_way_onward(phone: Visit) -> None:
    page = phone.goto(LESSON)
    link = reference(page)
    link.scroll_into_view_if_needed()
    link.tap()
    card = page.locator(".siyu-card")
    expect(card).to_be_visible()
    at, shown = boxes(page, link)
    assert shown["left"] >= 0 and shown["right"] <= 390
    assert shown["top"] >= at["bottom"] or shown["bottom"] <= at["top"]
    assert page.url.endswith(LESSON)
    onward = str(link.evaluate("e => e.href"))
    card.get_by_role("link").tap()
    page.wait_for_url(onward)


@pytest.fixture
def folder_page(browser: Browser) -> Iterator[Page]:
    """The lesson opened as a file."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        page.goto((SITE / LESSON.strip("/") / "index.html").as_uri())
        yield page


def test_a_page_opened_from_a_folder_has_them_too(folder_page: Page) -> None:
    link = reference(folder_page)
    link.scroll_into_view_if_needed()
    link.hover()
    expect(folder_page.locator(".siyu-card .siyu-card-title")).to_be_visible()
