"""What a plan is made of and in which order, from a small course and from the whole one."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from course.load import load_course
from course.model import Course
from course.plan.living import new_book
from course.plan.profile import at_pace
from course.plan.units import CycleError, Unit, plan_units
from course.progress import Log
from tests.plan.small_course import exercise, small_course, track

ROOT = Path(__file__).parents[2]
COURSE = small_course()


def ids(units: tuple[Unit, ...]) -> list[str]:
    return [unit.id for unit in units]


def test_each_exercise_follows_its_lesson_and_what_another_waits_for_moves_up() -> None:
    assert ids(plan_units(COURSE, track())) == [
        "base/counting", "E1.1/write", "E1.1/deep", "base/rates", "E1.2/write", "E1.2/deep", "base#quiz", "capstone/1",
        "use/using", "law/consent", "E3.1/write", "E3.1/deep", "E2.1/write", "E2.1/deep", "use#quiz",
        "law/minors", "law#quiz",
    ]  # fmt: skip


def test_forms_are_the_role_s_unless_the_track_or_the_learner_has_others() -> None:
    def forms(*chosen: str, of: str = "all") -> set[str | None]:
        units = plan_units(COURSE, COURSE.presets.track(of), tuple(chosen))  # type: ignore[arg-type]
        return {unit.form for unit in units if unit.kind == "exercise"}

    assert (forms(), forms(of="coders"), forms("deep")) == ({"write", "deep"}, {"write"}, {"deep"})


def test_a_form_an_exercise_has_not_is_no_unit() -> None:
    units = plan_units(COURSE, track(), ("predict", "write"))
    assert {unit.form for unit in units if unit.kind == "exercise"} == {"write"}


def test_a_capstone_section_waits_until_all_its_chapters_have_lessons() -> None:
    assert "capstone/2" not in ids(plan_units(COURSE, track()))
    late = replace(COURSE.chapter("law"), slug="late", lessons=(replace(COURSE.lessons[0], slug="x", chapter="late"),))
    whole = replace(COURSE, chapters=(*COURSE.chapters[:-1], replace(late, questions=())))
    (section,) = (unit for unit in plan_units(whole, track()) if unit.id == "capstone/2")
    assert section.requires == ("law/consent", "law/minors", "late/x", "law#quiz")


def test_what_a_role_adds_comes_once_every_section_is_there() -> None:
    asked = replace(track(), sections=(1,), extra="试讲", extra_minutes=90)
    (extra,) = (unit for unit in plan_units(COURSE, asked) if unit.id == "capstone/extra")
    assert (extra.minutes, extra.requires) == (90, ("capstone/1",))
    assert "capstone/extra" not in ids(plan_units(COURSE, replace(asked, sections=(1, 2))))


def test_a_track_may_leave_lessons_out() -> None:
    units = plan_units(COURSE, replace(track(), lessons=("rates", "using", "consent", "minors")))
    quizzes = {unit.id: unit for unit in units if unit.kind == "quiz"}
    assert "base/counting" not in ids(units)
    assert "base#quiz" not in quizzes, "all its questions belong to the lesson left out"


def test_units_that_wait_for_each_other_are_named() -> None:
    circle = (exercise("E1.1", "base", ("E1.2",)), exercise("E1.2", "base", ("E1.1",)))
    with pytest.raises(CycleError) as caught:
        plan_units(replace(COURSE, exercises=circle), track(), ("write",))
    assert set(caught.value.ids) == {"E1.1/write", "E1.2/write"}


def test_a_lesson_that_prepares_for_a_form_is_for_those_who_do_it_and_comes_before_it() -> None:
    base = COURSE.chapter("base")
    ready = replace(base.lessons[1], prepares=("deep",))
    course = replace(COURSE, chapters=(replace(base, lessons=(base.lessons[0], ready)), *COURSE.chapters[1:]))

    def order(*forms: str) -> list[str]:
        return ids(plan_units(course, track(), tuple(forms)))  # type: ignore[arg-type]

    both = order("write", "deep")
    assert both.index("E1.1/write") < both.index("base/rates") < both.index("E1.1/deep")
    assert all(both.index("base/rates") < both.index(f"{name}/deep") for name in ("E1.2", "E2.1", "E3.1"))
    assert "base/rates" not in order("write") and "E1.2/write" in order("write")


def test_a_chapter_s_quiz_has_five_minutes_a_question() -> None:
    minutes = {unit.id: unit.minutes for unit in plan_units(COURSE, track()) if unit.kind == "quiz"}
    assert minutes == {"base#quiz": 25, "use#quiz": 5, "law#quiz": 5}


@pytest.fixture(scope="module")
def whole() -> Course:
    return load_course(ROOT)


def test_every_track_of_the_course_stands_in_order(whole: Course) -> None:
    for found in whole.presets.tracks:
        units = plan_units(whole, found)
        place = {unit.id: at for at, unit in enumerate(units)}
        assert all(place[name] < place[unit.id] for unit in units for name in unit.requires), found.slug


def test_every_form_comes_after_the_lessons_that_prepare_for_it(whole: Course) -> None:
    prepared = {
        form: [f"{x.chapter}/{x.slug}" for x in whole.lessons if form in x.prepares] for form in ("fix", "write")
    }
    assert len(prepared["fix"]) == 2 and len(prepared["write"]) == 4
    for found in whole.presets.tracks:
        units = plan_units(whole, found)
        place = {unit.id: at for at, unit in enumerate(units)}
        for unit in (unit for unit in units if unit.form in prepared):
            assert all(place[name] < place[unit.id] for name in prepared[str(unit.form)]), (found.slug, unit.id)


def test_the_hours_of_a_finished_chapter_are_within_a_tenth_of_its_target(whole: Course) -> None:
    """A chapter is finished once every planned exercise is there and every objective has a lesson."""
    planned = tomllib.loads((ROOT / "exercises" / "PLAN.toml").read_text("utf-8"))["exercises"]
    written = {found.id for found in whole.exercises}
    everything = next(track for track in whole.presets.tracks if len(track.exercises) == len(planned))
    hours: dict[str, float] = {}
    for unit in plan_units(whole, everything):
        hours[unit.chapter] = hours.get(unit.chapter, 0) + unit.minutes / 60
    for chapter in whole.chapters:
        taught = {name for lesson in chapter.lessons for name in lesson.objectives}
        exercises = {entry["id"] for entry in planned if entry["chapter"] == chapter.slug}
        if exercises <= written and {item.id for item in chapter.objectives} <= taught:
            target = whole.presets.hours[chapter.slug]
            assert abs(hours[chapter.slug] - target) <= target / 10, f"{chapter.slug}: {hours[chapter.slug]:.1f} h"


def test_targets_and_paces_of_the_course_add_up(whole: Course) -> None:
    """Six chapters and the capstone are 67 h, after 7 h of preparation: a preset's weeks hold them and a tenth for reviews.

    Two weeks are for those whom the diagnostic test lets begin with the first chapter.
    """
    presets = whole.presets
    first = whole.chapters[0].slug
    assert sum(presets.hours.values()) == 67 + presets.hours[first] == 74
    everything = [pace for pace in presets.paces if not pace.track]
    for pace in everything:
        assert sum(pace.weekday_minutes) == pace.week_minutes, pace.slug
        hours = 67 if pace.weeks == 2 else 74
        assert pace.weeks * pace.week_minutes >= hours * 60 * (1 + presets.review_share), pace.slug
    assert sum(section.minutes for section in presets.sections) == 60 * presets.hours["capstone"]


def test_a_pace_with_its_own_track_holds_it_now_and_with_the_whole_capstone(whole: Course) -> None:
    presets = whole.presets
    for pace in (pace for pace in presets.paces if pace.track):
        found = presets.track(pace.track)
        assert sum(pace.weekday_minutes) == pace.week_minutes, pace.slug
        work = pace.weeks * (pace.week_minutes - sum(pace.review_minutes))
        assert work == 60 * found.hours, pace.slug
        now = sum(unit.minutes for unit in plan_units(whole, found) if unit.kind != "capstone")
        sections = sum(section.minutes for section in presets.sections if section.number in found.sections)
        assert sections == 60 * found.capstone_hours and now + sections <= work, pace.slug
        start = dt.date(2026, 3, 2)
        new_book(whole, at_pace(pace, "", start), Log(), start)  # raises when it does not fit
