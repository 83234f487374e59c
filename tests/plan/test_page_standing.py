"""The page reads a thousand random logs as Python does: cards, what is due, done, late, mastered; its files are the same."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from course.model import Course
from course.plan.ics import write_ics
from course.plan.living import Book, new_book, read_book, replan, write_book
from course.plan.profile import Profile
from course.plan.review import cards, due_cards
from course.plan.standing import done_units, mastery, where
from course.plan.views import unit_name
from course.progress import Event, Log
from course.publish.plan_page import plan_content
from tests.plan.page_script import bundled
from tests.plan.small_course import small_course

LEARNERS = 1000
NOW = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
MONDAY, TODAY = dt.date(2026, 3, 2), dt.date(2026, 3, 11)
COURSE: Course = small_course()


@pytest.fixture(scope="module")
def book() -> Book:
    return new_book(COURSE, Profile("all", MONDAY, (40, 40, 40, 40, 40, 0, 90)), Log(), MONDAY)


@pytest.fixture(scope="module")
def cases() -> list[dict[str, Any]]:
    chance = random.Random(20260302)
    return [
        {"log": _log(chance), "minutes": chance.randint(0, 8), "chapter": chance.choice(["base", "use", ""])}
        for _ in range(LEARNERS)
    ]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, book: Book, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """What the page's script makes of the same content, logs and plan."""
    script = bundled("page_standing.ts", tmp_path_factory.mktemp("page"))
    given = {
        "content": plan_content(COURSE),
        "cases": [{**case, "log": _lines(case["log"])} for case in cases],
        "plan": write_book(book),
        "now": NOW.timestamp() * 1000,
        "today": TODAY.isoformat(),
    }
    done = subprocess.run(["node", script], input=json.dumps(given), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_thousand_logs_give_the_same_cards_on_the_same_dates(
    page: dict[str, Any], cases: list[dict[str, Any]]
) -> None:
    reviews = 0
    for number, (case, theirs) in enumerate(zip(cases, page["found"], strict=True)):
        mine = cards(COURSE, case["log"], NOW)
        reviews += sum(card.reviews for card in mine.values())
        ours = [[c.id, c.kind, c.chapter, round(c.due.timestamp() * 1000), c.lapses] for c in mine.values()]
        assert sorted(ours) == sorted(theirs["cards"]), f"learner {number}"
        due = due_cards(mine.values(), NOW, case["minutes"], case["chapter"])
        assert [card.id for card in due] == theirs["due"], f"learner {number}"
    assert reviews > 5 * LEARNERS


def test_a_thousand_logs_give_the_same_units_done_and_mastered(
    page: dict[str, Any], cases: list[dict[str, Any]], book: Book
) -> None:
    seen: set[str] = set()
    for number, (case, theirs) in enumerate(zip(cases, page["found"], strict=True)):
        done = done_units(COURSE, book.units, case["log"])
        stand = where(book.units, book.days, done, TODAY)
        found = mastery(COURSE, book.units, case["log"])
        assert sorted(done) == theirs["done"], f"learner {number}"
        assert [sorted(stand.late), sorted(stand.early)] == theirs["standing"], f"learner {number}"
        assert found == theirs["mastery"], f"learner {number}"
        seen |= set(found.values())
    assert seen == {"unseen", "taught", "practised", "mastered"}


def test_the_page_and_the_terminal_keep_the_same_file(page: dict[str, Any], book: Book, tmp_path: Path) -> None:
    for name, ours in (("kept", book), ("again", replan(COURSE, book, Log(), TODAY)[0])):
        path = tmp_path / f"{name}.json"
        path.write_text(page[name], "utf-8")
        assert read_book(path, COURSE) == ours, name


def test_the_page_writes_the_same_calendar(page: dict[str, Any], book: Book) -> None:
    def entries(data: str | bytes) -> list[tuple[str, ...]]:
        events = Calendar.from_ical(data).walk("VEVENT")
        names = ("uid", "sequence", "summary", "dtstamp", "transp")
        times = ("dtstart", "dtend")
        return [
            (
                *(str(e[name].to_ical()) for name in names),
                *(e.decoded(t).isoformat() for t in times),
                str(e.get("url", "")),
                str(len(e.walk("VALARM"))),
            )
            for e in events
        ]

    places = {unit["id"]: unit["page"] for track in plan_content(COURSE)["tracks"] for unit in track["units"]}
    fresh = replan(COURSE, book, Log(), TODAY)[0]
    ours = write_ics(fresh, unit_name, lambda u: f"https://site.example/{places[u.id]}" if places[u.id] else "")
    assert entries(page["ics"]) == entries(ours)
    assert all(len(line.encode()) <= 75 for line in page["ics"].split("\r\n"))


def _log(chance: random.Random) -> Log:
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    events = []
    for number in range(chance.randint(0, 60)):
        at += dt.timedelta(milliseconds=round(chance.choice([0, 0.01, 0.3, 1, 3, 9]) * chance.random() * 86_400_000))
        kind, ref, payload = _event(chance)
        stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        events.append(Event(f"{number:04}", stamp, "d", kind, ref, payload))
    return Log(tuple(events))


def _event(chance: random.Random) -> tuple[str, str, dict[str, Any]]:
    kind = chance.choice(["read", "check", "check", "quiz", "quiz", "review", "review", "review", "done", "reset"])
    if kind == "read":
        return kind, chance.choice(["base/counting", "base/rates", "use/using", "law/consent", "no/where"]), {}
    if kind == "check":
        passed = chance.random() < 0.7
        mistake = None if passed else chance.choice(["E1.1:same_day", None])
        form = chance.choice(["write", "write", "deep", "predict"])
        status = "passed" if passed else chance.choice(["failed", "error"])
        return (
            kind,
            chance.choice(["E1.1", "E1.2", "E2.1", "E3.1"]),
            {"form": form, "status": status, "mistake": mistake},
        )
    if kind == "quiz":
        right = chance.random() < 0.7
        ref = chance.choice(["Q1.1", "Q1.2", "Q1.3", "Q1.4", "Q1.5", "Q2.1", "Q3.1", "Q9.9", "D1.1", "D1.2"])
        return kind, ref, {"right": right, "mistake": None if right else "M.base"}
    if kind == "review":
        card = chance.choice(["cac", "LAW-1", "Q1.1", "Q1.2", "E1.1:same_day", "M.base", "nothing"])
        return kind, card, {"rating": chance.choice([1, 2, 3, 3, 3, 4, 4, 9, "3", True, None])}
    return kind, chance.choice(["base#quiz", "capstone/1", "E1.1", "Q1.1", "base/counting"]), {}


def _lines(log: Log) -> str:
    return "".join(event.to_line() + "\n" for event in log.events)
