"""`course plan diagnose`: answers typed in a terminal are judged as the page judges them."""

from __future__ import annotations

import io

import pytest

from course.commands.diagnose import judged
from course.commands.terminal import print_markdown, reading_console
from course.model import Choice, Question
from course.plan.card_faces import question_face

TWO = (Choice("甲", True), Choice("乙"), Choice("丙", True))
MULTIPLE = Question("D1", "x", "multiple", "哪些？", "", TWO)
NUMBER = Question("D2", "x", "numeric", "多少？", "", answer=0.25, tol=0.01)
ORDER = Question("D3", "x", "ordering", "先后？", "", (Choice("一"), Choice("二"), Choice("三")))


@pytest.mark.parametrize(
    ("question", "order", "answer", "right"),
    [
        (MULTIPLE, [0, 1, 2], "13", True),
        (MULTIPLE, [0, 1, 2], "1", False),
        (MULTIPLE, [2, 1, 0], "3 1", True),
        (MULTIPLE, [0, 1, 2], "4", None),
        (MULTIPLE, [0, 1, 2], "甲", None),
        (NUMBER, [], "0.255", True),
        (NUMBER, [], "0.3", False),
        (NUMBER, [], "四分之一", None),
        (ORDER, [2, 0, 1], "231", True),
        (ORDER, [2, 0, 1], "123", False),
    ],
)
def test_an_answer_is_right_wrong_or_none(
    question: Question, order: list[int], answer: str, right: bool | None
) -> None:
    assert judged(question, order, answer) is right


FENCED = Question("D4", "x", "single", "几行？见 [[E1.1]]。\n\n```python\nbig = orders[inside]\n```\n", "", TWO)


def test_code_of_a_question_is_shown_without_its_fence_and_with_its_brackets() -> None:
    shown = question_face(FENCED, "题")
    console = reading_console()
    console.file = io.StringIO()
    print_markdown(console, shown.ask)
    told = [line.strip() for line in console.file.getvalue().splitlines() if line.strip()]
    assert told == ["几行？见 E1.1。", "big = orders[inside]"]
    assert shown.plain_ask == "几行？见 E1.1。\n\nbig = orders[inside]"


def test_square_brackets_of_a_choice_are_text() -> None:
    console = reading_console()
    with console.capture() as caught:
        console.print("sold[inside]")
    assert caught.get().strip() == "sold[inside]"
