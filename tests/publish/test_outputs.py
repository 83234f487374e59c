"""What cells gave, as the page shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from course.publish.kernel_setup import SIYU_PALETTE, siyu_colours, siyu_marks, siyu_styles
from course.publish.outputs import BadChart, StrangeColour, clean_html, dress_svg, render_outputs, table_html

STYLE = Path(__file__).parents[2] / "course/publish/web/siyu.css"


def shown(frame: pd.DataFrame) -> str:
    return clean_html(frame.to_html(notebook=True, show_dimensions=True))


def test_frame_becomes_a_course_table() -> None:
    html = shown(pd.DataFrame({"名": ["甲", "乙"], "数": [1.5, float("nan")]}))
    assert html.count('<table class="siyu-table">') == 1 and '<div class="siyu-scroll"><table' in html
    assert '<th class="siyu-num" scope="col">数</th>' in html and '<th scope="col">名</th>' in html
    assert '<td class="siyu-num">1.5</td>' in html and "<td>甲</td>" in html
    assert "style" not in html and "dataframe" not in html
    assert '<p class="siyu-size">共 2 行 × 2 列</p>' in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<style>*{}</style>",
        "<img src=x onerror=alert(1)>",
        "<iframe src=//x></iframe>",
    ],
)
def test_nothing_outside_the_list_reaches_the_page(hostile: str) -> None:
    html = clean_html(f"<table onclick='x()'><tr><td style='x' class='y'>1{hostile}</td></tr></table>")
    assert not re.search(r"script|style|img|iframe|onclick|alert|class=\"y\"", html)


def test_text_is_escaped_and_colour_codes_go() -> None:
    html = render_outputs([{"output_type": "stream", "name": "stdout", "text": "\x1b[31m<b>甲</b>\x1b[0m\n"}])
    assert html == '<pre class="siyu-text">&lt;b&gt;甲&lt;/b&gt;</pre>'


def test_table_of_text_escapes_its_cells() -> None:
    html = table_html(["a", "b"], [["<i>", "2"]], ["甲", "乙"])
    assert "&lt;i&gt;" in html and 'title="甲"' in html and '<td class="siyu-num">2</td>' in html


def test_drawing_is_one_named_image() -> None:
    svg = (
        '<svg width="40" height="20" viewBox="0 0 40 20"><defs><clipPath id="clip0"></clipPath></defs>'
        '<g role="graphics-object" aria-label="x" clip-path="url(#clip0)"><path d="M0,0h9"/></g></svg>'
    )
    drawn = dress_svg(svg, "pay", '甲 "多"')
    assert 'role="img" aria-label="甲 &#34;多&#34;"' in drawn and drawn.count("aria-label") == 1
    assert 'id="pay-clip0"' in drawn and "url(#pay-clip0)" in drawn, "ids of two charts must not meet"


def test_a_drawing_loses_what_draws_nothing_and_no_word_of_it() -> None:
    svg = (
        '<svg width="9" viewBox="0 0 9 9"><g><g fill="none"></g><path d="" display="none"/><path d="M1.234,2.25L3,4.96"/>'
        '<text transform="translate(0,0)" opacity="0.25">3.1415%</text></g></svg>'
    )
    body = dress_svg(svg, "pay", "").partition(">")[2]
    assert body == '<g><path d="M1.2,2.2L3,5.0"/><text opacity="0.25">3.1415%</text></g></svg>'


@pytest.mark.parametrize(
    "part",
    [
        "<script>x</script>",
        '<image href="data:x"/>',
        '<a href="https://example.org">x</a>',
        '<g fill="url(https://x)"/>',
        '<g onclick="x()"/>',
        "<style>@import 'x'</style>",
    ],
)
def test_drawing_may_not_reach_outside(part: str) -> None:
    with pytest.raises(BadChart):
        dress_svg(f'<svg viewBox="0 0 1 1" width="1">{part}</svg>', "pay", "")


@pytest.mark.parametrize("colour", ["#123456", "rgb(1, 2, 3)", "red"])
def test_drawing_keeps_to_the_palette(colour: str) -> None:
    with pytest.raises(StrangeColour):
        dress_svg(f'<svg viewBox="0 0 1 1" width="1"><g fill="none"/><g stroke="{colour}"/></svg>', "pay", "")


def test_palette_colours_become_variables() -> None:
    colour = SIYU_PALETTE["--siyu-c1"]
    painted = siyu_colours(f'<g fill="{colour.upper()}" stroke="#123456"/>')
    assert painted == f'<g fill="var(--siyu-c1, {colour})" stroke="#123456"/>'


def test_palette_is_the_light_theme_of_the_style() -> None:
    light = STYLE.read_text(encoding="utf-8").split('[data-md-color-scheme="slate"]')[0]
    for name, colour in SIYU_PALETTE.items():
        assert re.search(rf"{name}:\s*{colour};", light), name
    assert len(set(SIYU_PALETTE.values())) == len(SIYU_PALETTE), "two variables of one colour cannot be told apart"


def test_no_style_bears_the_name_of_a_mark() -> None:
    marks = set(siyu_marks("#000")) | {"arc", "circle", "geoshape", "image", "square", "text", "trail"}
    assert not marks & set(siyu_styles()), "Vega gives such a style to every mark of that name"
