"""A course of three chapters as records, small enough to know by heart, for tests of the plan."""

from __future__ import annotations

from pathlib import Path

from course.model import (
    CapstoneSection,
    Chapter,
    Choice,
    Course,
    Exercise,
    FormName,
    Forms,
    Item,
    Lesson,
    Mistake,
    Pace,
    Presets,
    Question,
    Registers,
    Role,
    Track,
)

NOWHERE = Path("/nowhere")
FORMS = Forms(predict=(), calc=None, write=True, deep="想一想。")


def lesson(chapter: str, slug: str, order: int, exercises: tuple[str, ...] = (), cites: tuple[str, ...] = ()) -> Lesson:
    return Lesson(
        slug, chapter, NOWHERE, f"课 {slug}", 20, (f"L.{chapter}",), (), (), order, exercises=exercises, cites=cites
    )


def question(name: str, lesson: str) -> Question:
    choices = (Choice("对", True), Choice("错", mistake="M.base", why="多数了一单。"))
    return Question(name, lesson, "single", f"{name} 问？", "见 [[cac]]。", choices)


def chapter(
    slug: str,
    lessons: tuple[Lesson, ...],
    questions: tuple[Question, ...] = (),
    diagnostic: tuple[Question, ...] = (),
) -> Chapter:
    objectives, mistakes = (Item(f"L.{slug}", "会算。", "应用"),), (Item("M.base", "错"),)
    return Chapter(
        slug, NOWHERE, f"章 {slug}", slug, "", objectives, mistakes, lessons, questions, diagnostic=diagnostic
    )


def exercise(name: str, chapter: str, requires: tuple[str, ...] = (), level: int = 1) -> Exercise:
    mistake = Mistake("same_day", name, NOWHERE, "同一天算两次", "同一天的两单不是复购。", ("test_hand",))
    minutes = {"write": 25, "deep": 10}
    return Exercise(
        name, f"x-{name}", NOWHERE, f"题 {name}", chapter, level, minutes, (f"L.{chapter}",), (), "", (), requires,
        ("一", "二"), (), (), 0.0, (mistake,), FORMS, "0" * 16,
    )  # fmt: skip


def track(
    slug: str = "all", exercises: tuple[str, ...] = ("E1.1", "E1.2", "E2.1", "E3.1"), forms: tuple[FormName, ...] = ()
) -> Track:
    return Track(slug, "", "learner", 4, exercises, forms, (1, 2), "两节", 2)


def small_course() -> Course:
    """`base`, then `use` (E2.1 waits for E3.1), then `law`; `late` has no lessons, and a capstone section needs it."""
    base = chapter(
        "base",
        (
            lesson("base", "counting", 1, ("E1.1",), ("cac", "LAW-1")),
            lesson("base", "rates", 2, ("E1.2",)),
        ),
        tuple(question(f"Q1.{n}", "counting") for n in range(1, 6)),
        tuple(question(f"D1.{n}", "rates") for n in (1, 2)),
    )
    use = chapter("use", (lesson("use", "using", 1, ("E2.1",)),), (question("Q2.1", "using"),))
    law = chapter(
        "law", (lesson("law", "consent", 1, ("E3.1",)), lesson("law", "minors", 2)), (question("Q3.1", "minors"),)
    )
    exercises = (
        exercise("E1.1", "base"),
        exercise("E1.2", "base", ("E1.1",), 3),
        exercise("E2.1", "use", ("E3.1",)),
        exercise("E3.1", "law"),
    )
    presets = Presets(
        requires={"use": ("base",), "law": ("base",)},
        hours={},
        tracks=(track(), track("coders", forms=("write",))),
        paces=(Pace("slow", "慢", "", 12, 300, (60, 60, 60, 60, 60, 0, 0)),),
        sections=(
            CapstoneSection(1, "背景", 60, ("base",)),
            CapstoneSection(2, "风险", 60, ("law", "late")),
        ),
        question_minutes=5,
    )
    registers = Registers(
        laws={"LAW-1": {"id": "LAW-1", "law_zh": "个人信息保护法", "article": "13", "effective": "2021-11-01"}},
        metrics={"cac": {"id": "cac", "zh": "获客成本", "definition": "花费 / 新客"}},
    )
    return Course(
        NOWHERE, "小课", (base, use, law, chapter("late", ())), exercises, {},
        (Role("learner", "学员", ("write", "deep")),), registers, presets,
    )  # fmt: skip
