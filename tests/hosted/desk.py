"""What a reader does at an exercise's desk: for the tests here and for `benchmarks/page_*.py`."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

from course.model import Exercise

LONG = 120_000  # milliseconds: a busy machine is no failure
OPEN = ".siyu-panel:not([hidden])"


def open_form(page: Page, name: str) -> None:
    """Turn to a form of the desk."""
    page.get_by_role("tab", name=re.compile(name)).click()


def check(page: Page, code: str) -> None:
    """Write code into the open form and press 检查."""
    page.locator(f"{OPEN} .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    # By the keyboard: the editor grows with the text, and a pointer on a busy machine then hits what lay below.
    page.locator(OPEN).get_by_role("button", name="检查", exact=True).press("Enter")


def verdict(page: Page) -> Locator:
    """Where the verdict of the open form stands."""
    return page.locator(f"{OPEN} .siyu-result")


def ended(page: Page) -> Locator:
    """The verdict once it is whole, or the sentence about what kept it from coming."""
    return verdict(page).locator("> [data-status]:not([data-status=running]), > .siyu-fault")


def agree(page: Page) -> None:
    """Press the button that states the size."""
    page.get_by_role("button", name=re.compile(r"下载 [\d.]+ MB 并运行")).click()


def source(exercise: Exercise, name: str) -> str:
    """A file of an exercise."""
    return (exercise.folder / name).read_text("utf-8")
