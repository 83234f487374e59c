"""Pages as they print: light, without what only a screen can use, answers hidden."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.site.conftest import Visit

LESSON = "/lifecycle/repeat-rate/"


def printed(visit: Visit, path: str) -> Page:
    """The page in print, come to from the dark theme."""
    page = visit.goto(path)
    page.emulate_media(media="print", color_scheme="dark")
    return page


@pytest.mark.parametrize("path", [LESSON, "/lifecycle/quiz/", "/exercises/repeat-rate/", "/coverage/"])
def test_it_prints_light_and_without_the_frame(visit: Visit, path: str) -> None:
    page = printed(visit, path)
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--siyu-paper').trim()") == "#ffffff"
    for frame in (".md-header", ".md-sidebar--primary", ".md-footer"):
        expect(page.locator(frame)).to_be_hidden()
    assert page.locator("h1").first.is_visible()


def test_a_lesson_prints_its_charts_and_only_the_code_meant_to_be_read(visit: Visit) -> None:
    page = printed(visit, LESSON)
    assert page.locator(".siyu-figure svg").first.is_visible()
    folded = page.locator(".siyu-cell:not([data-tags~=show]) .siyu-code")
    assert folded.count() and not any(code.is_visible() for code in folded.all())
    assert page.locator(".siyu-cell[data-tags~=show] .siyu-code").first.is_visible()


@pytest.mark.parametrize("hidden", [".siyu-guess .siyu-reason", ".siyu-quiz .siyu-button", ".siyu-quiz .siyu-feedback"])
def test_answers_do_not_print(visit: Visit, hidden: str) -> None:
    found = printed(visit, LESSON).locator(hidden)
    assert found.count() and not any(part.is_visible() for part in found.all())
