"""A quiz question as HTML that reads without the script, with the data the script judges by."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from course.model import Choice, Question
from course.publish.markup import Markdown
from course.publish.pages import json_text
from course.publish.templating import fill


def question_html(
    question: Question, markdown: Markdown, named: Callable[[str], dict[str, str]], chart: Markup | None = None
) -> Markup:
    """The question; `named` gives id, title and link of what a wrong choice stands for, `chart` is what it asks about."""
    shown = shown_order(question)
    choices = [_choice(question.choices[index], markdown, named) for index in shown]
    data = {
        "id": question.id,
        "kind": question.kind,
        "choices": choices or None,
        "answer": question.answer,
        "tol": question.tol,
        "unit": question.unit,
        "explain": markdown.block(question.explain),
        "order": [shown.index(place) for place in range(len(shown))] if question.kind == "ordering" else None,
    }
    return fill(
        "blocks/quiz",
        question=question,
        ask=markdown.block(question.ask),
        chart=chart,
        choices=[c["text"] for c in choices],
        answer=_answer(question, markdown),
        explain=data["explain"],
        data=json_text(data),
    )


def _answer(question: Question, markdown: Markdown) -> Markup:
    """The right answer in words, for readers without the script."""
    if question.answer is not None:
        return Markup(f"{question.answer:g} {question.unit}".strip())
    right = question.choices if question.kind == "ordering" else [choice for choice in question.choices if choice.right]
    return Markup(" → " if question.kind == "ordering" else "、").join(markdown.inline(choice.text) for choice in right)


def shown_order(question: Question) -> list[int]:
    """In which order the choices are shown. Those of an ordering question stand in the right one, so they are shuffled."""
    order = list(range(len(question.choices)))
    if question.kind != "ordering":
        return order
    shuffled = sorted(order, key=lambda index: hashlib.sha256(f"{question.id}/{index}".encode()).digest())
    return shuffled if shuffled != order else [*order[1:], *order[:1]]


def _choice(choice: Choice, markdown: Markdown, named: Callable[[str], dict[str, str]]) -> dict[str, Any]:
    return {
        "text": markdown.inline(choice.text),
        "right": choice.right,
        "why": markdown.block(choice.why) or None,
        "mistake": named(choice.mistake) if choice.mistake else None,
    }
