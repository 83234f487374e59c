"""The hover cards: what a reference means, in a few lines of text. All of them are one script, loaded when first asked for.

A script and not JSON: a page opened from a folder may load the one, not the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course.law_names import law_title
from course.load.lesson import REFERENCE
from course.model import Case, Course, Exercise
from course.publish.pages import json_text
from course.publish.references import Target, entry_title
from course.publish.templating import forms_told, say

Lines = list[tuple[str, str]]


def cards_script(course: Course, targets: Mapping[str, Target]) -> str:
    """`window.SIYU_CARDS`: `{id: {label, title, lines: [[name, text]]}}`, texts plain, for every id that has a card."""
    found: dict[str, dict[str, Any]] = {}
    for name, (label, title, lines) in _cards(course).items():
        shown = [(said, _plain(text, targets)) for said, text in lines if text]
        found[name] = {"label": label, "title": _plain(title, targets), "lines": shown}
    return f"window.SIYU_CARDS={json_text(found)};\n"


def _cards(course: Course) -> dict[str, tuple[str, str, Lines]]:
    registers = course.registers
    found: dict[str, tuple[str, str, Lines]] = {}
    for name, entry in registers.metrics.items():
        found[name] = (say("block.define"), entry_title(name, entry), _metric(entry))
    for name, entry in registers.claims.items():
        found[name] = (f"{say('card.claim')} {name}", say("quoted", text=entry.get("claim", "")), _claim(entry))
    for name, entry in registers.laws.items():
        found[name] = (say("card.law"), law_title(entry), _law(entry))
    for name, entry in registers.glossary.items():
        definition = str(entry.get("definition") or "")
        found[name] = (say("page.glossary"), entry_title(name, entry), [("", definition)])
    for case in registers.cases.values():
        found[case.id] = (f"{say('block.case')} {case.id}", case.title, _case(case))
    for chapter in course.chapters:
        for item in chapter.misconceptions:
            found[item.id] = (say("card.misconception"), item.text, [("", chapter.title)])
    for exercise in course.exercises:
        found[exercise.id] = (say("exercise_told", id=exercise.id), exercise.title, _exercise(course, exercise))
        for mistake in exercise.mistakes:
            told = [("", mistake.message), (say("card.exercise"), f"{exercise.id} {exercise.title}")]
            found[mistake.id] = (say("block.mistake"), mistake.title, told)
    return found


def _metric(entry: Mapping[str, Any]) -> Lines:
    """The definition, and what it is a share of: the rest stands on its page."""
    parts = ("definition", "numerator", "denominator", "window")
    return [(say(f"metric.{part}"), str(entry.get(part) or "")) for part in parts]


def _claim(entry: Mapping[str, Any]) -> Lines:
    source, year = entry.get("stated_source"), entry.get("year")
    told = say("no_source") if source in (None, "none") else str(source)
    return [
        (say("claim.subject"), str(entry.get("subject") or "")),
        (say("claim.source"), told + (say("claim.year", year=year) if year else "")),
        (say("claim.doubt"), str(entry.get("plausibility") or "")),
    ]


def _law(entry: Mapping[str, Any]) -> Lines:
    checked = "law.checked_yes" if str(entry.get("verified")) == "yes" else "law.checked_no"
    return [
        (say("law.requires"), str(entry.get("requires") or "")),
        (say("law.effective"), str(entry.get("effective") or "")),
        (say("law.checked"), say(checked)),
    ]


def _case(case: Case) -> Lines:
    return [(say("case.facts"), case.facts), (say("case.missing"), case.missing)]


def _exercise(course: Course, exercise: Exercise) -> Lines:
    texts = {item.id: item.text for chapter in course.chapters for item in chapter.objectives}
    goals = [texts[name] for name in exercise.objectives if name in texts]
    return [("", " ".join(goals)), ("", forms_told(exercise))]


def _plain(text: str, targets: Mapping[str, Target]) -> str:
    """The text without Markdown: references by their label, code marks gone."""

    def label(name: str) -> str:
        return targets[name].label if name in targets else name

    return REFERENCE.sub(lambda found: label(found[1].strip()), text).replace("`", "").replace("**", "").strip()
