"""The theme's search worker, mended: it must look at the last character of a Chinese query."""

from __future__ import annotations

from typing import Any

from course.publish.search_worker import mended_worker


def test_the_locked_theme_is_mended_in_one_place() -> None:
    worker = mended_worker()
    assert worker is not None, "the theme has changed: see whether its search still drops the last character"
    place, text = worker
    assert place.startswith("assets/javascripts/workers/search.")
    assert ".length;o++)t.slice(s,o)in" in text and "o<=t.length" in text


def test_the_worker_is_staged_in_the_themes_place(built: Any) -> None:
    worker = mended_worker()
    assert worker is not None
    assert built.text(worker[0]) == worker[1]
