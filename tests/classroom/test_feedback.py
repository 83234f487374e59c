"""What stands on a learner's page, from results alone."""

from __future__ import annotations

from pathlib import Path

from course.load import load_course
from course.result import CheckResult, Result, TableDiff, TableRow
from grader.classroom.feedback import feedback_page
from grader.classroom.journal import Entry

ROOT = Path(__file__).parents[2]
EXERCISE = load_course(ROOT).exercises[0]


def page(check: CheckResult) -> str:
    """The page of a learner with that one check."""
    result = Result(
        exercise={"id": EXERCISE.id, "slug": EXERCISE.slug, "version": EXERCISE.version},
        form="write",
        submission={"name": "a.py", "sha256": "0" * 64},
        seeds=(1,),
        isolation_level=2,
        versions={},
        limits={},
        checks=(check,),
    )
    return feedback_page("甲", [Entry("甲", EXERCISE.id, "k", (), result)], {EXERCISE.id: EXERCISE}, {})


def test_rows_that_differ_are_shown_as_a_table_and_their_cells_escaped() -> None:
    row = TableRow(3, ("ch_01", "<b>2</b>"), ("ch_01", "1"), (False, True))
    told = page(CheckResult("test_hand", "一句。", "failed", 0, 2, "不同。", table=TableDiff(("渠道", "买家"), (row,))))
    assert '<td>3</td><td>ch_01</td><td class="got">&lt;b&gt;2&lt;/b&gt;<span class="want">应为 1</span></td>' in told
    assert "<th>渠道</th><th>买家</th>" in told
