"""The page's script dates units exactly as Python does, on a thousand random learners."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from course.plan.calendar import Availability, chinese_holidays
from course.plan.planner import DoesNotFitError, make_plan
from course.plan.units import Unit
from tests.plan.page_script import bundled

Learner = tuple[list[Unit], dt.date, Availability, dt.date | None]

LEARNERS = 1000
FIRST, LAST = 2025, 2031


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page's dating as one file that Node runs."""
    return bundled("page_plans.ts", tmp_path_factory.mktemp("page"))


def test_a_thousand_plans_are_the_same(script: Path) -> None:
    chance = random.Random(20260301)
    learners = [_learner(chance) for _ in range(LEARNERS)]
    holidays = chinese_holidays(FIRST, LAST)
    content = {
        "holidays": {
            "off": sorted(day.isoformat() for day in holidays.off),
            "makeup": sorted(day.isoformat() for day in holidays.makeup),
            "exact_until": holidays.exact_until,
        },
        "cases": [_as_json(*learner) for learner in learners],
    }
    done = subprocess.run(["node", script], input=json.dumps(content), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    theirs = json.loads(done.stdout)
    ours = [_plan(*learner) for learner in learners]
    assert sum(isinstance(plan, list) for plan in ours) > LEARNERS // 2
    assert sum(bool(isinstance(plan, dict) and plan["weeks"]) for plan in ours) > LEARNERS // 20, (
        "late ones are among them"
    )
    for number, (mine, page) in enumerate(zip(ours, theirs, strict=True)):
        assert mine == page, f"learner {number}: {learners[number][1:]}"


def _learner(chance: random.Random) -> Learner:
    units: list[Unit] = []
    for chapter in range(chance.randint(1, 4)):
        lessons: list[str] = []
        for number in range(chance.randint(1, 5)):
            name = f"c{chapter}/l{number}"
            before = tuple(lessons[-1:]) or tuple(unit.id for unit in units if unit.kind == "lesson")[-1:]
            units.append(Unit(name, "lesson", name, name, chance.randint(10, 30), f"c{chapter}", requires=before))
            lessons.append(name)
            for task in range(chance.randint(0, 2)):
                exercises = [unit.id for unit in units if unit.kind == "exercise"]
                needs = tuple(chance.sample(exercises, 1)) if exercises and chance.random() < 0.3 else ()
                ref = f"E{chapter}.{number}{task}"
                level, minutes = chance.randint(1, 3), chance.randint(5, 40)
                units.append(
                    Unit(
                        f"{ref}/write",
                        "exercise",
                        ref,
                        ref,
                        minutes,
                        f"c{chapter}",
                        "write",
                        level,
                        requires=(name, *needs),
                    )
                )
        quiz = f"c{chapter}#quiz"
        units.append(Unit(quiz, "quiz", quiz, quiz, chance.randint(15, 60), f"c{chapter}", requires=tuple(lessons)))
    start = dt.date(FIRST, 1, 1) + dt.timedelta(days=chance.randint(0, 365 * 3))
    near = [start + dt.timedelta(days=chance.randint(0, 60)) for _ in range(8)]
    minutes = tuple(chance.choice([0, 30, 45, 60, 90, 150]) for _ in range(7))
    availability = Availability(
        minutes,
        chance.choice([None, 200, 420]),
        frozenset(near[:3]),
        {day: chance.choice([0, 20, 120]) for day in near[3:6]},
        chance.random() < 0.7,
        chance.choice([(), (), (30, 0, 10, 0, 10, 0, 0)]),
    )
    deadline = start + dt.timedelta(days=chance.randint(1, 25)) if chance.random() < 0.3 else None
    return units, start, availability, deadline


def _as_json(units: list[Unit], start: dt.date, availability: Availability, deadline: dt.date | None) -> dict[str, Any]:
    return {
        "units": [
            {"id": u.id, "minutes": u.minutes, "chapter": u.chapter, "level": u.level, "splits": u.splits}
            | {"requires": u.requires}
            for u in units
        ],
        "start": start.isoformat(),
        "deadline": deadline.isoformat() if deadline else None,
        "weekday_minutes": availability.weekday_minutes,
        "week_minutes": availability.week_minutes,
        "days_off": [day.isoformat() for day in availability.days_off],
        "shifts": {day.isoformat(): minutes for day, minutes in availability.shifts.items()},
        "rest": availability.rest,
        "review_minutes": availability.review_minutes,
        "review_permille": 100,
    }


def _plan(units: list[Unit], start: dt.date, availability: Availability, deadline: dt.date | None) -> Any:
    try:
        plan = make_plan(units, start, availability, deadline)
    except DoesNotFitError as fault:
        long = {"too_long": fault.too_long.unit.id, "room": fault.too_long.room} if fault.too_long else {}
        return {"weeks": fault.least_weeks, "least": fault.least_week_minutes, **long}
    return [
        [day.day.isoformat(), day.review_minutes, [[s.unit, s.minutes, s.part, s.last] for s in day.sittings]]
        for day in plan.days
    ]
