"""The built site: strict, whole, swapped in at once, asking nobody else for anything."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course.load import CourseProblems, find_root, load_course
from course.publish.forms import FormKey
from course.publish.nav import expected_nav, write_nav, written_nav
from course.publish.site import build_site, course_words, outside_addresses

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def out(built: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to build into, the lesson run already."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(built.notebooks, folder / "notebooks")
    shutil.copy(ROOT / "mkdocs.yml", built.course.root)
    return folder


def test_site_is_built_then_kept_and_a_failed_build_leaves_it(
    built: Any, out: Path, form_keys: Callable[..., FormKey]
) -> None:
    said: list[str] = []
    site = build_site(built.course, out, form_keys, said.append)
    assert site == out / "site" and (site / "cycle/repeat/index.html").is_file()
    assert said[0].startswith("课：运行 0，沿用 1") and said[-1].startswith("站点建好")

    found = {entry["location"] for entry in json.loads((site / "search/search_index.json").read_text("utf-8"))["docs"]}
    assert {
        "metrics/#repeat_rate",
        "laws/#LAW-X-1",
        "claims/#C901",
        "glossary/#cohort",
        "cycle/repeat/#先手算",
    } <= found
    assert outside_addresses(site) == []
    lost = (site / "404.html").read_text(encoding="utf-8")
    assert "没有这一页" in lost and "Not found" not in lost
    page = (site / "cycle/repeat/index.html").read_text(encoding="utf-8")
    assert "siyu-quiz-data" in page and 'lang="zh"' in page

    build_site(built.course, out, form_keys, said.append)
    assert said[-1].startswith("页面没有变化")

    broken = replace(built.course, registers=replace(built.course.registers, claims={}))
    with pytest.raises(CourseProblems):
        build_site(broken, out, form_keys, said.append)
    assert (site / "cycle/repeat/index.html").read_text(encoding="utf-8") == page


def test_what_a_page_would_load_from_elsewhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<a href="https://fine.example/">x</a><link rel="canonical" href="https://fine.example/">'
        '<script src="https://cdn.example/x.js"></script><link href="//fonts.example/f.css" rel="stylesheet">'
        '<img alt="" src=https://img.example/1.png><img src="../near.png">',
        encoding="utf-8",
    )
    assert [address for _, address in outside_addresses(tmp_path)] == [
        "https://cdn.example/x.js",
        "//fonts.example/f.css",
        "https://img.example/1.png",
    ]


def test_navigation_is_written_last_and_read_back(built: Any, tmp_path: Path) -> None:
    path = tmp_path / "mkdocs.yml"
    path.write_text("site_name: 课\ntheme:\n  name: material\n\nnav: []\n", encoding="utf-8")
    write_nav(path, expected_nav(built.course))
    assert written_nav(path) == expected_nav(built.course)
    assert path.read_text(encoding="utf-8").startswith("site_name: 课\ntheme:\n  name: material\n\nnav:\n")


def test_navigation_in_the_repository_is_the_models() -> None:
    course = load_course(find_root(ROOT))
    assert written_nav(ROOT / "mkdocs.yml") == expected_nav(course), "python -m course.publish.nav --write"


def test_search_knows_the_courses_words(built: Any) -> None:
    assert course_words(built.course) == ["个人信息保护法", "同期群", "复购率", "订单"]
