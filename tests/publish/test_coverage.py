"""What the coverage says of the small course: counted from its content, headings opened, nothing missed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from course.publish.coverage import Coverage, Total, coverage, covered_place, total


@pytest.fixture(scope="module")
def rows(built: Any) -> dict[str, Coverage]:
    return {row.item.id: row for row in coverage(built.course)}


def test_headings_are_no_rows(rows: dict[str, Coverage]) -> None:
    assert list(rows) == ["S1.1", "S1.2", "S2", "S3"]


def test_naming_a_heading_names_what_is_below_it(rows: dict[str, Coverage]) -> None:
    row = rows["S1.2"]
    assert [lesson.slug for lesson in row.lessons] == ["repeat"]
    assert [exercise.id for exercise in row.exercises] == ["E9.1"]
    assert [question.id for question in row.questions] == ["Q9.1", "Q9.2", "Q9.3", "Q9.4"]
    assert [case.id for case in row.cases] == ["K1"]


def test_status_is_what_covers_it(rows: dict[str, Coverage]) -> None:
    assert {name: row.status for name, row in rows.items()} == {
        "S1.1": "covered",
        "S1.2": "covered",
        "S2": "planned",
        "S3": "open",
    }


def test_without_the_lesson_nothing_is_taught_or_assessed(built: Any) -> None:
    first = replace(built.course.chapters[0], lessons=())
    course = replace(built.course, chapters=(first, *built.course.chapters[1:]))
    row = coverage(course)[0]
    assert (row.lessons, row.questions) == ((), ()) and [exercise.id for exercise in row.exercises] == ["E9.1"]


def test_totals_add_up(rows: dict[str, Coverage]) -> None:
    assert total(list(rows.values())) == Total(4, 2, 2, 2, 2, 1, 1)


def test_page_says_where_and_what_is_missing(built: Any) -> None:
    page = BeautifulSoup(built.text("coverage.md"), "html.parser")
    (taught,) = page.select('[id="S1.1"]')
    assert [link["href"] for link in taught.select("a")] == [
        "../cycle/repeat/",
        "../exercises/repeat-rate/",
        "../cycle/quiz/",
        "../cases/#K1",
    ]
    (missing,) = page.select('[id="S3"]')
    assert "尚未安排" in missing.get_text()
    assert [cell.get_text() for cell in page.select("tfoot td")] == ["4", "2", "2", "2", "2", "1", "1"]


def test_a_source_leads_to_its_row(built: Any) -> None:
    assert covered_place(built.course, "S1") == "coverage/#S1.1"
    assert covered_place(built.course, "S2") == "coverage/#S2"
    assert covered_place(built.course, "S9") == ""
