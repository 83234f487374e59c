"""The command `course review`: today's due cards one at a time, question, answer, how well it was remembered."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from course.commands.terminal import (
    SHANGHAI,
    Root,
    course_at,
    kept_book,
    kept_log,
    note,
    plan_path,
    print_markdown,
    reading_console,
    say,
)
from course.model import Course
from course.plan.card_faces import Face, face
from course.plan.review import Card, cards, due_cards
from course.plan.standing import done_units
from course.progress import Log

MINUTES_WITHOUT_PLAN = 10
_AGAIN, _GOOD = 1, 3
_KEYS = "1234"


def review(
    listed: Annotated[bool, typer.Option("--list", help=say("review.help.list"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("review.help.json"))] = False,
    minutes: Annotated[int | None, typer.Option("--minutes", help=say("review.help.minutes"), min=0)] = None,
    root: Root = None,
) -> None:
    """Review the due cards; each rating is an event. Piped, only lists them."""
    course, log, now = course_at(root), kept_log(), dt.datetime.now(dt.UTC)
    faced = _due(course, log, now, minutes)
    if as_json:
        typer.echo(json.dumps([_as_json(card, shown) for card, shown in faced], ensure_ascii=False, indent=2))
        return
    console = reading_console()
    if not faced:
        console.print(say("review.none"))
        return
    if listed or not at_terminal():
        _print_list(console, faced, now)
        return
    for number, (card, shown) in enumerate(faced, 1):
        console.rule(Text(say("review.progress", n=number, total=len(faced)), style="bright_black"), align="left")
        if not _one(console, card, shown):
            break


def at_terminal() -> bool:
    """Whether somebody can answer."""
    return sys.stdin.isatty()


def _due(course: Course, log: Log, now: dt.datetime, minutes: int | None) -> list[tuple[Card, Face]]:
    """What is due within today's minutes for reviews, less what was reviewed today already."""
    known = [card for card in cards(course, log, now).values() if face(course, card)]
    chapter, planned = _today(course, log, now)
    room = (planned if minutes is None else minutes) - _reviewed_today(log, now)
    return [(card, shown) for card in due_cards(known, now, room, chapter) if (shown := face(course, card))]


def _today(course: Course, log: Log, now: dt.datetime) -> tuple[str, int]:
    """The chapter under way, and the minutes that the plan keeps for reviews today, or the next day with any."""
    if not plan_path().exists():
        return "", MINUTES_WITHOUT_PLAN
    book = kept_book(course)
    done, today = done_units(course, book.units, log), now.astimezone(SHANGHAI).date()
    chapter = next((unit.chapter for unit in book.units if unit.id not in done), "")
    return chapter, next((day.review_minutes for day in book.days if day.day >= today), MINUTES_WITHOUT_PLAN)


def _reviewed_today(log: Log, now: dt.datetime) -> int:
    today = now.astimezone(SHANGHAI).date()
    days = (dt.datetime.fromisoformat(e.at).astimezone(SHANGHAI).date() for e in log.events if e.kind == "review")
    return sum(day == today for day in days)


def _one(console: Console, card: Card, shown: Face) -> bool:
    """Ask one card and note how it went; False when the learner stops."""
    console.print(Text(shown.label, style="green"))
    print_markdown(console, shown.ask)
    for number, choice in enumerate(shown.choices, 1):
        console.print(f"  {number}  {choice}")
    answer = asked(say("review.choose") if shown.choices else say("review.turn"))
    if answer is None:
        return False
    judged = _judge(console, shown, answer) if shown.choices else None
    print_answer(console, shown)
    rating = judged if judged == _AGAIN else _rated()
    if rating is None:
        return False
    note("review", card.id, {"rating": rating})
    return True


def _judge(console: Console, shown: Face, answer: str) -> int:
    chosen = {int(letter) for letter in answer if letter.isdecimal()}
    right = chosen == shown.right
    console.print(say("review.right") if right else say("review.wrong"), style="green" if right else "yellow")
    return _GOOD if right else _AGAIN


def _rated() -> int | None:
    """1 to 4; None when the learner stops."""
    while (key := asked(say("review.rate"))) is not None:
        if len(key) == 1 and key in _KEYS:
            return int(key)
        typer.echo(say("review.keys"))
    return None


def asked(prompt: str) -> str | None:
    """A line from the keyboard; None for q, Ctrl-D and Ctrl-C."""
    try:
        line = input(f"{prompt} ").strip()
    except (EOFError, KeyboardInterrupt):
        typer.echo("")
        return None
    return None if line.lower() == "q" else line


def print_answer(console: Console, shown: Face) -> None:
    table = Table.grid(padding=(0, 1))
    table.add_column(style="bright_black", no_wrap=True)
    table.add_column(overflow="fold")
    for number in sorted(shown.right):
        table.add_row(str(number), shown.choices[number - 1])
    for name, text in shown.answer:
        table.add_row(name, text)
    console.print(table)


def _print_list(console: Console, faced: list[tuple[Card, Face]], now: dt.datetime) -> None:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    for card, shown in faced:
        days = (now - card.due).days
        table.add_row(
            card.id, shown.plain_ask.splitlines()[0], say("review.overdue", n=days) if days else say("review.due")
        )
    console.print(table)


def _as_json(card: Card, shown: Face) -> dict[str, object]:
    return {
        "id": card.id,
        "kind": card.kind,
        "chapter": card.chapter,
        "due": card.due.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "ask": shown.plain_ask,
        "choices": shown.choices,
        "answer": [list(pair) for pair in shown.answer],
    }
