"""The lesson reader: blocks, lines, options, nesting."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.load import CourseProblems
from course.load.lesson import Block, Code, Directive, Prose, parse_blocks, read_lesson
from course.load.problem import Report


def blocks(text: str) -> list[Block]:
    report = Report()
    found = parse_blocks(text, 1, Path("lesson.md"), report)
    report.raise_any()
    return found


def test_front_matter_and_lines(root: Path) -> None:
    front, found = read_lesson(root / "chapters" / "basics" / "01-counting.md")
    assert front["kernelspec"]["name"] == "python3"
    assert found[0] == Prose("# 数订单", 10)
    assert found[1] == Directive("scene", "", {}, "老板问：上周几单？", 12, 13)
    cells = [block for block in found if isinstance(block, Code)]
    assert cells[0] == Code("assert 1 / 2 == 0.5", "by-hand", ("assert",), {}, 20, 23)
    assert cells[1].options == {"alt": "每周订单", "caption": "合成数据"}


def test_one_level_of_nesting_is_read_on_demand(root: Path) -> None:
    _, found = read_lesson(root / "chapters" / "basics" / "01-counting.md")
    monday = found[-2]
    assert isinstance(monday, Directive)
    prose, sheet = monday.blocks()
    assert prose == Prose("- 看订单数。", 65)
    assert isinstance(sheet, Directive)
    assert (sheet.name, sheet.argument, sheet.body, sheet.line) == ("sheet", "orders:order_id,paid_fen", "数行数。", 66)


def test_plain_code_is_prose_and_hides_fences() -> None:
    text = "前\n\n```python\n:::{scene}\n```\n\n~~~~{x}\n后"
    assert blocks(text) == [Prose(text, 1)]


def test_backticks_within_colons_and_a_longer_fence() -> None:
    found = blocks(":::{hand} 标题\n```text\n:::: 不是收尾\n```\n:::\n````{scene}\n```python\n1\n```\n````")
    assert [block.body for block in found if isinstance(block, Directive)] == [
        "```text\n:::: 不是收尾\n```",
        "```python\n1\n```",
    ]


def test_options_as_lines_or_as_a_yaml_block() -> None:
    lines = blocks("```{code-cell} python\n:label: a\n:tags: [show, hide-output]\n\n1\n\n```")
    block = blocks("```{code-cell} python\n---\nlabel: a\ntags: [show, hide-output]\n---\n1\n```")
    assert lines == [Code("1", "a", ("show", "hide-output"), {}, 1, 5)]
    assert block == [Code("1", "a", ("show", "hide-output"), {}, 1, 6)]


def test_a_rule_in_a_guess_is_no_option_block() -> None:
    (guess,) = blocks(":::{guess} g\n几单？\n- [x] 两单\n---\n因为。\n:::")
    assert isinstance(guess, Directive)
    assert guess.body == "几单？\n- [x] 两单\n---\n因为。"


def test_body_problems_raise_with_their_line() -> None:
    (outer,) = blocks("::::{scene}\n正文\n:::{sheet} a:b\n::::")
    assert isinstance(outer, Directive)
    with pytest.raises(CourseProblems, match=r"围栏 ::: 没有收尾"):
        outer.blocks()


def test_missing_front_matter_raises(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 题\n", encoding="utf-8")
    with pytest.raises(CourseProblems, match=r"a\.md:1: 开头没有成对的 ---"):
        read_lesson(tmp_path / "a.md")


PIECES = st.sampled_from(
    [
        "文字",
        "",
        ":::{scene}",
        ":::",
        "::::{hand} x",
        "::::",
        "```{code-cell} python",
        "```",
        ":label: a",
        "---",
        "x = 1",
        "```python",
        "- [x] 对",
    ]
)


@given(st.lists(PIECES, max_size=12))
def test_any_text_is_read_and_every_line_stands_once(lines: list[str]) -> None:
    """Whatever is written, blocks come in order, do not overlap, and prose is a copy of its lines."""
    report = Report()
    end = 0
    for block in parse_blocks("\n".join(lines), 1, Path("x.md"), report):
        assert block.line > end
        if isinstance(block, Prose):
            height = block.text.count("\n") + 1
            assert block.text.split("\n") == lines[block.line - 1 : block.line - 1 + height]
            end = block.line + height - 1
        else:
            end = block.line
