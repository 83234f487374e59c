"""Cells as a page runs them: names kept, output streamed and capped, values and errors as Jupyter's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from course.publish.kernel_setup import SIYU_PALETTE, SIYU_TROUBLE
from course.publish.page_kernel import CHART, FLOOD, TOO_LARGE, Cells


class Page:
    """Cells and everything they sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.cells = Cells(lambda text: self.sent.append(json.loads(text)))

    def run(self, code: str) -> str:
        self.sent.clear()
        return self.cells.run(code)

    def text(self) -> str:
        return "".join(output["text"] for output in self.sent if output["output_type"] == "stream")


@pytest.fixture
def page() -> Page:
    return Page()


def test_cells_share_their_names_and_show_the_last_value(page: Page) -> None:
    assert page.run("a = 6") == "ok" and page.sent == []
    assert page.run("a * 7") == "ok"
    assert page.sent == [{"output_type": "execute_result", "data": {"text/plain": "42"}}]
    assert page.run("a * 7;") == "ok" and page.sent == []


def test_a_table_is_html(page: Page) -> None:
    page.run("import pandas as pd\npd.DataFrame({'a': [1, 2]})")
    assert "<table" in page.sent[0]["data"]["text/html"]


def test_printing_comes_in_order_and_before_the_value(page: Page) -> None:
    page.run("import sys\nprint('one')\nprint('two', file=sys.stderr)\nprint('three', end='')\n4")
    names = [(output["output_type"], output.get("name")) for output in page.sent]
    assert names == [("stream", "stdout"), ("stream", "stderr"), ("stream", "stdout"), ("execute_result", None)]


def test_a_flood_is_cut_and_the_error_behind_it_is_told(page: Page) -> None:
    assert page.run("for i in range(10**5): print('x' * 50)\n1 / 0") == "error"
    assert len(page.text()) <= FLOOD * 1.1
    assert page.sent[-2]["ename"] == "ZeroDivisionError"


def test_an_error_has_the_readers_line_and_the_near_name(page: Page) -> None:
    page.run("orders = 1")
    assert page.run("x = 1\norder") == "error"
    error, help_ = page.sent
    assert error["ename"] == "NameError" and "page_kernel" not in "".join(error["traceback"])
    trouble = help_["data"][SIYU_TROUBLE]
    assert (trouble["line"], trouble["source"], trouble["near"]) == (2, "order", "orders")


@pytest.mark.parametrize("code", ["def f(:", "raise SystemExit(3)", "raise KeyboardInterrupt"])
def test_nothing_a_cell_raises_gets_out(page: Page, code: str) -> None:
    assert page.run(code) == "error"
    assert page.run("1") == "ok"


def test_without_a_drawing_package_a_chart_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "altair", sys.modules.get("altair"))
    page = Page()
    page.cells = Cells(lambda text: page.sent.append(json.loads(text)), undrawn=True)
    code = "import altair as alt\nbase = alt.Chart(1).mark_bar(size=3).encode(x=alt.X('a:Q').title('x'))\n(base + base) | base"
    assert page.run(code) == "ok"
    assert page.sent[0]["data"] == {"application/vnd.siyu.undrawn": {}}


@pytest.fixture
def drawn(page: Page) -> Iterator[Page]:
    """A page whose cells make charts; Altair's renderer is put back."""
    import altair

    kept = altair.renderers.active
    page.run("import altair as alt, pandas as pd")
    yield page
    altair.renderers.enable(kept)
    altair.theme.enable("default")


def test_a_chart_goes_to_the_page_with_the_palette(drawn: Page) -> None:
    assert drawn.run("alt.Chart(pd.DataFrame({'x': [1, 2]})).mark_bar().encode(x='x:Q')  # altair") == "ok"
    chart = drawn.sent[0]["data"][CHART]
    assert chart["spec"]["mark"]["type"] == "bar" and chart["colours"] == SIYU_PALETTE


def test_a_chart_of_too_much_data_is_said_not_sent(drawn: Page) -> None:
    assert drawn.run("alt.Chart(pd.DataFrame({'x': range(300_000)})).mark_bar().encode(x='x:Q')  # altair") == "ok"
    assert drawn.sent[0]["data"] == {TOO_LARGE: {}}
