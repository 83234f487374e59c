"""The printable page of a learner's plan: one file, nothing else loaded."""

from __future__ import annotations

from course.model import Course
from course.plan.living import Book
from course.plan.views import day_rows, day_title, summary
from course.publish.templating import fill


def printed_plan(book: Book, course: Course, done: frozenset[str]) -> str:
    """A self-contained HTML page of the whole plan, week by week, ready for A4."""
    days = [(day, day_title(day.day), day_rows(book, day, done)) for day in book.days]
    return str(fill("plan_print", days=days, summary=summary(book, course)))
