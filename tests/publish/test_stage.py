"""The staged pages: every one there, every link within, the same bytes each time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import openpyxl
import pytest
from bs4 import BeautifulSoup

from course.load import CourseProblems
from course.model import Course
from course.publish.forms import FormKey
from course.publish.nav import expected_nav
from course.publish.stage import light_style, stage_site


def pages(nav: list[Any]) -> list[str]:
    found: list[str] = []
    for entry in nav:
        value = entry if isinstance(entry, str) else next(iter(entry.values()))
        found += [value] if isinstance(value, str) else pages(value)
    return found


def test_navigation_names_every_page_once(built: Any) -> None:
    staged = sorted(path.relative_to(built.docs).as_posix() for path in built.docs.rglob("*.md"))
    assert sorted(pages(expected_nav(built.course))) == staged


def url(page: Path) -> Path:
    """The folder that the page's URL is."""
    return page.parent if page.name == "index.md" else page.with_suffix("")


def test_every_page_says_what_it_is(built: Any) -> None:
    for path in built.docs.rglob("*.md"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        (about,) = page.select("#siyu-page")
        said = json.loads(about.get_text())
        assert Path(os.path.normpath(url(path) / said["root"])) == built.docs
        assert said["schema_version"] == 1 and said["title"]


def test_every_link_and_anchor_leads_somewhere(built: Any) -> None:
    anchors = {
        url(path): re.findall(r'(?:\bid="|\{#)([^"}]+)', path.read_text(encoding="utf-8"))
        for path in built.docs.rglob("*.md")
    }
    for path in built.docs.rglob("*.md"):
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("a[href]"):
            place, _, anchor = str(link["href"]).partition("#")
            target = Path(os.path.normpath(url(path) / place))
            assert target.is_file() or target in anchors, link
            if anchor:
                assert anchor in anchors[target], link


def test_nothing_asks_another_place(built: Any) -> None:
    for path in built.docs.rglob("*.md"):
        for element in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select("[src], link[href]"):
            assert "//" not in str(element.get("src") or element.get("href"))


def test_lesson_cells_are_ready_to_run(built: Any) -> None:
    page = BeautifulSoup(built.text("cycle/repeat.md"), "html.parser")
    cells = page.select(".siyu-cell")
    assert [cell["id"] for cell in cells] == ["cell-hand", "cell-load", "cell-pay", "cell-quiet"]
    assert [cell["data-cell"] for cell in cells] == ["1", "2", "3", "4"]
    assert cells[0].has_attr("hidden") and "siyu-assert" in cells[0]["class"]
    assert cells[1].details.has_attr("open") and not cells[2].details.has_attr("open")
    assert cells[1].code.get_text() == 'from tables import load\n\norders = load("orders")\norders'
    assert cells[1].select_one("td.siyu-num").get_text() == "12800"
    assert cells[3].select_one(".siyu-output").get_text() == "", "hide-output"


def test_chart_serves_both_themes(built: Any) -> None:
    page = BeautifulSoup(built.text("cycle/repeat.md"), "html.parser")
    figure = page.select_one("#cell-pay figure.siyu-figure")
    svg = figure.svg
    assert svg["role"] == "img" and svg["aria-label"] == "两人各付了多少，甲 227 元"
    assert figure.figcaption.get_text() == "单位：元 · 合成数据 · 小店"
    painted = {element[name] for element in svg.find_all(True) for name in ("fill", "stroke") if element.has_attr(name)}
    assert all(colour in ("none", "transparent") or colour.startswith("var(--siyu-") for colour in painted), painted
    assert any(colour.startswith("var(--siyu-c1") for colour in painted)
    assert {element["font-family"].split(",")[0] for element in svg.find_all("text")} == {"PingFang SC"}


def test_home_shows_the_way(built: Any) -> None:
    home = BeautifulSoup(built.text("index.md"), "html.parser")
    assert [door.strong.get_text() for door in home.select(".siyu-door")] == ["学课", "带班", "随便看看"]
    assert [item.get_text() for item in home.select(".siyu-minutes")] == ["1 课 · 1 题 · 40 分钟", "编写中"]
    assert home.select_one(".siyu-map li")["data-refs"] == "cycle/repeat E9.1"
    assert home.select_one(".siyu-map li")["data-number"] == "9"
    assert home.select_one(".siyu-next a")["href"] == "cycle/repeat/"
    assert home.select_one(".siyu-hero figure svg")["role"] == "img"


def test_exercise_page_has_what_the_desk_needs(built: Any) -> None:
    page = BeautifulSoup(built.text("exercises/repeat-rate.md"), "html.parser")
    cells = [cell.get_text() for cell in page.select(".siyu-task td")]
    assert cells == ["o1", "甲", "2026-01-05 10:00", "100", "o2", "乙", "", "250"], "times are local"
    data = json.loads(page.select_one("#siyu-exercise").get_text())
    assert (data["id"], data["points"], data["required"]) == ("E9.1", 3, {"specialist": ["predict", "calc"]})
    assert data["checks"][0] == {"id": "test_hand", "sentence": "手算样例：复购率 25%。", "points": 2}
    choices = data["forms"]["predict"][0]["choices"]
    assert choices == [{"label": "25.0%", "is": "solution"}, {"label": "50.0%", "is": "same_day"}]
    assert data["forms"]["calc"]["answers"] == [
        {"id": "rate", "label": "复购率", "unit": "%", "tol": 0.05, "right": 25.0, "mistakes": {"same_day": 50.0}}
    ]
    assert data["forms"]["fix"] == {"code": "def repeat_rate(orders):\n    return 2\n", "mistake": "same_day"}
    assert data["forms"]["deep"] == {"ask": "<p>想一想 <code>w</code>。</p>"}
    assert data["mistakes"]["same_day"]["message"] == "<p>同一天的第二单不是回来买。</p>"


def test_calc_sheet_has_the_columns_and_local_times(built: Any) -> None:
    book = openpyxl.load_workbook(built.docs / "assets/sheets/repeat-rate.xlsx")
    assert book.sheetnames == ["orders", "说明"]
    rows = list(book["orders"].values)
    assert rows[0] == ("order_id 订单号", "paid_at 付款时间", "paid_fen 实付")
    assert (rows[1][0], str(rows[1][1]), rows[1][2]) == ("o1", "2026-01-05 10:00:00", 100)
    assert rows[2] == ("o2", None, 250)


def test_download_runs_without_the_course(built: Any) -> None:
    notebook = nbformat.read(built.docs / "assets/notebooks/cycle-repeat.ipynb", as_version=4)
    nbformat.validate(notebook)
    setup = notebook.cells[1]
    assert setup.metadata.jupyter.source_hidden and setup.source.endswith("siyu_start(svg=False)")
    assert not re.search(r"\b(?:import|from) course", setup.source)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert ":::" not in text and "[[repeat" not in text and "**先手算** 两个人" in text


def test_dataset_archive_holds_what_the_notebook_needs(built: Any) -> None:
    with zipfile.ZipFile(built.docs / "assets/data/shop.zip") as archive:
        assert archive.namelist() == ["shop/dataset.toml", "shop/orders.csv", "shop/tables.py"]


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_staging_again_gives_the_same_bytes(built: Any, tmp_path: Path, form_keys: Callable[..., FormKey]) -> None:
    stage_site(built.course, tmp_path / "docs", built.notebooks, form_keys)
    assert digests(tmp_path / "docs") == digests(built.docs)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "docs"], "nothing is left lying about"


def test_missing_value_is_said_and_the_old_pages_stay(built: Any, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    with pytest.raises(CourseProblems, match=r"E9\.1 的 p1 没有算出来的值"):
        stage_site(built.course, tmp_path / "docs", built.notebooks, lambda exercise: FormKey())
    assert list((tmp_path / "docs").iterdir()) == []


def test_unknown_reference_is_said(built: Any, tmp_path: Path, form_keys: Callable[..., FormKey]) -> None:
    course: Course = replace(built.course, registers=replace(built.course.registers, laws={}))
    with pytest.raises(CourseProblems, match=r"01-repeat\.md:12: 不认得的编号 LAW-X-1"):
        stage_site(course, tmp_path / "docs", built.notebooks, form_keys)


def test_the_style_loses_only_what_draws_nothing() -> None:
    style = '/* why\n   so */\n.a {\n  width: calc(1px + 2px);\n  content: "x  y";\n}\n'
    assert light_style(style.encode()).decode() == '\n.a{width: calc(1px + 2px);content: "x  y";}'
