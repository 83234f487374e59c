"""Markdown as lessons write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.publish.markup import Markdown, UnknownReference, sections
from course.publish.pages import Page, anchor, json_text
from course.publish.references import Target

MARKDOWN = Markdown({"C1": Target("C1", "claims/#C1", "C1", '提升 "300%"')}, "../../")


def test_reference_becomes_a_link_with_hover_text() -> None:
    assert MARKDOWN.inline("见 [[C1]]。") == (
        '见 <a class="siyu-ref" href="../../claims/#C1" data-card="C1" title="提升 &#34;300%&#34;">C1</a>。'
    )


def test_reference_in_code_stays() -> None:
    assert "<code>[[C1]]</code>" in MARKDOWN.inline("`[[C1]]`")


def test_unknown_reference_is_refused() -> None:
    with pytest.raises(UnknownReference):
        MARKDOWN.block("见 [[C2]]")


def test_bold_beside_chinese_punctuation() -> None:
    assert MARKDOWN.inline("**先算。**再看**“数”**吗") == "<strong>先算。</strong>再看<strong>“数”</strong>吗"


def test_raw_html_is_shown_not_used() -> None:
    assert "<script>" not in MARKDOWN.block("<script>alert(1)</script>\n\n甲<b>乙</b>")


def test_table_and_code_are_dressed() -> None:
    assert '<table class="siyu-table">' in MARKDOWN.block("| a | b |\n| --- | --- |\n| 1 | 2 |")
    assert '<code class="language-python"><span class="kn">import</span>' in MARKDOWN.block("```python\nimport os\n```")


def test_open_item_becomes_a_box() -> None:
    assert MARKDOWN.block("- [ ] 重算") == '<ul>\n<li class="siyu-todo">重算</li>\n</ul>'


def test_only_headings_stay_markdown() -> None:
    page = MARKDOWN.page("甲\n\n## 先手算 `x`\n\n- 一\n")
    assert page == "<p>甲</p>\n\n## 先手算 `x` {#先手算-x}\n\n<ul>\n<li>一</li>\n</ul>"


def test_hash_in_a_fence_is_no_heading() -> None:
    assert sections("```python\n## 注\n```\n") == [("", "```python\n## 注\n```\n")]


@given(st.text())
def test_anchor_is_never_empty_and_has_no_space(title: str) -> None:
    assert anchor(title) and not any(letter.isspace() for letter in anchor(title))


@given(st.text())
def test_json_cannot_leave_its_script(text: str) -> None:
    found = json_text({"t": text})
    assert "<" not in found and "\n" not in found


@pytest.mark.parametrize(("place", "root"), [("", "./"), ("claims/", "../"), ("cycle/repeat/", "../../")])
def test_root_of_a_page(place: str, root: str) -> None:
    assert Page(place, "text", "题").root == root


def test_title_is_safe_in_front_matter() -> None:
    text = Page("", "text", '冒号: "引号"').text("正文")
    assert text.startswith('---\ntitle: "冒号: \\"引号\\""\n---\n')
