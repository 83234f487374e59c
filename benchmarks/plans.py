"""Ten thousand plans: random learners, each on a track of the course; the promise is a minute of the processor."""

from __future__ import annotations

import datetime as dt
import random
import time

from course.load import find_root, load_course
from course.plan.calendar import Availability
from course.plan.planner import make_plan
from course.plan.units import Unit, plan_units

PLANS = 10_000
PROMISED_SECONDS = 60
WHOLE_COURSE_UNITS = 120


def main() -> int:
    """Print processor seconds in all and per plan; 1 when the promise is broken."""
    course, chance = load_course(find_root()), random.Random(1)
    tracks = [_whole(plan_units(course, track)) for track in course.presets.tracks]
    monday = dt.date(2026, 3, 2)
    start = time.process_time()
    for _ in range(PLANS):
        minutes = tuple(chance.randint(40, 180) for _ in range(7))
        day = monday + dt.timedelta(chance.randint(0, 365))
        make_plan(chance.choice(tracks), day, Availability(minutes, rest=chance.random() < 0.8))
    seconds = time.process_time() - start
    units = max(map(len, tracks))
    print(f"{PLANS} plans of up to {units} units: {seconds:.1f} s, {1000 * seconds / PLANS:.2f} ms each")
    return int(seconds > PROMISED_SECONDS)


def _whole(units: tuple[Unit, ...]) -> list[Unit]:
    """The units, repeated under other names until they are as many as the finished course's."""
    found: list[Unit] = []
    for copy in range(-(-WHOLE_COURSE_UNITS // len(units))):
        found += [
            Unit(**{**vars(u), "id": f"{copy}:{u.id}", "requires": tuple(f"{copy}:{r}" for r in u.requires)})
            for u in units
        ]
    return found[:WHOLE_COURSE_UNITS]


if __name__ == "__main__":
    raise SystemExit(main())
