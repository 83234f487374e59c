"""The pages that lead: home, one a chapter, the list of exercises, about."""

from __future__ import annotations

from importlib import resources

from markupsafe import Markup

from course.model import Chapter, Course, Exercise
from course.publish.checks import read_checks
from course.publish.lesson_page import lesson_place
from course.publish.markup import Markdown
from course.publish.pages import Page
from course.publish.references import Target, exercise_place
from course.publish.register_pages import dictionary_place
from course.publish.templating import fill, say


def chapter_place(chapter: Chapter) -> str:
    """The chapter's URL under the site's root."""
    return f"{chapter.slug}/"


def exercises_of(course: Course, chapter: Chapter) -> list[Exercise]:
    """The chapter's exercises by id."""
    return [exercise for exercise in course.exercises if exercise.chapter == chapter.slug]


def chapter_minutes(course: Course, chapter: Chapter) -> int:
    """Minutes of the chapter's lessons and of every form of its exercises."""
    practice = sum(sum(exercise.minutes.values()) for exercise in exercises_of(course, chapter))
    return sum(lesson.minutes for lesson in chapter.lessons) + practice


def refs_of(course: Course, chapter: Chapter) -> str:
    """What counts as the chapter's work in a learner's progress."""
    lessons = [f"{chapter.slug}/{lesson.slug}" for lesson in chapter.lessons]
    return " ".join([*lessons, *(exercise.id for exercise in exercises_of(course, chapter))])


def home_page(course: Course, figure: Markup | None) -> tuple[Page, str]:
    """The home page; `figure` is a chart of the course, when a lesson has one."""
    page = Page("", "home", course.title, description=say("home.promise"), index=True)
    first = course.lessons[0] if course.lessons else None
    data = next(iter(course.datasets.values()), None)
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
        browse=dictionary_place(data) if data else "metrics/",
        map=map_,
    )
    # The page's own heading stands in the hero, so the usual one is left out.
    return page, page.text(body, hide=("navigation", "toc"), heading=False)


def chapter_page(course: Course, chapter: Chapter) -> tuple[Page, str]:
    """A chapter: what one can do after it, its lessons, its exercises."""
    page = Page(chapter_place(chapter), "chapter", chapter.title, chapter.slug, chapter.slug, index=True)
    body = fill(
        "chapter",
        chapter=chapter,
        root=page.root,
        minutes=chapter_minutes(course, chapter),
        lessons=[(lesson, page.root + lesson_place(lesson)) for lesson in chapter.lessons],
        exercises=[(exercise, page.root + exercise_place(exercise)) for exercise in exercises_of(course, chapter)],
    )
    return page, page.text(body, hide=("toc",))


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
