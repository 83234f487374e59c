"""The plan's page and what its script dates: every track's units in their order, paces, holidays, cards. And the printed plan.

A script and not JSON: a page opened from a folder may load the one, not the other.
"""

from __future__ import annotations

from typing import Any

from course.model import Course, Pace, Track
from course.plan.calendar import announced_until, chinese_holidays
from course.plan.living import Book
from course.plan.review import law_dates, lesson_cards
from course.plan.standing import QUIZ_SHARE, diagnostics, quiz_questions
from course.plan.units import Unit, lesson_id, plan_units, track_forms
from course.plan.views import day_rows, day_title, summary, track_title, unit_name
from course.publish.links import diagnostic_place, lesson_place, quiz_place
from course.publish.pages import Page, json_text
from course.publish.references import exercise_place
from course.publish.templating import fill, say

PLACE = "plan/"
_YEARS_BEFORE, _YEARS_AFTER = 2, 6


def unit_place(course: Course, unit: Unit) -> str:
    """The unit's URL under the site's root; empty for the capstone, which has no page."""
    if unit.kind == "lesson":
        return lesson_place(next(x for x in course.lessons if lesson_id(x.chapter, x.slug) == unit.ref))
    if unit.kind == "exercise":
        return exercise_place(course.exercise(unit.ref))
    return quiz_place(course.chapter(unit.chapter)) if unit.kind == "quiz" else ""


def plan_page(course: Course) -> tuple[Page, str]:
    """The page on which a reader makes and follows a plan; without the script, what each role takes."""
    page = Page(PLACE, "plan", say("page.plan"), "plan", index=True)
    rows = []
    for track in course.presets.tracks:
        units = plan_units(course, track)
        hours = sum(unit.minutes for unit in units) / 60
        rows.append((track_title(course, track), _forms_told(course, track), f"{hours:.1f}", f"{track.hours:g}"))
    tests = [
        (chapter.title, page.root + diagnostic_place(chapter)) for chapter in course.chapters if chapter.diagnostic
    ]
    return page, page.text(fill("plan_page", rows=rows, paces=course.presets.paces, tests=tests), hide=("toc",))


def plan_script(course: Course) -> str:
    """`window.SIYU_PLAN`: see docs/page.md."""
    return f"window.SIYU_PLAN={json_text(plan_content(course))};\n"


def plan_content(course: Course) -> dict[str, Any]:
    """What the page's script dates a plan from, in JSON's types."""
    presets = course.presets
    exact = announced_until()
    first, last = exact - _YEARS_BEFORE, exact + _YEARS_AFTER
    holidays = chinese_holidays(first, last)
    tracks = [_track(course, track) for track in presets.tracks]
    return {
        "schema_version": 1,
        "review_permille": round(presets.review_share * 1000),
        "holidays": {
            "off": sorted(day.isoformat() for day in holidays.off),
            "makeup": sorted(day.isoformat() for day in holidays.makeup),
            "exact_until": exact,
            "last": last,
        },
        "tracks": tracks,
        "paces": [_pace(pace) for pace in presets.paces],
        "quizzes": quiz_questions(course),
        "quiz_share": QUIZ_SHARE,
        "diagnostics": [{"refs": part.refs, "questions": part.questions} for part in diagnostics(course)],
        "review": _review(course),
        "objectives": {item.id: item.text for chapter in course.chapters for item in chapter.objectives},
        "empty": [chapter.title for chapter in course.chapters if not chapter.lessons],
        "pages": _pages(course),
    }


def printed_plan(book: Book, course: Course, done: frozenset[str]) -> str:
    """A self-contained HTML page of the whole plan, week by week, ready for A4."""
    days = [(day, day_title(day.day), day_rows(book, day, done)) for day in book.days]
    return str(fill("plan_print", days=days, summary=summary(book, course)))


def _track(course: Course, track: Track) -> dict[str, Any]:
    units = [
        {
            "id": unit.id,
            "kind": unit.kind,
            "ref": unit.ref,
            "form": unit.form,
            "name": unit_name(unit),
            "minutes": unit.minutes,
            "chapter": unit.chapter,
            "level": unit.level,
            "splits": unit.splits,
            "requires": unit.requires,
            "objectives": unit.objectives,
            "page": unit_place(course, unit),
        }
        for unit in plan_units(course, track)
    ]
    title = track_title(course, track)
    return {"slug": track.slug, "title": title, "forms": track_forms(course, track), "units": units}


def _pace(pace: Pace) -> dict[str, Any]:
    names = ("slug", "title", "note", "weeks", "week_minutes", "weekday_minutes", "review_minutes", "track")
    return {name: getattr(pace, name) for name in names}


def _review(course: Course) -> dict[str, Any]:
    """What becomes a card, and from which days a law's card is due again."""
    return {
        "lessons": {lesson_id(x.chapter, x.slug): lesson_cards(course, x) for x in course.lessons},
        "questions": {question.id: chapter.slug for chapter in course.chapters for question in chapter.questions},
        "exercises": {exercise.id: exercise.chapter for exercise in course.exercises},
        "laws": {
            name: [moment.date().isoformat() for moment in law_dates(entry)]
            for name, entry in course.registers.laws.items()
        },
    }


def _pages(course: Course) -> dict[str, str]:
    """Where a question is answered, and where a mistake can be tried again: its exercise."""
    found = {
        question.id: f"{quiz_place(chapter)}#{question.id}"
        for chapter in course.chapters
        for question in chapter.questions
    }
    for exercise in course.exercises:
        found |= {mistake.id: exercise_place(exercise) for mistake in exercise.mistakes}
    return found


def _forms_told(course: Course, track: Track) -> str:
    return " ".join(say(f"form.{form}") for form in track_forms(course, track))
