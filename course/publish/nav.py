"""Authority on the site's navigation: made from the model, written as a literal into `mkdocs.yml`, where tests hold it.

`python -m course.publish.nav` says whether `mkdocs.yml` agrees; with `--write` it is brought up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

from course.files import write_atomically
from course.load import find_root, load_course
from course.model import Course
from course.publish.claim_tests import claim_tests_place, has_claim_tests
from course.publish.dictionary_page import dictionary_place, has_story, story_place, story_title
from course.publish.links import chapter_place, diagnostic_place, lesson_place, quiz_place
from course.publish.pages import source_of
from course.publish.plan_page import PLACE
from course.publish.progress_page import PLACE as PROGRESS
from course.publish.references import exercise_place
from course.publish.register_pages import REGISTERS
from course.publish.templating import say


def expected_nav(course: Course) -> list[Any]:
    """The `nav` of `mkdocs.yml` for this course."""
    chapters = [
        {
            chapter.title: [
                source_of(chapter_place(chapter), index=True),
                *([{say("diagnostic.name"): source_of(diagnostic_place(chapter))}] if chapter.diagnostic else []),
                *({lesson.title: source_of(lesson_place(lesson))} for lesson in chapter.lessons),
                *([{say("block.quiz"): source_of(quiz_place(chapter))}] if chapter.questions else []),
            ]
        }
        for chapter in course.chapters
    ]
    exercises = [{f"{e.id} {e.title}": source_of(exercise_place(e))} for e in course.exercises]
    datasets = [{dataset.title: source_of(dictionary_place(dataset))} for dataset in course.datasets.values()]
    datasets += [{story_title(d): source_of(story_place(d))} for d in course.datasets.values() if has_story(d)]
    datasets += [
        {say("page.claim_tests"): source_of(claim_tests_place(dataset))}
        for dataset in filter(has_claim_tests, course.datasets.values())
    ]
    registers = [
        {say(f"page.{register}"): source_of(f"{register}/")} for register in (*REGISTERS, "misconceptions", "coverage")
    ]
    return [
        {say("page.home"): source_of("", index=True)},
        {say("page.lessons"): chapters},
        {say("page.plan"): [source_of(PLACE, index=True), {say("page.progress"): source_of(PROGRESS)}]},
        {say("page.exercises"): [source_of("exercises/", index=True), *exercises]},
        {say("page.reference"): [*datasets, *registers]},
        {say("page.about"): source_of("about/")},
    ]


def written_nav(path: Path) -> list[Any] | None:
    """The `nav` that stands in `mkdocs.yml`."""
    found: list[Any] | None = yaml.safe_load(_split(path)[1])["nav"]
    return found


def write_nav(path: Path, nav: list[Any]) -> None:
    """Replace the `nav` at the end of `mkdocs.yml`."""
    literal = yaml.safe_dump({"nav": nav}, allow_unicode=True, sort_keys=False, width=120)
    write_atomically(path, _split(path)[0] + literal)


def _split(path: Path) -> tuple[str, str]:
    """The text before `nav:`, which is the last key, and from it on."""
    before, key, after = path.read_text(encoding="utf-8").partition("\nnav:")
    return before + "\n", key[1:] + after


def main() -> int:
    """Compare, or write with `--write`; exit status 1 when they differ."""
    course = load_course(find_root())
    path, nav = course.root / "mkdocs.yml", expected_nav(course)
    if "--write" in sys.argv[1:]:
        write_nav(path, nav)
    same = written_nav(path) == nav
    print(say("nav_same") if same else say("nav_differs"))
    return 0 if same else 1


if __name__ == "__main__":
    raise SystemExit(main())
