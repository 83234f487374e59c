"""Which figures in prose need a calculation or a source."""

from __future__ import annotations

import pytest

from course.load.lint.numbers import bare_figures

FIGURES = """
留存 44%
留存44%
留存 44 ％
差 3pp
差 3.5 pp。
差 3 个百分点
差 3 百分点
涨了 2 倍
涨了三倍
客单价 120 元
客单价120元
收入 3 万元
市场 1.2 万亿元
¥99 一盒
￥ 1,200
有 3 成
三成的人
ROI 1:5
投入产出 1：5
比例1:5
比例 1:10
百分之三十
百分之5
# 标题 44%
| 甲 | 44% |
- [ ] 18%
$ 与 44% 之间
"""

PLAIN = """
{eval}`f'{x:.0%}'`
{lit}`95%` 区间
`44%`
`` `44%` ``
据称 44%（[[C001]]）。
罚款 50 万元 [[LAW-PIPL-66]]
$p = 44\\%$
[报告](https://example.org/44%25元)
<img width="50%">
<!-- 44% -->
20:30 开会，8:05 到
2026-03-01 08:00
3 人 5 单
三成员
一成不变
完成与构成
3 元组
2 元素
加倍、几倍
1.5.2 版
第 3 成立
E3.4
S1:3
24 小时
"""


@pytest.mark.parametrize("text", FIGURES.split("\n")[1:-1])
def test_found(text: str) -> None:
    assert len(list(bare_figures(text))) == 1, text


@pytest.mark.parametrize("text", [*PLAIN.split("\n")[1:-1], "```text\n44%\n```"])
def test_left_alone(text: str) -> None:
    assert list(bare_figures(text)) == [], text


def test_a_source_covers_its_sentence_and_its_line_only() -> None:
    text = "据称提升 30%，\n见 [[C001]]。我们测得 12%。\n另一段 5%。"
    assert list(bare_figures(text, 10)) == [(12, "5%")]
    assert list(bare_figures("据称 30%。\n见 [[C001]]。")) == [(1, "30%")]
    assert list(bare_figures("- 甲 30%\n- 乙 [[C001]]")) == [(1, "30%")]


def test_a_metric_is_no_source() -> None:
    assert list(bare_figures("复购率 30%（[[repeat_rate]]）")) == [(1, "30%")]
