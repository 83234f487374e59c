"""The pages that lead: home, the list of exercises, about."""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from course.model import Chapter, Course, Exercise
from course.publish.chapter_page import chapter_minutes, exercises_of
from course.publish.checks import read_checks
from course.publish.dictionary_page import dictionary_place, has_story, story_place
from course.publish.links import lesson_place
from course.publish.markup import Markdown
from course.publish.pages import Page
from course.publish.references import Target, exercise_place
from course.publish.templating import fill, say


def refs_of(course: Course, chapter: Chapter) -> str:
    """What counts as the chapter's work in a learner's progress."""
    lessons = [f"{chapter.slug}/{lesson.slug}" for lesson in chapter.lessons]
    return " ".join([*lessons, *(exercise.id for exercise in exercises_of(course, chapter))])


def home_page(course: Course, figure: Markup | None) -> tuple[Page, str]:
    """The home page; `figure` is a chart of the course, when a lesson has one."""
    page = Page("", "home", course.title, description=say("home.promise"), index=True)
    first = course.lessons[0] if course.lessons else None
    map_ = [
        {
            "chapter": chapter,
            "refs": refs_of(course, chapter),
            "minutes": chapter_minutes(course, chapter),
            "exercises": len(exercises_of(course, chapter)),
        }
        for chapter in course.chapters
    ]
    body = fill(
        "home",
        course=course,
        figure=figure,
        first=first,
        start=lesson_place(first) if first else "exercises/",
        browse=_browse(course),
        map=map_,
    )
    # The page's own heading stands in the hero, so the usual one is left out.
    return page, page.text(body, hide=("navigation", "toc"), heading=False)


def _browse(course: Course) -> str:
    """Where one looks around: the first dataset's story, else its dictionary, else the metrics."""
    data = next(iter(course.datasets.values()), None)
    if data is None:
        return "metrics/"
    return story_place(data) if has_story(data) else dictionary_place(data)


def exercises_page(course: Course) -> tuple[Page, str]:
    """Every exercise with what it takes: for those who choose for a class, and for those who look around."""
    page = Page("exercises/", "text", say("page.exercises"), "exercises", index=True)
    chapters = [
        (chapter, [_row(page, exercise) for exercise in exercises_of(course, chapter)]) for chapter in course.chapters
    ]
    return page, page.text(fill("exercises", chapters=[(c, rows) for c, rows in chapters if rows]), hide=("toc",))


def _row(page: Page, exercise: Exercise) -> dict[str, object]:
    checks = read_checks(exercise.folder / "checks.py")
    forms = " · ".join(f"{say(f'form.{form}')} {minutes}" for form, minutes in exercise.minutes.items())
    points = f"{sum(check.points for check in checks):g}"
    return {
        "exercise": exercise,
        "forms": forms,
        "href": page.root + exercise_place(exercise),
        "points": points,
        "checks": len(checks),
        "mistakes": len(exercise.mistakes),
    }


def about_page(targets: dict[str, Target]) -> tuple[Page, str]:
    """What the course is, whose it is, on what terms."""
    page = Page("about/", "text", say("page.about"), "about")
    source = resources.files("course.publish").joinpath("templates", "about.md").read_text(encoding="utf-8")
    return page, page.text(
        Markdown(targets, page.root).page(source) + '\n\n<div class="siyu-progress"></div>', hide=("toc",)
    )
