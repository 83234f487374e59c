"""Pages linked both ways: whoever is named says who names it."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from course.model import Course
from course.publish.usage import Usage


def page(built: Any, place: str) -> BeautifulSoup:
    return BeautifulSoup(built.text(place), "html.parser")


def hrefs(tag: Tag) -> list[str]:
    return [str(link["href"]) for link in tag.select("a")]


def used(built: Any, register: str, name: str) -> list[str]:
    """The links of an entry's line of uses."""
    (heading,) = page(built, f"{register}.md").select(f'[id="{name}"]')
    assert isinstance(heading.parent, Tag)
    return hrefs(heading.parent.select(".siyu-used")[-1])


@pytest.mark.parametrize(
    ("register", "name", "places"),
    [
        ("metrics", "repeat_rate", ["../cycle/repeat/", "../exercises/repeat-rate/", "../cycle/quiz/#Q9.1"]),
        ("claims", "C901", ["../cycle/repeat/", "../cycle/quiz/#Q9.2", "../cycle/quiz/#Q9.3"]),
        ("laws", "LAW-X-1", ["../cycle/repeat/"]),
        ("cases", "K1", ["../cycle/repeat/", "../cycle/quiz/#Q9.4"]),
        ("misconceptions", "E9.1:same_day", ["../cycle/repeat/", "../cycle/quiz/#Q9.1"]),
    ],
)
def test_an_entry_says_who_uses_it(built: Any, register: str, name: str, places: list[str]) -> None:
    assert used(built, register, name) == places


def test_a_claim_is_used_by_exercises_of_its_source(built: Any) -> None:
    claims = {"C901": {**built.course.registers.claims["C901"], "outline": "S1"}}
    course = replace(built.course, registers=replace(built.course.registers, claims=claims))
    assert [exercise.id for exercise in Usage(course)["C901"].exercises] == ["E9.1"]


def test_code_refers_to_nothing(built: Any, tmp_path: Path) -> None:
    """The lesson shows `[[C901]]` as code: taken alone that is no use of it."""
    text = built.course.lessons[0].path.read_text(encoding="utf-8")
    alone = tmp_path / "01-alone.md"
    alone.write_text(f"{text[: text.index('# 复购率')]}\n`[[C901]]` 是代码。\n", encoding="utf-8")
    assert "C901" not in Usage(_with_lesson(built.course, alone)).lesson_ids["repeat"]


def _with_lesson(course: Course, path: Path) -> Course:
    chapter = replace(course.chapters[0], lessons=(replace(course.lessons[0], path=path),))
    return replace(course, chapters=(chapter, *course.chapters[1:]))


def test_an_exercise_leads_to_its_lessons_tables_and_metrics(built: Any) -> None:
    (related,) = page(built, "exercises/repeat-rate.md").select(".siyu-related")
    assert {div.dt.get_text(): hrefs(div) for div in related.select("div")} == {  # type: ignore[union-attr]
        "课": ["../../cycle/repeat/"],
        "表": ["../../data/shop/#orders"],
        "口径": ["../../metrics/#repeat_rate"],
    }


def test_a_chapter_says_where_an_objective_is_taught_practised_assessed(built: Any) -> None:
    (goal,) = page(built, "cycle/index.md").select(".siyu-goals li")
    assert [part.get_text() for part in goal.select(".siyu-where > span")] == [
        "教 复购率怎么算",
        "练 E9.1 复购率",
        "测 Q9.1、Q9.2、Q9.3、Q9.4",
    ]


def test_a_chapter_lists_its_quiz_cases_and_files(built: Any) -> None:
    links = hrefs(page(built, "cycle/index.md"))
    for place in ("../cycle/quiz/", "../cases/#K1", "../assets/files/cycle/weekly.csv"):
        assert place in links


def test_a_chapter_without_questions_has_no_quiz(built: Any) -> None:
    assert not (built.docs / "later/quiz.md").exists()
    assert "quiz" not in built.text("later/index.md").replace('"kind"', "")


def test_the_quiz_page_has_every_question_of_the_chapter_once(built: Any) -> None:
    quiz = page(built, "cycle/quiz.md")
    assert [question["data-question"] for question in quiz.select(".siyu-quiz")] == ["Q9.1", "Q9.2", "Q9.3", "Q9.4"]
    assert quiz.select_one(".siyu-meta")["data-refs"] == "Q9.1 Q9.2 Q9.3 Q9.4"  # type: ignore[index]
    assert json.loads(quiz.select_one("#siyu-page").get_text())["kind"] == "quiz"  # type: ignore[union-attr]
    assert quiz.select_one("#Q9\\.4 figure svg") is not None


def test_a_lesson_ends_with_its_tables_sources_and_quiz(built: Any) -> None:
    (end,) = page(built, "cycle/repeat.md").select(".siyu-lesson-end")
    assert hrefs(end) == [
        "../../assets/notebooks/cycle-repeat.ipynb",
        "../../cycle/quiz/",
        "../../data/shop/#orders",
        "../../coverage/#S1.1",
    ]


def test_the_dictionary_says_who_uses_a_table_and_what_is_dirty(built: Any) -> None:
    dictionary = page(built, "data/shop.md")
    assert hrefs(dictionary.select_one(".siyu-used")) == ["../../cycle/repeat/", "../../exercises/repeat-rate/"]  # type: ignore[arg-type]
    assert [line.get_text() for line in dictionary.select(".siyu-dirt li")] == ["有散客"]


def test_a_dataset_with_a_readme_has_its_story(built: Any, tmp_path: Path) -> None:
    from course.publish.dictionary_page import has_story, story_page
    from course.publish.references import targets

    folder = tmp_path / "shop"
    shutil.copytree(built.course.datasets["shop"].folder, folder)
    dataset = replace(built.course.datasets["shop"], folder=folder)
    assert not has_story(dataset)
    (folder / "README.md").write_text("# 小店\n\n## 故事\n\n开店。\n", encoding="utf-8")
    told, text = story_page(dataset, targets(built.course))
    assert has_story(dataset) and told.title == "小店：数据的故事"
    assert "## 故事" in text and "合成数据 · 小店" in text and "# 小店\n" not in text


def test_claims_say_of_whom_what_is_wrong_and_what_does_not_go_together(built: Any) -> None:
    text = built.text("claims.md")
    assert all(
        part in text for part in ("<dd>小店复购率</dd>", "<dd>复购率不过 100%</dd>", "<code>orders.paid_at</code>")
    )
    assert "互相打架的 1 组" in text and 0 < text.index('id="X1"') < text.index('id="C901"')
