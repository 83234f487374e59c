"""`course review`: cards asked, judged and noted; listed when piped."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from course import progress
from course.commands import review as command
from course.plan.card_faces import face
from course.plan.review import Card, CardKind
from tests.plan.small_course import small_course
from tests.plan.test_commands import course, event, said

__all__ = ["course"]  # the fixture

Course = Callable[..., Result]
LOG = Path(".siyu/progress.jsonl")
COURSE = small_course()


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Types these lines at a terminal; nothing more is the end of input."""

    def type_them(*lines: str) -> None:
        given: Iterator[str] = iter(lines)

        def read(prompt: str) -> str:
            try:
                return next(given)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", read)
        monkeypatch.setattr(command, "at_terminal", lambda: True)

    return type_them


def reviews() -> list[tuple[str, object]]:
    return [(e.ref, e.payload["rating"]) for e in progress.read(LOG).events if e.kind == "review"]


def test_nothing_due_is_said(course: Course) -> None:
    assert "今天没有到期的卡片" in said(course("review"))
    assert said(course("review", "--json")).strip() == "[]"


def test_piped_it_lists_and_notes_nothing(course: Course) -> None:
    progress.append(LOG, event("quiz", "Q1.1", right=False, mistake="E1.1:one_more"))
    told = said(course("review"))
    assert "Q1.1" in told and "几单？" in told and "E1.1:one_more" in told and "过了" in told
    found = json.loads(said(course("review", "--json")))
    assert {card["id"]: card["kind"] for card in found} == {"Q1.1": "question", "E1.1:one_more": "mistake"}
    assert reviews() == []


def test_a_question_shows_its_choices_and_judges(course: Course, keys: Callable[..., None]) -> None:
    progress.append(LOG, event("quiz", "Q1.1", right=False))
    keys("1", "3")
    told = said(course("review"))
    assert "1  两单" in told and "对。" in told
    assert reviews() == [("Q1.1", 3)]


def test_a_wrong_answer_is_forgotten_whatever_the_learner_says(course: Course, keys: Callable[..., None]) -> None:
    progress.append(LOG, event("quiz", "Q1.1", right=False))
    keys("2")
    assert "不对，这张过几天再来" in said(course("review"))
    assert reviews() == [("Q1.1", 1)]


def test_a_key_nobody_knows_asks_again_and_q_stops(course: Course, keys: Callable[..., None]) -> None:
    progress.append(LOG, event("check", "E1.1", status="failed", form="write", mistake="E1.1:one_more"))
    keys("", "7", "", "4")
    assert "按 1 到 4" in said(course("review"))
    assert reviews() == [("E1.1:one_more", 4)]
    progress.append(LOG, event("check", "E1.1", status="failed", form="write", mistake="E1.1:twice"))
    keys("", "q")
    said(course("review"))
    assert len(reviews()) == 1


def test_the_day_s_minutes_bound_the_cards(course: Course) -> None:
    for mistake in ("one_more", "one_less", "twice"):
        progress.append(LOG, event("check", "E1.1", status="failed", form="write", mistake=f"E1.1:{mistake}"))
    assert len(json.loads(said(course("review", "--json", "--minutes", "2")))) == 2
    course("plan", "new", "--minutes", "30,30,30,30,30,30,30")
    assert len(json.loads(said(course("review", "--json")))) == 3
    for mistake in ("one_more", "one_less"):
        progress.append(LOG, progress.new_event("review", f"E1.1:{mistake}", "d", {"rating": 3}))
    assert len(json.loads(said(course("review", "--json", "--minutes", "2")))) == 0


def card(name: str, kind: CardKind) -> Card:
    return Card(name, kind, "base", dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


def test_a_mistake_s_card_says_what_finds_it_and_what_to_do_once_more() -> None:
    found = face(COURSE, card("E1.1:same_day", "mistake"))
    assert found is not None and "同一天算两次" in found.ask
    assert [text for _, text in found.answer] == [
        "同一天的两单不是复购。",
        "test_hand",
        "读《课 counting》，E1.1 题 E1.1 · 写",
    ]


def test_a_law_s_card_has_its_article_date_and_whether_it_was_checked() -> None:
    found = face(COURSE, card("LAW-1", "law"))
    assert found is not None and "《个人信息保护法》第 13 条" in found.ask
    assert found.answer == (("生效", "2021-11-01"), ("核对", "条文未核对，不能单独作依据"))


def test_a_metric_s_card_asks_what_it_is_a_share_of() -> None:
    found = face(COURSE, card("cac", "metric"))
    assert found is not None and found.ask == "获客成本：分子、分母、窗口各是什么？"
    assert found.answer == (("定义", "花费 / 新客"),)


@pytest.mark.parametrize(("name", "kind"), [("Q9", "question"), ("E9:x", "mistake"), ("x", "metric"), ("x", "law")])
def test_what_the_course_has_no_more_has_no_card(name: str, kind: CardKind) -> None:
    assert face(COURSE, card(name, kind)) is None


def test_a_long_answer_is_shown_whole_at_eighty_columns(
    course: Course, keys: Callable[..., None], tmp_path: Path
) -> None:
    laws = tmp_path / "content/course/metrics.yml"
    told = "花费除以新客，新客口径三选一" * 8
    laws.write_text(f"metrics:\n  - id: order_count\n    zh: 订单数\n    definition: {told}\n", "utf-8")
    progress.append(LOG, event("read", "basics/counting"))
    keys("", "3", "q")
    shown = "".join(said(course("review")).split())
    assert told in shown.replace("定义", "")
