"""`course serve --watch` in a browser: a save makes the open page anew, a fault is told above the page as it was."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from course.load import load_course
from tests.site.conftest import Server, running_server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the course with its first lesson and no exercise but those that it names: built quickly."""
    ignore = shutil.ignore_patterns("__pycache__", "node_modules", "web")
    for name in ("chapters", "exercises", "datasets", "course"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    lesson, *others = load_course(tmp_path).lessons
    for other in others:
        other.path.unlink()
    text = lesson.path.read_text("utf-8")
    for exercise in load_course(tmp_path).exercises:
        if not re.search(rf"\b{re.escape(exercise.id)}\b", text):
            shutil.rmtree(exercise.folder)
    return tmp_path


@pytest.fixture
def watched(root: Path) -> Iterator[Server]:
    with running_server(root, "--watch") as server:
        yield server


@pytest.mark.full
def test_a_save_is_seen_and_a_fault_is_told(root: Path, watched: Server, browser: Browser) -> None:
    lesson = load_course(root).lessons[0]
    text = lesson.path.read_text("utf-8")
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(watched.address(f"/?token={watched.token}"))
        page.goto(watched.address(f"/{lesson.chapter}/{lesson.slug}/"))
        lesson.path.write_text(text.replace("\n## ", "\n刚刚写下的一句。\n\n## ", 1), "utf-8")
        expect(page.get_by_text("刚刚写下的一句。")).to_be_visible(timeout=60_000)
        lesson.path.write_text(text.replace("\n## ", "\n见 [[nobody-knows]]。\n\n## ", 1), "utf-8")
        strip = page.locator(".siyu-watch")
        expect(strip).to_contain_text("不认得的编号 nobody-knows", timeout=60_000)
        expect(page.get_by_text("刚刚写下的一句。")).to_be_visible()
        page.reload()
        expect(strip).to_contain_text("nobody-knows", timeout=60_000)
        lesson.path.write_text(text, "utf-8")
        expect(strip).to_be_hidden(timeout=60_000)
        expect(page.get_by_text("刚刚写下的一句。")).to_have_count(0)
