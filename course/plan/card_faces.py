"""What a review card asks and what it answers, from the course's content: for the terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from course.law_names import law_title
from course.model import Choice, Course, Exercise, Question
from course.plan.review import Card
from course.words import Words

_say = Words("course")
_REFERENCE = re.compile(r"\[\[([^\]]+)\]\]")
_FENCE = re.compile(r"^```.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Face:
    """`ask`, then `choices` when there are any (`right` are their 1-based numbers), then `answer`: names and texts.

    `ask` may hold Markdown's blocks (a table, code), which a terminal renders; all else is plain text.
    """

    label: str
    ask: str
    answer: tuple[tuple[str, str], ...]
    choices: tuple[str, ...] = ()
    right: frozenset[int] = frozenset()

    @property
    def plain_ask(self) -> str:
        """`ask` without Markdown's marks, for one line of a list and for other programs."""
        return _plain(self.ask)


def face(course: Course, card: Card) -> Face | None:
    """The card's face; None when the course has no such question, mistake, metric or law any more."""
    label = _say(f"review.label.{card.kind}")
    if card.kind == "question":
        found = next((q for chapter in course.chapters for q in chapter.questions if q.id == card.id), None)
        return question_face(found, label) if found else None
    if card.kind == "mistake":
        return _mistake(course, card.id, label)
    entries = course.registers.metrics if card.kind == "metric" else course.registers.laws
    if card.id not in entries:
        return None
    return _metric(entries[card.id], label) if card.kind == "metric" else _law(entries[card.id], label)


def question_face(question: Question, label: str) -> Face:
    """A question with choices is judged by their numbers; a numeric one and an order are compared by the learner."""
    choices: tuple[Choice, ...] = () if question.kind in ("numeric", "ordering") else question.choices
    right = frozenset(number for number, choice in enumerate(choices, 1) if choice.right)
    told = question.explain
    if question.kind == "numeric":
        told = f"{question.answer:g} {question.unit}\n{told}"
    elif question.kind == "ordering":
        told = " → ".join(choice.text for choice in question.choices) + f"\n{told}"
    answer = (("", _plain(told)),)
    return Face(f"{label} {question.id}", _unlinked(question.ask), answer, tuple(map(choice_text, choices)), right)


def choice_text(choice: Choice) -> str:
    """A choice without Markdown's marks."""
    return _plain(choice.text)


def _mistake(course: Course, name: str, label: str) -> Face | None:
    exercise, _, slug = name.partition(":")
    for known in course.exercises:
        for mistake in known.mistakes:
            if (known.id, mistake.slug) == (exercise, slug):
                told = (
                    ("", mistake.message),
                    (_say("review.checks"), "、".join(mistake.fails)),
                    (_say("review.again"), _remedy(course, known)),
                )
                return Face(f"{label} {known.id} {known.title}", _say("review.ask_mistake", title=mistake.title), told)
    items = (item for chapter in course.chapters for item in chapter.misconceptions)
    found = next((item for item in items if item.id == name), None)
    return Face(f"{label} {name}", _say("review.ask_misconception"), (("", found.text),)) if found else None


def _remedy(course: Course, exercise: Exercise) -> str:
    """What to do once more: the lessons that practise the exercise, then its first form."""
    lessons = [_say("plan.unit.lesson", title=x.title) for x in course.lessons if exercise.id in x.exercises]
    form = _say(f"publish.form.{exercise.forms.names[0]}")
    return "，".join([*lessons, _say("plan.unit.exercise", ref=exercise.id, title=exercise.title, form=form)])


def _metric(entry: dict[str, Any], label: str) -> Face:
    parts = ("definition", "numerator", "denominator", "window")
    answer = tuple((_say(f"review.metric.{part}"), str(entry[part])) for part in parts if entry.get(part))
    return Face(label, _say("review.ask_metric", name=entry.get("zh", entry.get("id", ""))), answer)


def _law(entry: dict[str, Any], label: str) -> Face:
    checked = _say("review.law.yes" if str(entry.get("verified")) == "yes" else "review.law.no")
    answer = (
        (_say("review.law.requires"), str(entry.get("requires") or "")),
        (_say("review.law.effective"), str(entry.get("effective") or "")),
        (_say("review.law.checked"), checked),
    )
    return Face(label, _say("review.ask_law", name=law_title(entry)), tuple(pair for pair in answer if pair[1]))


def _unlinked(text: str) -> str:
    """The Markdown with each reference as its id."""
    return _REFERENCE.sub(r"\1", text).strip()


def _plain(text: str) -> str:
    """The text without Markdown's marks; a reference stays as its id."""
    return _FENCE.sub("", _unlinked(text)).replace("**", "").replace("`", "").strip()
