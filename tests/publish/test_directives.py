"""Each directive of the closed list, from the staged page of the tiny lesson."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from course.load.lint.lessons import DIRECTIVES
from course.publish.directives import RENDERERS, Asked, Context, DirectiveFault, render_directive
from course.publish.markup import Markdown
from course.publish.quizzes import shown_order
from course.publish.references import targets


@pytest.fixture(scope="module")
def page(built: Any) -> BeautifulSoup:
    return BeautifulSoup(built.text("cycle/repeat.md"), "html.parser")


@pytest.fixture
def context(built: Any) -> Context:
    course = built.course
    return Context(
        course, course.chapters[0], course.lessons[0], course.datasets["shop"], Markdown(targets(course), "../../")
    )


def one(page: BeautifulSoup, selector: str) -> Tag:
    (found,) = page.select(selector)
    return found


def text(tag: Tag) -> str:
    return re.sub(r"\s+", " ", tag.get_text()).strip()


def test_the_list_is_the_lints() -> None:
    assert set(RENDERERS) == set(DIRECTIVES)


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        (
            ".siyu-scene",
            "工作里的问题 周一，老板问：复购率是多少？你打开后台，看到三个数。见 C901 与 《个人信息保护法》第 13 条。",
        ),
        (".siyu-hand", "先手算 两个人 甲 → 1，乙 → 0。1/2。"),
        (".siyu-guess", "先猜 复购率是哪一个？ 100% 50% 乙同一天的两单不算。订单共 5 张。"),
        (".siyu-claim", "这句话站得住吗 C901 复购率提升 300% 基线不明，站不住。"),
        (".siyu-define", "口径 复购率 repeat rate 分子窗口内又买的人 分母首购满窗的人"),
        (".siyu-monday", "周一做什么 运营专员：重算上周"),
        (".siyu-recall", "合上书答 分母是谁？"),
        (".siyu-practice", "练一练 E9.1 复购率 判 5 分钟 · 写 20 分钟"),
        (".siyu-workfile", "带走的文件 周报模板。 weekly.csv"),
        (
            ".siyu-case",
            "案例 · 材料拿它说好 K1 小店复购 事实小店说复购提升。 C901 缺什么没有基线。 合成数据合成数据里 5 张订单。 "
            "要做的分析算 复购率。 可写的结论可以写：只有 5 张订单的店，说不出提升。",
        ),
        (".siyu-sheet", "用表格算 打开文件。 排序。 下载表格 repeat-1.xlsx"),
    ],
)
def test_block_reads(page: BeautifulSoup, selector: str, words: str) -> None:
    assert text(one(page, selector)) == words


def test_mistake_tells_what_the_grader_tells(page: BeautifulSoup) -> None:
    block = one(page, ".siyu-mistake")
    assert block["data-mistake"] == "E9.1:same_day"
    for words in ("把同一天的两单当成复购", "店长把乙也算了进去。", "同一天的第二单不是回来买。"):
        assert words in text(block)
    assert one(page, ".siyu-mistake a")["href"] == "../../exercises/repeat-rate/"


def test_guess_knows_its_right_choice(page: BeautifulSoup) -> None:
    assert [choice["data-right"] for choice in page.select("#guess-rate li")] == ["false", "true"]


def test_links_lead_to_staged_files(built: Any, page: BeautifulSoup) -> None:
    for link in page.select("a[download]"):
        assert Path(os.path.normpath(built.docs / "cycle/repeat" / str(link["href"]))).is_file()


def quiz(page: BeautifulSoup, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(one(page, f"#{name} .siyu-quiz-data").get_text().replace("\\.", "."))
    return found


def test_single_choice_names_the_mistake(page: BeautifulSoup) -> None:
    data = quiz(page, r"Q9\.1")
    wrong, right = data["choices"]
    assert (wrong["right"], right["right"], right["mistake"]) == (False, True, None)
    assert wrong["mistake"] == {
        "id": "E9.1:same_day",
        "title": "把同一天的两单当成复购",
        "href": "../../misconceptions/#E9.1:same_day",
    }
    assert 'href="../../metrics/#repeat_rate"' in data["explain"]
    assert text(one(page, r"#Q9\.1 .siyu-answer")) == "看答案 不算 同一天不算，见 复购率。"


def test_ordering_is_shuffled_and_can_be_put_right(page: BeautifulSoup) -> None:
    data = quiz(page, r"Q9\.2")
    shown = [choice["text"] for choice in data["choices"]]
    assert shown != ["一", "二", "三"] and [shown[index] for index in data["order"]] == ["一", "二", "三"]


def test_every_ordering_is_shuffled(built: Any) -> None:
    question = built.course.chapters[0].questions[1]
    for number in range(50):
        order = shown_order(replace(question, id=f"Q9.{number}"))
        assert sorted(order) == [0, 1, 2] and order != [0, 1, 2]


def test_numeric_has_its_answer(page: BeautifulSoup) -> None:
    data = quiz(page, r"Q9\.3")
    assert (data["answer"], data["tol"], data["unit"], data["choices"]) == (25.0, 0.1, "%", None)
    assert text(one(page, r"#Q9\.3 .siyu-answer")).startswith("看答案 25 %")


def test_fault_question_shows_its_chart_beside_the_choices(page: BeautifulSoup) -> None:
    question = one(page, r"#Q9\.4")
    parts = [part for part in question.find_all(recursive=False) if part.name in ("div", "figure", "ul")]
    assert [part["class"] for part in parts] == [["siyu-ask"], ["siyu-figure"], ["siyu-choices"]]
    own = {element["id"] for element in question.select("svg [id]")}
    assert own and not own & {element["id"] for element in page.select("#cell-pay svg [id]")}, "ids stay apart"
    assert [choice["right"] for choice in quiz(page, r"Q9\.4")["choices"]] == [True, False]


@pytest.mark.parametrize(
    ("name", "argument", "body", "key"),
    [
        ("aside", "", "", "no_directive"),
        ("guess", "", "", "guess_id"),
        ("guess", "g", "问\n- [ ] 一\n- [ ] 二\n\n---\n理由", "guess_shape"),
        ("guess", "g", "问\n- [x] 一\n- [ ] 二", "guess_shape"),
        ("mistake", "E9.1:nothing", "", "no_mistake"),
        ("mistake", "E8.8:same_day", "", "no_exercise"),
        ("claim", "C000", "", "no_claim"),
        ("define", "nothing", "", "no_metric"),
        ("case", "K9", "一\n\n---\n二", "no_case_card"),
        ("case", "K1", "一", "case_shape"),
        ("quiz", "Q9.4", "", "no_chart"),
        ("practice", "E8.8", "", "no_exercise"),
        ("quiz", "Q0.0", "", "no_question"),
        ("workfile", "nothing", "", "no_workfile"),
        ("sheet", "nothing", "", "no_table"),
        ("sheet", "orders:nothing", "", "no_column"),
    ],
)
def test_fault_is_named(context: Context, name: str, argument: str, body: str, key: str) -> None:
    with pytest.raises(DirectiveFault) as raised:
        render_directive(context, name, Asked(argument, {}, body))
    assert raised.value.key == key


def test_sheet_may_be_a_small_sample(context: Context) -> None:
    render_directive(context, "sheet", Asked("orders", {"scale": "0.002"}, ""))
    assert context.sheets[0].scale == 0.002
    with pytest.raises(DirectiveFault):
        render_directive(context, "sheet", Asked("orders", {"scale": "小"}, ""))
