"""Code on a page of a plain file server: nothing loads without a tap, exercises are checked, cells run, loops end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from course.load import load_course
from course.model import Exercise
from tests.hosted.conftest import Reader, read_with
from tests.hosted.desk import LONG, agree, check, open_form, source, verdict
from tests.hosted.serving import ROOT, Hosted

COURSE = load_course(ROOT)
PLAIN = next(exercise for exercise in COURSE.exercises if not exercise.dataset_folder)
# The lightest to simulate: what is proven is the page, not the data.
TABLES = min(
    (exercise for exercise in COURSE.exercises if exercise.dataset_folder),
    key=lambda e: e.variant_scale * len(e.tables),
)
LESSON = COURSE.lessons[0]
CHARTED = next(lesson for lesson in COURSE.lessons if "import altair" in lesson.path.read_text("utf-8"))
CHART = """import altair as alt, pandas as pd
alt.Chart(pd.DataFrame({'n': [3, 5, 2]}), title='三天的消息').mark_bar().encode(x='n:Q')"""

# Files are kept while no Python runs: all are soon after a first verdict.
ALL_KEPT = """async () => {
    const { files, archives } = JSON.parse(document.getElementById("siyu-runtime").textContent);
    const fetched = [...files, ...archives].filter(({ place }) => !/[.]m?js$/.test(place));
    const found = await Promise.all(fetched.map(({ place }) => caches.match(new URL("../../" + place, location.href))));
    return found.every(Boolean);
}"""


def open_desk(reader: Reader, exercise: Exercise) -> Page:
    """The exercise's page with the form 写 open."""
    page = reader.goto(f"/exercises/{exercise.slug}/")
    open_form(page, "写")
    return page


def runtime_requests(hosted: Hosted, since: int) -> list[str]:
    """What of the runtime was asked for after a moment."""
    return [path for path in hosted.asked[since:] if path.startswith("/runtime/")]


def test_an_exercise_without_pandas_is_checked_and_the_mistake_named(reader: Reader) -> None:
    since = len(reader.hosted.asked)
    page = open_desk(reader, PLAIN)
    check(page, PLAIN.mistakes[0].path.read_text("utf-8"))
    expect(page.get_by_role("alertdialog")).to_contain_text("MB")
    page.wait_for_timeout(300)
    assert runtime_requests(reader.hosted, since) == [], "nothing of the runtime before the tap"
    agree(page)
    expect(verdict(page)).to_contain_text(PLAIN.mistakes[0].title, timeout=LONG)
    check(page, source(PLAIN, "solution.py"))
    expect(verdict(page)).to_contain_text("全部通过", timeout=LONG)
    log = page.evaluate("localStorage['siyu.progress']")
    assert [json.loads(line)["payload"]["status"] for line in log.splitlines()] == ["failed", "passed"]


def test_who_declines_loads_nothing_and_is_told_so(reader: Reader) -> None:
    since = len(reader.hosted.asked)
    page = open_desk(reader, PLAIN)
    check(page, source(PLAIN, "solution.py"))
    page.get_by_role("button", name="先不").click()
    expect(verdict(page)).to_contain_text("没有下载")
    assert runtime_requests(reader.hosted, since) == []


def test_a_second_visit_asks_nothing_and_fetches_nothing(browser: Browser, hosted: Hosted) -> None:
    with browser.new_context() as context:
        first = read_with(context, hosted)
        page = open_desk(first, PLAIN)
        check(page, source(PLAIN, "solution.py"))
        agree(page)
        expect(verdict(page)).to_contain_text("全部通过", timeout=LONG)
        page.wait_for_function(ALL_KEPT, timeout=LONG)
        since = len(hosted.asked)
        page = open_desk(first, PLAIN)
        check(page, source(PLAIN, "solution.py") + "\n")
        expect(verdict(page)).to_contain_text("全部通过", timeout=LONG)
        fetched = [path for path in runtime_requests(hosted, since) if not re.search(r"\.m?js$", path)]
        assert fetched == [] and not [path for path in hosted.asked[since:] if path.endswith(".zip")]
        assert first.errors == []


def test_a_loop_without_end_is_ended_and_a_fresh_python_follows(reader: Reader) -> None:
    page = open_desk(reader, PLAIN)
    check(page, "while True:\n    pass\n")
    agree(page)
    expect(verdict(page)).to_contain_text("已换一个新的环境", timeout=LONG)
    check(page, source(PLAIN, "solution.py"))
    expect(verdict(page)).to_contain_text("全部通过", timeout=LONG)


SLOW = """

import time as _time

_quick, _calls = {name}, []


def {name}(*args):
    _calls.append(args)
    _time.sleep(0.8 if len(_calls) < 4 else 0)
    return _quick(*args)
"""


def test_checks_are_shown_as_they_end(reader: Reader) -> None:
    page = open_desk(reader, PLAIN)
    check(page, source(PLAIN, "solution.py"))
    agree(page)
    expect(verdict(page)).to_contain_text("全部通过", timeout=LONG)
    check(page, source(PLAIN, "solution.py") + SLOW.format(name=PLAIN.functions[0].name))
    growing = verdict(page).locator("> [data-status=running]")
    expect(growing).to_contain_text(re.compile(r"查完 \d+ 项，共 \d+ 项"), timeout=LONG)
    expect(growing.locator("summary")).to_contain_text("通过的")
    expect(verdict(page)).to_contain_text("全部通过", timeout=LONG)
    expect(growing).to_have_count(0)


def test_hostile_code_costs_a_sentence_only(reader: Reader) -> None:
    page = open_desk(reader, PLAIN)
    check(page, "raise ValueError('<img src=x onerror=alert(1)>')")
    agree(page)
    expect(verdict(page)).to_contain_text("<img src=x onerror=alert(1)>", timeout=LONG)
    assert verdict(page).locator("img").count() == 0


@pytest.mark.usefixtures("tables")
def test_an_exercise_on_tables_is_checked(reader: Reader) -> None:
    page = open_desk(reader, TABLES)
    check(page, TABLES.mistakes[0].path.read_text("utf-8"))
    agree(page)
    expect(verdict(page)).to_contain_text(TABLES.mistakes[0].title, timeout=LONG)


def test_without_pandas_a_page_on_tables_says_so(reader: Reader) -> None:
    if "pandas" in reader.hosted.runtime.packages:
        pytest.skip("the runtime has pandas")
    page = open_desk(reader, TABLES)
    expect(page.locator(".siyu-panel:not([hidden])")).to_contain_text("缺")
    expect(page.locator(".siyu-panel:not([hidden])")).to_contain_text("pandas")


@pytest.mark.usefixtures("tables")
def test_cells_run_keep_state_show_tables_and_stop(reader: Reader) -> None:
    page = reader.goto(f"/{LESSON.chapter}/{LESSON.slug}/")
    with_table = page.locator(".siyu-cell:not(.siyu-assert):has(.siyu-output table)").nth(1)
    cell = page.locator(f"#{with_table.get_attribute('id')}")  # by its id: its output will not stay a table
    built = cell.locator("table").first.inner_text()
    cell.get_by_role("button", name=re.compile("^运行")).click()
    agree(page)
    expect(cell.get_by_text(re.compile("完成"))).to_be_visible(timeout=LONG)
    assert cell.locator("table").first.inner_text() == built, "a fresh run gives the figures of the page"
    edit(page, cell, "import time\nprint('before', flush=True)\nwhile True: time.sleep(0.1)")
    expect(cell.locator(".siyu-output")).to_contain_text("before", timeout=LONG)
    cell.get_by_role("button", name=re.compile("^停止")).click()
    expect(cell.locator(".siyu-output")).to_contain_text("已换一个新的环境")
    edit(page, cell, "print('x' * 400_000)\nnobody_knows_me")
    output = cell.locator(".siyu-output")
    expect(output).to_contain_text("NameError", timeout=LONG)
    expect(output).to_contain_text("这个名字还没有定义")
    expect(output).to_contain_text("nobody_knows_me")
    assert len(output.inner_text()) < 120_000


@pytest.mark.usefixtures("tables", "charts")
def test_a_chart_that_the_reader_makes_is_drawn_in_the_courses_colours(reader: Reader) -> None:
    page = reader.goto(f"/{CHARTED.chapter}/{CHARTED.slug}/")
    cell = page.locator(".siyu-cell:not(.siyu-assert)").first
    edit(page, cell, CHART)
    agree(page)
    drawn = cell.locator("figure svg")
    expect(drawn).to_be_visible(timeout=LONG)
    expect(drawn).to_contain_text("三天的消息")
    assert "var(--siyu-c1" in drawn.evaluate("svg => svg.outerHTML")
    edit(page, cell, "alt.Chart('https://example.org/x.csv').mark_bar().encode(x='n:Q')")
    expect(cell.locator("figure")).to_contain_text("图没有画出来", timeout=LONG)


@pytest.mark.usefixtures("tables")
def test_without_altair_a_chart_cell_says_what_is_missing(reader: Reader) -> None:
    if "altair" in reader.hosted.runtime.packages:
        pytest.skip("the runtime has Altair")
    page = reader.goto(f"/{CHARTED.chapter}/{CHARTED.slug}/")
    cell = page.locator(".siyu-cell:not(.siyu-assert)").first
    edit(page, cell, CHART)
    agree(page)
    expect(cell.locator(".siyu-output")).to_contain_text("没有画图的 Altair", timeout=LONG)


def edit(page: Page, cell, code: str) -> None:  # type: ignore[no-untyped-def]
    """Replace a cell's code and run it."""
    cell.locator("details.siyu-code").evaluate("fold => fold.open = true")
    cell.locator("details.siyu-code").hover()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")


@pytest.mark.full
@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("exercise", COURSE.exercises, ids=[e.slug for e in COURSE.exercises])
def test_every_exercise_is_solved_and_every_mistake_named(reader: Reader, exercise: Exercise) -> None:
    page = open_desk(reader, exercise)
    check(page, source(exercise, "solution.py"))
    agree(page)
    expect(verdict(page)).to_contain_text("全部通过", timeout=LONG)
    for mistake in exercise.mistakes:
        check(page, Path(mistake.path).read_text("utf-8"))
        expect(verdict(page).locator(".siyu-named")).to_contain_text(mistake.title, timeout=LONG)
