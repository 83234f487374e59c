"""Rules on quiz questions: right choices by kind, a cited explanation, known lessons, charts and mistakes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from course.load.lesson import REFERENCE, Code, scan_lesson
from course.load.lint.ids import misconception_ids, mistake_ids, reference_ids
from course.load.problem import Report
from course.load.source import line_in
from course.model import Chapter, Course, Question


def check_quiz(chapter: Chapter, course: Course, report: Report) -> None:
    """Note every fault of a chapter's questions, those of its diagnostic too."""
    _check_file(chapter.folder / "quiz.yml", chapter.questions, chapter, course, report)
    _check_file(chapter.folder / "diagnostic.yml", chapter.diagnostic, chapter, course, report)


def _check_file(path: Path, questions: Sequence[Question], chapter: Chapter, course: Course, report: Report) -> None:
    lessons = {lesson.slug for lesson in chapter.lessons}
    for at, question in enumerate(questions):
        for fault, key, values in (*_faults(question, lessons, course), *_chart(question, chapter)):
            report.add(f"lint.{fault}", path, line_in(path, "questions", at, key), question=question.id, **values)


def _faults(question: Question, lessons: set[str], course: Course) -> Iterator[tuple[str, str, dict[str, object]]]:
    if question.lesson and question.lesson not in lessons:
        yield "quiz_lesson", "lesson", {"slug": question.lesson}
    right = sum(choice.right for choice in question.choices)
    if question.kind in ("single", "fault") and right != 1:
        yield "quiz_single", "choices", {"n": right}
    if question.kind == "multiple" and right < 1:
        yield "quiz_multiple", "choices", {}
    if question.kind == "ordering" and right:
        yield "quiz_ordering", "choices", {}
    if question.kind in ("single", "multiple", "ordering", "fault") and len(question.choices) < 2:
        yield "quiz_choices", "choices", {}
    known = mistake_ids(course) | misconception_ids(course)
    for choice in question.choices:
        if choice.mistake and choice.mistake not in known:
            yield "quiz_mistake", "choices", {"id": choice.mistake}
    cited = [name.strip() for name in REFERENCE.findall(question.explain)]
    if question.explain and not cited:
        yield "quiz_cites", "explain", {}
    for key, text in (("ask", question.ask), ("explain", question.explain)):
        for name in REFERENCE.findall(text):
            if name.strip() not in reference_ids(course):
                yield "reference", key, {"id": name.strip()}


def _chart(question: Question, chapter: Chapter) -> Iterator[tuple[str, str, dict[str, object]]]:
    """The chart that a `fault` question asks about stands in its lesson."""
    lesson = next((lesson for lesson in chapter.lessons if lesson.slug == question.lesson), None)
    if question.kind != "fault" or lesson is None or not question.chart:
        return
    _, blocks = scan_lesson(lesson.path, Report())
    charts = [block.label for block in blocks if isinstance(block, Code) and "chart" in block.tags]
    if question.chart not in charts:
        yield "quiz_chart", "chart", {"label": question.chart, "known": " ".join(filter(None, charts))}
