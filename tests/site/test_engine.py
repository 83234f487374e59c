"""The local engine as a reader meets it: run, stop, restart, floods, tables, charts, errors, sessions that end."""

from __future__ import annotations

import json
import re
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from grader.reaper import ABANDONED_SECONDS
from tests.site.conftest import Server, Visit

ROOT = Path(__file__).parents[2]
LESSON = "/lifecycle/repeat-rate/"
EXERCISE = "/exercises/repeat-rate/"


def cell(page: Page, number: int = 0) -> Locator:
    """The nth cell a reader sees."""
    return page.locator(".siyu-cell:not(.siyu-assert)").nth(number)


def run(page: Page, code: str, number: int = 0) -> Locator:
    """Replace the cell's code, run it; its output."""
    one = cell(page, number)
    one.scroll_into_view_if_needed()
    one.locator("details.siyu-code").evaluate("fold => fold.open = true")
    one.locator("details.siyu-code").hover()
    one.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")
    return one.locator(".siyu-output")


def kernels(server: Server) -> list[dict[str, object]]:
    """The kernels that the server runs."""
    request = urllib.request.Request(server.address("/api/kernels"), headers={"Authorization": f"token {server.token}"})
    with urllib.request.urlopen(request, timeout=20) as reply:
        found: list[dict[str, object]] = json.load(reply)
        return found


def names(server: Server) -> set[str]:
    """The ids of the running kernels."""
    return {str(kernel["id"]) for kernel in kernels(server)}


def wait_until_gone(server: Server, kernel: str, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while kernel in names(server):
        assert time.monotonic() < ends, "a kernel outlived its page"
        time.sleep(0.2)


def processes(tag: str) -> list[str]:
    """Processes whose environment or command line holds `tag`: Linux only, as the test that asks."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if tag in path.read_bytes().decode(errors="ignore"):
                found.append(path.parent.name)
        except OSError:
            continue
    return found


# ---------------------------------------------------------------- floods and stopping


def test_a_loop_that_prints_for_ever_harms_neither_page_nor_kernel(visit: Visit) -> None:
    page = visit.goto(LESSON)
    output = run(page, "kept = 41\nwhile True:\n    print('x' * 200)")
    expect(output).to_contain_text("输出超过 100 KB", timeout=60_000)
    assert len(output.inner_text()) < 150_000
    cell(page).get_by_role("button", name=re.compile("^停止")).click()
    expect(output).to_contain_text("已停止")
    output = run(page, "print(kept + 1)")
    expect(output).to_contain_text("42", timeout=60_000)


def test_a_silent_loop_stops_and_a_restart_forgets(visit: Visit) -> None:
    page = visit.goto(LESSON)
    output = run(page, "marked_here = 1\nprint('here')\nwhile True: pass")
    expect(output).to_contain_text("here", timeout=60_000)
    cell(page).get_by_role("button", name=re.compile("^停止")).click()
    expect(output).to_contain_text("已停止")
    expect(run(page, "print('marked_here' in globals())")).to_contain_text("True", timeout=60_000)
    page.get_by_role("button", name="从头来过").click()
    expect(run(page, "print('marked_here' in globals())")).to_contain_text("False", timeout=60_000)


def test_everything_above_runs_anew(visit: Visit) -> None:
    page = visit.goto(LESSON)
    expect(run(page, "steps = globals().get('steps', 0) + 1\nprint('steps', steps)")).to_contain_text(
        "steps 1", timeout=60_000
    )
    page.evaluate("document.querySelectorAll('.siyu-cell').forEach((c, i) => { if (i > 4) c.remove() })")
    second = cell(page, 1)
    expect(run(page, "print('second', steps)", 1)).to_contain_text("second 1", timeout=60_000)
    second.get_by_role("button", name="从头跑到这里").click()
    expect(second.get_by_text(re.compile("完成 · 第"))).to_be_visible(timeout=60_000)
    expect(cell(page).locator(".siyu-output")).to_contain_text("steps 1")
    expect(second.locator(".siyu-output")).to_contain_text("second 1")


# ---------------------------------------------------------------- what is shown


def test_wide_tables_scroll_and_long_ones_are_cut(visit: Visit) -> None:
    page = visit.goto(LESSON)
    wide = "pd.DataFrame({f'column_{n}': [n] for n in range(40)})"
    output = run(page, f"import pandas as pd\npd.set_option('display.max_columns', 60)\n{wide}")
    expect(output).to_contain_text("column_39", timeout=60_000)
    assert output.locator(".siyu-scroll").evaluate("box => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    output = run(page, "pd.set_option('display.max_rows', None)\npd.DataFrame({'n': range(500)})")
    expect(output).to_contain_text("共 500 行，只显示前 60 行", timeout=60_000)
    assert output.locator("tbody tr").count() == 60
    output = run(page, "pd.set_option('display.max_rows', 8)\npd.DataFrame({'n': range(500), 'm': 1})")
    expect(output).to_contain_text("共 500 行 × 2 列", timeout=60_000)


def test_a_chart_is_drawn_live_in_the_courses_colours(visit: Visit) -> None:
    page = visit.goto(LESSON)
    chart = "alt.Chart(pd.DataFrame({'x': [1, 2], 'y': [3, 4]})).mark_line().encode(x='x', y='y')"
    drawn = run(page, f"import altair as alt, pandas as pd\n{chart}").locator("svg")
    expect(drawn).to_be_visible(timeout=60_000)
    assert "var(--siyu-c1" in drawn.evaluate("svg => svg.outerHTML")


ERRORS = {
    "x = 1\nprint(memebers)\nmembers = 2": ("NameError", "第 2 行出错", "这个名字还没有定义"),
    "members = 1\nmembres": ("NameError", "没有“membres”，是不是“members”"),
    "import pandas as pd\npd.DataFrame({'paid_fen': [1]})['paid_fenn']": ("KeyError", "是不是“paid_fen”"),
    "import pandas as pd\npd.DataFrame({'paid_fen': [1], 'n': [2]})['复购']": ("KeyError", "这里有：paid_fen、n"),
    "'a' + 1": ("TypeError", "类型对不上"),
    "int('三')": ("ValueError", "类型对，值不对"),
    "1 / 0": ("ZeroDivisionError", "分母是 0"),
    "[][1]": ("IndexError", "序号超出范围"),
    "''.uper()": ("AttributeError", "是不是“upper”"),
    "import no_such_package": ("ModuleNotFoundError", "没有装这个包"),
    "x = (1,\nprint(2": ("SyntaxError", "这一行 Python 读不懂"),
    "if True:\nx = 1": ("IndentationError", "缩进不对", "第 2 行出错"),
    "raise MemoryError": ("MemoryError", "内存不够"),
    "raise KeyboardInterrupt": ("KeyboardInterrupt", "运行被停止了"),
    "raise TimeoutError": ("TimeoutError", "等得太久"),
    "def f():\n    return g()\ndef g():\n    return 1 / 0\nf()": ("ZeroDivisionError", "第 4 行出错"),
}


def test_errors_are_told_in_plain_chinese_beside_the_original(visit: Visit) -> None:
    page = visit.goto(LESSON)
    for code, words in ERRORS.items():
        output = run(page, code)
        for word in words:
            expect(output.locator(".siyu-error").first).to_contain_text(word, timeout=60_000)
        assert output.get_by_text("完整报错").count() == 1


def test_a_hostile_name_stays_text(visit: Visit) -> None:
    page = visit.goto(LESSON)
    output = run(
        page, "import pandas as pd\npd.DataFrame({'<img src=x onerror=alert(1)>': [1]})['<img src=x onerror=alert(2)>']"
    )
    expect(output).to_contain_text("是不是“<img src=x onerror=alert(1)>”", timeout=60_000)
    assert output.locator("img").count() == 0


# ---------------------------------------------------------------- the desk


def test_a_table_verdict_marks_the_cells_that_differ(visit: Visit) -> None:
    page = visit.goto(EXERCISE)
    check = {
        "id": "test_hand", "sentence": "两张表", "status": "failed", "points": 0, "max_points": 1, "message": "不一样",
        "hint": None, "seconds": 0, "diff": [{"where": "第 2 行 n", "got": "9", "want": "2"}],
        "table": {"columns": ["member", "n"], "rows": [
            {"row": 2, "got": ["<b>x</b>", "9"], "want": ["<b>x</b>", "2"], "differs": [False, True]}]},
    }  # fmt: skip
    reply = {
        "schema_version": 1, "exercise": {}, "form": "write", "status": "failed", "points": 0, "max_points": 1,
        "misconception": None, "load": None, "checks": [check],
    }  # fmt: skip
    page.route("**/siyu/check", lambda route: route.fulfill(json=reply))
    page.get_by_role("tab", name=re.compile("写")).click()
    page.locator(".siyu-panel:not([hidden])").get_by_role("button", name="检查", exact=True).click()
    table = page.locator("table.siyu-diff")
    expect(table.locator("td.siyu-differs")).to_have_count(1)
    expect(table.locator("del")).to_have_text("9")
    expect(table.locator("ins")).to_have_text("2")
    expect(table.locator("td").first).to_have_text("<b>x</b>")


def test_the_solution_opens_after_three_failed_tries(visit: Visit) -> None:
    page = visit.goto(EXERCISE)
    page.get_by_role("tab", name=re.compile("算")).click()
    panel = page.locator(".siyu-panel:not([hidden])")
    answer = page.get_by_role("button", name="看参考答案")
    for attempt in range(3):
        expect(answer).to_be_hidden()
        for field in panel.locator("input").all():
            field.fill(str(attempt + 12345))
        panel.get_by_role("button", name="对答案").click()
    answer.click()
    expect(page.locator(".siyu-solution")).to_contain_text("def repeat_rate")


# ---------------------------------------------------------------- sessions die with the page


def test_a_closed_page_takes_its_kernel_along(visit: Visit, server: Server) -> None:
    page, others = visit.goto(LESSON), names(server)
    expect(run(page, "print('up')")).to_contain_text("up", timeout=60_000)
    (own,) = names(server) - others
    page.goto(server.address("/about/"))
    wait_until_gone(server, own, ABANDONED_SECONDS - 5)


def test_a_page_that_vanished_is_missed_even_while_its_cell_runs(visit: Visit, server: Server) -> None:
    page, others = visit.goto(LESSON), names(server)
    expect(run(page, "print('up')\nwhile True: pass")).to_contain_text("up", timeout=60_000)
    (own,) = names(server) - others
    assert processes(f"kernel-{own}")
    page.route("**/api/kernels/*", lambda route: route.abort())  # its goodbye never arrives
    page.close()
    wait_until_gone(server, own, ABANDONED_SECONDS + 25)
    assert processes(f"kernel-{own}") == []
